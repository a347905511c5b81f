"""Suggestions from the catalogue while somebody types, as small pieces of HTML."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from matchmaker.policy import Permission
from matchmaker.services import catalogue
from matchmaker.services.search import counting, finding
from matchmaker.services.search.filters import Criteria
from matchmaker.terms import Side
from matchmaker.web.access import db_session, requires
from matchmaker.web.forms.demands import DemandForm
from matchmaker.web.forms.entries import NOUNS, options

MOST = 8  # Suggestions that fit under a field.

blueprint = Blueprint("catalogue", __name__, url_prefix="/catalogue")


@blueprint.get("/<any(majors, occupations, industries, regions):noun>")
@requires(Permission.SITE_READ)
def entries(noun: str) -> ResponseReturnValue:
    """Suggest entries of a list for what stands in the field whose name the address tells."""
    name = request.args.get("name", "")[:60]
    (list_,) = (one for one, word in NOUNS.items() if word == noun)
    found = catalogue.search(db_session(), list_, request.args.get(name, "")[:60], limit=MOST)
    return render_template("public/catalogue/options.html", name=name, options=options(found))


@blueprint.get("/outlook")
@requires(Permission.SITE_READ)
def outlook() -> ResponseReturnValue:
    """Tell how many published programmes teach something of what a demand asks for, and how many near it."""
    form = DemandForm(formdata=request.args)
    criteria = Criteria(Side.PROGRAMMES, any_of=form.wanted())
    city = form.city()
    is_told = bool(criteria.any_of)
    return render_template(
        "public/catalogue/outlook.html",
        most=counting.MOST,
        everywhere=finding.count(db_session(), criteria) if is_told else None,
        near=finding.count(db_session(), replace(criteria, region=city)) if is_told and city else None,
    )
