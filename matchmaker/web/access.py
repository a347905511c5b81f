"""Who is asking, and what a view demands of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, g, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin
from sqlalchemy.orm import Session

from matchmaker import policy
from matchmaker.config import Settings
from matchmaker.db import Database
from matchmaker.models import UserSession
from matchmaker.policy import VISITOR, Identity, NotPermittedError, Permission, Scoped
from matchmaker.services.events import Actor
from matchmaker.services.people.sessions import Browser

P = ParamSpec("P")
login_manager = LoginManager()


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps of a browser: the token of its session."""

    def __init__(self, token: str, row: UserSession | None = None) -> None:
        self.token = token
        self.row = row

    def get_id(self) -> str:
        """Return what goes into the signed cookie."""
        return self.token


def db_session() -> Session:
    """Return the request's session: read-only in a GET."""
    session: Session = g.session
    return session


def database() -> Database:
    """Return the database, for the few writes that need a transaction of their own."""
    found: Database = g.database
    return found


def settings() -> Settings:
    """Return the settings."""
    found: Settings = g.settings
    return found


def identity() -> Identity:
    """Return who is asking."""
    found: Identity = g.get("identity", VISITOR)
    return found


def actor() -> Actor:
    """Return who acts in this request, for the audit trail."""
    return Actor(user_id=identity().user_id, request_id=g.request_id)


def browser() -> Browser:
    """Return where the request comes from."""
    return Browser(address=request.remote_addr or "", agent=request.user_agent.string)


def check(permission: Permission, record: Scoped) -> None:
    """Stop the request unless the person has the permission on the record."""
    policy.check(identity(), permission, record)


def may(permission: Permission, record: Scoped | None = None) -> bool:
    """Tell a template whether to show a control."""
    return policy.permits(identity(), permission, record)


def requires(
    permission: Permission,
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Mark the permission of a view, for the table over all routes, and refuse whoever cannot have it."""

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if policy.permits(identity(), permission):
                return view(*args, **kwargs)
            if identity().user_id is None:
                response: Response = login_manager.unauthorized()
                return response
            raise NotPermittedError(permission)

        marked: Any = wrapper
        marked.permission = permission
        return wrapper

    return decorate
