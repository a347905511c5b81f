"""What happens around every request: plain words, its number, session, identity, commit and log line."""

from __future__ import annotations

import logging
import re
import time
import uuid

from flask import Flask, Request, Response, abort, g, request
from flask_login import current_user
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.utils import cached_property

from matchmaker.config import Settings
from matchmaker.db import Database, now
from matchmaker.services.people import sessions
from matchmaker.web.access import SignedIn, database, login_manager, settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# What nobody types on purpose and PostgreSQL does not store; a tab and a line's end are allowed.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
logger = logging.getLogger(__name__)


class PlainRequest(Request):
    """A request whose address asks with plain words; forms clean their own fields."""

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """Return what the address asks for, without control characters."""
        said = super().args.items(multi=True)
        return ImmutableMultiDict([(name, CONTROLS.sub("", value)) for name, value in said])


def init_app(app: Flask, database: Database, settings: Settings) -> None:
    """Give each request its session; commit what an unsafe request did if it succeeded."""
    # Templates do not ask who is signed in: the page of a broken database would ask it again.
    login_manager.init_app(app, add_context_processor=False)
    login_manager.login_view = "accounts.log_in"
    login_manager.login_message = None
    login_manager.user_loader(_load_user)

    @app.before_request
    def open_session() -> None:
        g.started = time.perf_counter()
        g.request_id = uuid.uuid4().hex
        g.settings, g.database = settings, database
        g.session = (database.reading_sessions if request.method in SAFE_METHODS else database.sessions)()

    app.before_request(_find_nothing_odd)
    app.before_request(_identify)
    app.after_request(_log)
    app.after_request(_commit)  # The last registered runs first: the log line tells the final status.
    app.teardown_request(_close)


def _load_user(token: str) -> SignedIn | None:
    found = sessions.find(g.session, token, settings=settings(), at=now())
    return None if found is None else SignedIn(token, found)


def _find_nothing_odd() -> None:
    if CONTROLS.search(request.path):
        abort(404)


def _identify() -> None:
    if request.endpoint == "static" or not current_user.is_authenticated:
        return
    row = current_user.row
    g.user = row.user
    g.identity = sessions.identify(g.session, row.user)
    if row.last_seen_at + sessions.SEEN_EVERY >= now():
        return
    if request.method in SAFE_METHODS:
        with database().transaction() as session:
            sessions.touch(session, row.id, at=now())
    else:
        # The request's own session writes already; a second writer would wait for it forever.
        sessions.touch(g.session, row.id, at=now())


def _commit(response: Response) -> Response:
    if request.method not in SAFE_METHODS and response.status_code < 400:
        g.session.commit()
    return response


def _log(response: Response) -> Response:
    facts = {
        "request_id": g.request_id,
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "milliseconds": round(1000 * (time.perf_counter() - g.started), 1),
    }
    logger.info("request", extra=facts)
    return response


def _close(_error: BaseException | None) -> None:
    if "session" in g:
        g.pop("session").close()
