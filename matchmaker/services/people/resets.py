"""Setting a new password with a link from a mail: one use, a short life, every session ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.errors import UserError, translatable
from matchmaker.models import PasswordReset, User
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.messages import outbox
from matchmaker.services.people import credentials, letters, sessions

LIFE = timedelta(hours=1)
FIRST_LIFE = timedelta(days=7)  # Of the link to a new account that an administrator made.
WAITING = 3  # Links that may be open at a time, so that nobody's mailbox is flooded.

Link = Callable[[str], str]  # From a token to an address.


class SpentLinkError(UserError):
    """The link was used, is too old, or never was one; which of them is not told."""

    status = 410

    def __init__(self) -> None:
        super().__init__(translatable("链接无效或已过期，请重新申请。"))


def request(session: Session, *, email: str, link: Link) -> None:
    """Mail a link to the account of an address; without one, do nothing that the asker could notice."""
    user = session.scalar(select(User).where(User.email == email.strip().lower(), User.is_active))
    if user is None:
        return
    live = (
        PasswordReset.user_id == user.id,
        PasswordReset.used_at.is_(None),
        PasswordReset.expires_at > now(),
    )
    if (session.scalar(select(func.count()).where(*live)) or 0) >= WAITING:
        return
    token = _open(session, user, life=LIFE)
    letter = letters.password_reset(link(token), minutes=int(LIFE.total_seconds() // 60))
    _post(session, user, letter, token)


def welcome(session: Session, user: User, *, link: Link) -> None:
    """Mail the link with which a new user sets the first password."""
    session.flush()  # A new user gets its id from the database.
    token = _open(session, user, life=FIRST_LIFE)
    _post(session, user, letters.new_account(link(token), days=FIRST_LIFE.days), token)


def check(session: Session, token: str) -> User:
    """Return whose password the link sets; raise SpentLinkError."""
    row = session.scalar(
        select(PasswordReset).where(PasswordReset.token_hash == credentials.fingerprint(token))
    )
    if row is None or row.used_at is not None or row.expires_at <= now() or not row.user.is_active:
        raise SpentLinkError
    return row.user


def redeem(session: Session, token: str, *, password: str, request_id: str) -> User:
    """Set the password, spend every open link of the user and end all sessions."""
    user = check(session, token)
    hashed = credentials.encode(password, email=user.email)
    spending = (
        update(PasswordReset)
        .where(PasswordReset.token_hash == credentials.fingerprint(token), PasswordReset.used_at.is_(None))
        .values(used_at=now())
    )
    spent = session.execute(spending)
    if isinstance(spent, CursorResult) and spent.rowcount != 1:
        raise SpentLinkError  # Somebody else used it in this very moment.
    others = update(PasswordReset).where(PasswordReset.user_id == user.id, PasswordReset.used_at.is_(None))
    session.execute(others.values(used_at=now()))
    user.password_hash = hashed
    sessions.revoke(session, user_id=user.id)
    events.record(session, user, "reset_password", actor=Actor(user.id, request_id))
    return user


def _open(session: Session, user: User, *, life: timedelta) -> str:
    token = credentials.issue()
    row = PasswordReset(token_hash=credentials.fingerprint(token), user_id=user.id, expires_at=now() + life)
    session.add(row)
    return token


def _post(session: Session, user: User, letter: letters.Letter, token: str) -> None:
    outbox.mail(
        session,
        recipient=user.email,
        subject=letter.subject,
        body=letter.body,
        key=f"password_reset:{credentials.fingerprint(token)}",
    )
