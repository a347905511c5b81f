"""An enterprise's demands."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Demand, Industry, Occupation, Region
from matchmaker.policy import Permission
from matchmaker.services.postings import demands
from matchmaker.web.access import actor, check, db_session, requires
from matchmaker.web.forms.demands import DemandForm
from matchmaker.web.members import postings
from matchmaker.web.members.postings import Side

blueprint = Blueprint("demands", __name__, url_prefix="/demands")
SIDE = Side(
    "demands",
    Demand,
    DemandForm,
    demands,
    {"occupation_code": Occupation, "industry_code": Industry, "region_code": Region},
)


@blueprint.get("/mine")
@requires(Permission.POSTING_CREATE)
def mine() -> ResponseReturnValue:
    """List the enterprise's demands."""
    return postings.listing(SIDE)


@blueprint.get("/new")
@blueprint.post("/new")
@requires(Permission.POSTING_CREATE)
def new() -> ResponseReturnValue:
    """Write a new demand."""
    return postings.new(SIDE)


@blueprint.get("/<int:demand_id>")
@requires(Permission.POSTING_READ)
def show(demand_id: int) -> ResponseReturnValue:
    """Show a demand."""
    return postings.page(SIDE, _get(demand_id))


@blueprint.get("/<int:demand_id>/edit")
@blueprint.post("/<int:demand_id>/edit")
@requires(Permission.POSTING_EDIT)
def edit(demand_id: int) -> ResponseReturnValue:
    """Change a demand."""
    return postings.edit(SIDE, _get(demand_id))


@blueprint.post("/<int:demand_id>/copy")
@requires(Permission.POSTING_EDIT)
def copy(demand_id: int) -> ResponseReturnValue:
    """Begin a new draft from it."""
    return postings.copy(SIDE, _get(demand_id))


@blueprint.post("/<int:demand_id>/actions/<string:action>")
@requires(Permission.POSTING_EDIT)
def act(demand_id: int, action: str) -> ResponseReturnValue:
    """Submit, withdraw, pause, resume or renew it."""
    return postings.act(SIDE, _get(demand_id), action)


@blueprint.get("/<int:demand_id>/close")
@blueprint.post("/<int:demand_id>/close")
@requires(Permission.POSTING_EDIT)
def close(demand_id: int) -> ResponseReturnValue:
    """Ask why, and close it."""
    return postings.close(SIDE, _get(demand_id))


@blueprint.post("/<int:demand_id>/take-down")
@requires(Permission.POSTING_REVIEW)
def take_down(demand_id: int) -> ResponseReturnValue:
    """Take it off the market, as its authority."""
    return postings.take_down(SIDE, _get(demand_id))


@blueprint.post("/<int:demand_id>/confirm")
@requires(Permission.POSTING_EDIT)
def confirm(demand_id: int) -> ResponseReturnValue:
    """Stand behind a demand that an authority keyed in."""
    demand = _get(demand_id)
    check(Permission.POSTING_EDIT, demand)
    demands.confirm(db_session(), demand, actor=actor())
    flash(_("已确认，该需求由贵单位负责。"))
    return redirect(url_for(".show", demand_id=demand_id), 303)


def _get(demand_id: int) -> Demand:
    return db_session().get_one(Demand, demand_id)
