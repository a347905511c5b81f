"""A school's programmes."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from matchmaker.models import Major, Programme, Region
from matchmaker.policy import Permission
from matchmaker.services.postings import programmes
from matchmaker.web.access import db_session, requires
from matchmaker.web.forms.programmes import ProgrammeForm
from matchmaker.web.members import postings
from matchmaker.web.members.postings import Side

blueprint = Blueprint("programmes", __name__, url_prefix="/programmes")
SIDE = Side("programmes", Programme, ProgrammeForm, programmes, {"major_code": Major, "region_code": Region})


@blueprint.get("/mine")
@requires(Permission.POSTING_CREATE)
def mine() -> ResponseReturnValue:
    """List the school's programmes."""
    return postings.listing(SIDE)


@blueprint.get("/new")
@blueprint.post("/new")
@requires(Permission.POSTING_CREATE)
def new() -> ResponseReturnValue:
    """Write a new programme."""
    return postings.new(SIDE)


@blueprint.get("/<int:programme_id>")
@requires(Permission.POSTING_READ)
def show(programme_id: int) -> ResponseReturnValue:
    """Show a programme."""
    return postings.page(SIDE, _get(programme_id))


@blueprint.get("/<int:programme_id>/edit")
@blueprint.post("/<int:programme_id>/edit")
@requires(Permission.POSTING_EDIT)
def edit(programme_id: int) -> ResponseReturnValue:
    """Change a programme."""
    return postings.edit(SIDE, _get(programme_id))


@blueprint.post("/<int:programme_id>/copy")
@requires(Permission.POSTING_EDIT)
def copy(programme_id: int) -> ResponseReturnValue:
    """Begin a new draft from it."""
    return postings.copy(SIDE, _get(programme_id))


@blueprint.post("/<int:programme_id>/actions/<string:action>")
@requires(Permission.POSTING_EDIT)
def act(programme_id: int, action: str) -> ResponseReturnValue:
    """Submit, withdraw, pause, resume or renew it."""
    return postings.act(SIDE, _get(programme_id), action)


@blueprint.get("/<int:programme_id>/close")
@blueprint.post("/<int:programme_id>/close")
@requires(Permission.POSTING_EDIT)
def close(programme_id: int) -> ResponseReturnValue:
    """Ask why, and close it."""
    return postings.close(SIDE, _get(programme_id))


@blueprint.post("/<int:programme_id>/take-down")
@requires(Permission.POSTING_REVIEW)
def take_down(programme_id: int) -> ResponseReturnValue:
    """Take it off the market, as its authority."""
    return postings.take_down(SIDE, _get(programme_id))


def _get(programme_id: int) -> Programme:
    return db_session().get_one(Programme, programme_id)
