"""Suggestions from the catalogue while somebody types, as small pieces of HTML."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from matchmaker.models import Industry, Major, Occupation, Region
from matchmaker.policy import Permission
from matchmaker.services import catalogue
from matchmaker.services.search import counting, finding
from matchmaker.services.search.filters import Criteria
from matchmaker.terms import Side
from matchmaker.web.access import db_session, requires
from matchmaker.web.forms.demands import DemandForm
from matchmaker.web.labels import label

blueprint = Blueprint("catalogue", __name__, url_prefix="/catalogue")


def _typed() -> str:
    """Return what stands in the field that asks; the address tells its name."""
    return request.args.get(request.args.get("name", ""), "")[:60]


def _options(options: list[tuple[str, str]]) -> ResponseReturnValue:
    return render_template("public/catalogue/options.html", options=options)


@blueprint.get("/majors")
@requires(Permission.SITE_READ)
def majors() -> ResponseReturnValue:
    """Suggest majors."""
    found = catalogue.search(db_session(), Major, _typed())
    return _options([(f"{row.code} {row.name}", f"{label(row.level)} · {row.class_name}") for row in found])


@blueprint.get("/occupations")
@requires(Permission.SITE_READ)
def occupations() -> ResponseReturnValue:
    """Suggest occupations."""
    found = catalogue.search(db_session(), Occupation, _typed())
    return _options([(f"{row.code} {row.name}", row.minor_group_name) for row in found])


@blueprint.get("/industries")
@requires(Permission.SITE_READ)
def industries() -> ResponseReturnValue:
    """Suggest industries."""
    found = catalogue.search(db_session(), Industry, _typed())
    return _options([(f"{row.code} {row.name}", row.level) for row in found])


@blueprint.get("/regions")
@requires(Permission.SITE_READ)
def regions() -> ResponseReturnValue:
    """Suggest regions by their whole name."""
    session = db_session()
    found = catalogue.search(session, Region, _typed())
    names = catalogue.region_names(session, (row.code for row in found))
    return _options([(names[row.code], row.code) for row in found if names[row.code]])


@blueprint.get("/skills")
@requires(Permission.SITE_READ)
def skills() -> ResponseReturnValue:
    """Suggest skills of the occupation that was chosen, as check boxes of the demand's form."""
    form = DemandForm(formdata=None, data={"occupation_code": request.args.get("occupation_code", "")[:90]})
    form.assist("suggest")
    return render_template("public/catalogue/skills.html", form=form)


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
