"""The front door: what the platform is for, and the choice of a language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.models import Demand, Programme
from matchmaker.policy import Permission
from matchmaker.services import figures
from matchmaker.web.access import db_session, requires
from matchmaker.web.languages import LANGUAGES

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires(Permission.SITE_READ)
def index() -> ResponseReturnValue:
    """Show what the platform is for, how much stands on it and what is new."""
    session = db_session()
    programmes, demands = figures.newest(session, Programme), figures.newest(session, Demand)
    return render_template(
        "public/home.html",
        figures=figures.count(session),
        programmes=programmes,
        demands=demands,
    )


@blueprint.post("/language/<string:code>")
@requires(Permission.SITE_READ)
def choose_language(code: str) -> ResponseReturnValue:
    """Remember a language and go back to the page; only a path of this site is followed."""
    target = urlsplit(request.form.get("next", ""))
    is_local = target.path.startswith("/") and not target.path.startswith(("//", "/\\"))
    path = f"{target.path}?{target.query}" if target.query else target.path
    response = redirect(path if is_local else url_for(".index"), 303)
    if code in LANGUAGES:
        response.set_cookie("language", code, max_age=31536000, samesite="Lax", httponly=True)
        if "user" in g:
            g.user.language = code
    return response
