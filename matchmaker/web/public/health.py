"""Answers for load balancers: the process lives, and it can do its work."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from matchmaker.policy import Permission
from matchmaker.web.access import db_session, requires

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@requires(Permission.SITE_READ)
def live() -> ResponseReturnValue:
    """Answer as long as the process does."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@requires(Permission.SITE_READ)
def ready() -> ResponseReturnValue:
    """Answer 200 when the database does; a failure becomes the 503 page."""
    db_session().execute(text("SELECT 1"))
    return jsonify(status="ok")
