"""What the market of an authority's regions lacks, as those say who gave up."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from matchmaker.policy import Permission
from matchmaker.services.experience import unmet
from matchmaker.services.working_days import today
from matchmaker.web.access import db_session, identity, requires

blueprint = Blueprint("unmet", __name__, url_prefix="/unmet")


@blueprint.get("")
@requires(Permission.UNMET_READ)
def index() -> ResponseReturnValue:
    """List the reasons of the last year by region and subject, the most frequent first."""
    lines = unmet.of_regions(db_session(), identity(), on=today())
    return render_template("authorities/unmet/index.html", lines=lines)
