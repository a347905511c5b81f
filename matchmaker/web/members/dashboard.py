"""The desk of everybody who is signed in: what waits, what comes next, how far the first steps are."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from matchmaker.policy import Permission
from matchmaker.services import dashboards, figures
from matchmaker.terms import OrganizationKind
from matchmaker.web import desks
from matchmaker.web.access import db_session, identity, requires
from matchmaker.web.navigation import standing, unread

blueprint = Blueprint("dashboard", __name__, url_prefix="/dashboard")


@blueprint.get("")
@requires(Permission.ACCOUNT_USE)
def index() -> ResponseReturnValue:
    """Show the desk of an authority or of a party; who is both has the authority's."""
    mine = standing()
    return _official() if mine.is_reviewer or mine.is_administrator else _party()


def _official() -> str:
    session = db_session()
    lines = desks.waiting(desks.OFFICIAL, dashboards.of_official(session, identity()) | _unread())
    # An organization is counted where it is decided on: by reviewers in the queue, else in the list.
    elsewhere = "organizations.index" if standing().is_reviewer else "reviews.queue"
    lines = [line for line in lines if line.task.endpoint != elsewhere]
    return render_template(
        "authorities/dashboard.html",
        lines=lines,
        next=desks.first(lines),
        figures=figures.count(session, region_codes=identity().region_codes),
        partnerships=dashboards.live_partnerships(session, identity()),
    )


def _party() -> str:
    session = db_session()
    kinds = {OrganizationKind.SCHOOL: "programmes", OrganizationKind.ENTERPRISE: "demands"}
    sides = [side for kind, side in kinds.items() if kind in standing().kinds]
    counts = dashboards.of_party(session, identity(), sides) | _unread()
    lines = desks.waiting(desks.PARTY, counts)
    return render_template(
        "members/dashboard.html",
        lines=lines,
        next=desks.first(lines),
        sides=sides,
        counts=counts,
        progress=dashboards.progress(session, standing().posts_for),
        matches=dashboards.best_matches(session, identity(), sides),
        partnerships=dashboards.live_partnerships(session, identity()),
    )


def _unread() -> dict[str, int]:
    """Return the count of the notifications, which the header of the page shows too."""
    return {"notifications": unread()}
