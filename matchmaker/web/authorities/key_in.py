"""A demand that a reviewer writes for an enterprise without a hand free; the enterprise confirms it later."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Demand, Organization
from matchmaker.policy import Permission
from matchmaker.services.people import directory, organizations
from matchmaker.services.postings import demands, moves
from matchmaker.terms import OrganizationKind
from matchmaker.web.access import actor, db_session, identity, requires, settings
from matchmaker.web.forms.demands import KeyInForm
from matchmaker.web.forms.postings import names

blueprint = Blueprint("key_in", __name__, url_prefix="/key-in")


@blueprint.get("")
@blueprint.post("")
@requires(Permission.POSTING_KEY_IN)
def new() -> ResponseReturnValue:
    """Show or take the form; a demand that is keyed in is published at once."""
    form = KeyInForm()
    if request.method == "POST" and not form.assist(request.form.get("action", "")):
        demand = form.attempt(lambda: _key_in(form)) if form.validate() else None
        if demand is not None:
            flash(_("已代录并发布，等待企业确认。"))
            return redirect(url_for("demands.show", demand_id=demand.id), 303)
        return _page(form), form.status
    return _page(form)


def _page(form: KeyInForm) -> str:
    return render_template("authorities/key_in/new.html", form=form, words=names(KeyInForm))


def _key_in(form: KeyInForm) -> Demand:
    demand = demands.key_in(
        db_session(),
        organization=_enterprise(form),
        values=form.values(),
        reach=identity().region_codes,
        actor=actor(),
        days=settings().posting_days,
    )
    if not form.is_certain.data:
        moves.require_certain(db_session(), demand)
    return demand


def _enterprise(form: KeyInForm) -> Organization:
    """Return the enterprise that is meant, entered unverified where the platform does not know it."""
    text = form.enterprise.data
    found = directory.find_named(db_session(), kind=OrganizationKind.ENTERPRISE, text=text)
    if found is not None:
        return found
    facts = {"name": text, "code": form.enterprise_code.data, "region_code": form.region_code.data}
    return organizations.enter(db_session(), kind=OrganizationKind.ENTERPRISE, values=facts, actor=actor())
