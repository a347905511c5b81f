"""The market in figures and pictures: an authority's region and its parts, or a member's own postings."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from matchmaker.models import Demand, Programme, Region
from matchmaker.policy import Permission, permits
from matchmaker.services.overviews import areas, filling, majors, milestones
from matchmaker.services.overviews.scope import Scope, Side
from matchmaker.terms import OrganizationKind
from matchmaker.web.access import check, db_session, identity, requires
from matchmaker.web.navigation import officials, standing

blueprint = Blueprint("overviews", __name__, url_prefix="/overview")
SIDES: dict[OrganizationKind, Side] = {
    OrganizationKind.SCHOOL: Programme,
    OrganizationKind.ENTERPRISE: Demand,
}


@blueprint.get("")
@requires(Permission.OVERVIEW_READ)
def index() -> ResponseReturnValue:
    """Show an official a region with its parts, and a member the city and how far the own postings are."""
    if officials(standing()):
        return render_template("authorities/overview.html", **_region(request.args.get("region")))
    return render_template("members/overview.html", **_own())


def _region(code: str | None) -> dict[str, Any]:
    session, who = db_session(), identity()
    scope = Scope(code or min(who.region_codes, default=None))
    check(Permission.OVERVIEW_READ, scope)
    if scope.region_code is not None:
        session.get_one(Region, scope.region_code)
    path = areas.path(session, scope.region_code)
    return {
        "path": [region for region in path if permits(who, Permission.OVERVIEW_READ, Scope(region.code))],
        "is_country": scope.region_code is None,
        "areas": areas.areas(session, scope),
        "market": majors.market(session, scope),
        **_progress(scope, list(SIDES.values())),
    }


def _own() -> dict[str, Any]:
    session, mine = db_session(), standing()
    own = [one for one in mine.organizations if one.id in identity().editor_of]
    city = next((f"{one.region_code[:4]}00" for one in own if one.region_code), None)
    scope = Scope(city, owner_ids=identity().editor_of)
    check(Permission.OVERVIEW_READ, scope)
    return {
        "region": areas.path(session, city)[-1:],
        "market": majors.market(session, Scope(city)),
        **_progress(scope, [model for kind, model in SIDES.items() if kind in mine.kinds]),
    }


def _progress(scope: Scope, sides: list[Side]) -> dict[str, Any]:
    """Return how far the postings of each side are, and how much of them is taken."""
    session = db_session()
    reached = {model.__tablename__: milestones.reached(session, model, scope) for model in sides}
    return {
        "reached": [
            (milestone, {name: counts[milestone] for name, counts in reached.items()})
            for milestone in milestones.MILESTONES
        ],
        "fillings": {model.__tablename__: filling.filling(session, model, scope) for model in sides},
    }
