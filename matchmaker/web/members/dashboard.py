"""The desk of everybody who is signed in: what waits, what comes next, how far the first steps are."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from matchmaker.policy import Permission
from matchmaker.web.access import requires

blueprint = Blueprint("dashboard", __name__, url_prefix="/dashboard")


@blueprint.get("")
@requires(Permission.ACCOUNT_USE)
def index() -> ResponseReturnValue:
    """Show the desk."""
    return render_template("members/dashboard.html")
