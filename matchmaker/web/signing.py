"""Signing a browser in and out, and where it may go from there."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, url_for
from flask import session as cookie
from flask_login import current_user, login_user, logout_user
from werkzeug.exceptions import HTTPException

from matchmaker.models import User
from matchmaker.services.people import sessions
from matchmaker.web.access import SignedIn, browser, db_session, settings


def sign_in(user: User) -> None:
    """Start a new session in this browser; whatever was in its cookie before is gone."""
    _end_current()
    token = sessions.open_session(db_session(), user, browser=browser(), settings=settings())
    login_user(SignedIn(token))


def sign_out() -> None:
    """End this browser's session, in the database too."""
    _end_current()
    logout_user()


def _end_current() -> None:
    if current_user.is_authenticated and current_user.row is not None:
        row = current_user.row
        sessions.end(db_session(), user_id=row.user_id, session_id=row.id)
    cookie.clear()


def destination(wanted: str | None) -> str:
    """Return the page of this site that was wanted, else the first page of whoever is signed in."""
    target = urlsplit(wanted or "")
    path = target.path if target.path.startswith("/") else ""
    try:
        # Only what a GET of this site answers: no other host, no address that takes forms alone.
        current_app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return url_for("dashboard.index")
    return f"{path}?{target.query}" if target.query else path
