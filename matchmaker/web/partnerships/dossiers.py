"""The class dossier: the terms of a running class against plan and regulations."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from matchmaker.models import Partnership
from matchmaker.policy import Permission
from matchmaker.services import working_days
from matchmaker.services.reports import dossiers
from matchmaker.services.reports.kinds import TERM
from matchmaker.web.access import db_session, identity, requires
from matchmaker.web.partnerships.evaluations import open_partnership

blueprint = Blueprint("dossiers", __name__, url_prefix="/partnerships/<int:partnership_id>/dossier")


@blueprint.get("")
@requires(Permission.PARTNERSHIP_READ)
def show(partnership_id: int) -> ResponseReturnValue:
    """Show the class."""
    return render_template("members/dossiers/show.html", **page_of(open_partnership(partnership_id)))


def page_of(partnership: Partnership) -> dict[str, Any]:
    """Return what the page of the class shows to this person."""
    mine = identity().editor_of
    return {
        "partnership": partnership,
        "dossier": dossiers.of_partnership(db_session(), partnership, on=working_days.today()),
        "mine": mine,
        "typed": {},  # What did not go through, by report.
        "may_file": bool(partnership.side(TERM.filed_by).keys() & mine),
    }
