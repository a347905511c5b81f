"""Signing in and out: argon2, lock-out, and sessions that live in the database."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import now
from matchmaker.errors import UserError, translatable
from matchmaker.models import LoginFailure, Membership, Organization, User, UserSession
from matchmaker.policy import VISITOR, Identity, Role
from matchmaker.workflow import OrganizationState

HASHER = PasswordHasher()
# Verified when the account does not exist, so that the answer takes as long as for one that does.
_NOBODY = HASHER.hash(secrets.token_urlsafe(16))
SEEN_EVERY = timedelta(minutes=1)


class WrongPasswordError(UserError):
    """The address or the password is wrong; which of them is not told."""

    def __init__(self) -> None:
        super().__init__(translatable("邮箱或密码不正确。"))


class LockedError(UserError):
    """Too many failures for this account or from this address."""

    status = 429

    def __init__(self, minutes: int) -> None:
        super().__init__(translatable("失败次数过多，请 %(minutes)s 分钟后再试。"), minutes=minutes)


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a request comes from."""

    address: str
    agent: str = ""


def fingerprint(token: str) -> str:
    """Return what the database keeps of a secret token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_password(
    session: Session, *, email: str, password: str, browser: Browser, settings: Settings
) -> User:
    """Return the user whom the password belongs to; raise LockedError or WrongPasswordError.

    The caller writes a WrongPasswordError down with `note_failure`, in a transaction of its own.
    """
    email = email.strip().lower()
    since = now() - settings.lockout_window
    for column, value in ((LoginFailure.email, email), (LoginFailure.address, browser.address)):
        count = session.scalar(select(func.count()).where(column == value, LoginFailure.at > since)) or 0
        if count >= settings.lockout_failures:
            raise LockedError(int(settings.lockout_window.total_seconds() // 60))
    user = session.scalar(select(User).where(User.email == email))
    try:
        HASHER.verify((user and user.password_hash) or _NOBODY, password)
    except VerificationError:
        raise WrongPasswordError from None
    if user is None or user.password_hash is None or not user.is_active:
        raise WrongPasswordError
    return user


def note_failure(session: Session, *, email: str, browser: Browser) -> None:
    """Remember a failed login."""
    session.add(LoginFailure(email=email.strip().lower()[:254], address=browser.address))


def open_session(session: Session, user: User, *, browser: Browser, settings: Settings) -> str:
    """Start a session and return its token, which is not kept here."""
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            token_hash=fingerprint(token),
            user_id=user.id,
            expires_at=now() + settings.session_lifetime,
            address=browser.address,
            agent=browser.agent[:200],
        )
    )
    return token


def find(session: Session, token: str, *, settings: Settings, at: datetime) -> UserSession | None:
    """Return the live session of a token: not revoked, not idle for too long, its user active."""
    found = session.scalar(select(UserSession).where(UserSession.token_hash == fingerprint(token)))
    if found is None or found.revoked_at is not None or found.expires_at <= at or not found.user.is_active:
        return None
    return found if found.last_seen_at + settings.session_idle > at else None


def touch(session: Session, session_id: int, *, at: datetime) -> None:
    """Note that a session was used."""
    session.execute(update(UserSession).where(UserSession.id == session_id).values(last_seen_at=at))


def revoke(session: Session, *, user_id: int, session_id: int | None = None) -> None:
    """End one session of a user, or all of them."""
    statement = update(UserSession).where(UserSession.user_id == user_id, UserSession.revoked_at.is_(None))
    if session_id is not None:
        statement = statement.where(UserSession.id == session_id)
    session.execute(statement.values(revoked_at=now()))


def identify(session: Session, user: User) -> Identity:
    """Return what a user may act for; reviewing needs an authority that is verified."""
    rows = session.execute(
        select(Membership.role, Organization.id, Organization.region_code, Organization.state)
        .join(Organization, Membership.organization_id == Organization.id)
        .where(Membership.user_id == user.id)
    ).all()
    live = [row for row in rows if row.state not in {OrganizationState.SUSPENDED, OrganizationState.MERGED}]
    reviewing = [r for r in live if r.role is Role.REVIEWER and r.state is OrganizationState.VERIFIED]
    return (
        Identity(
            user_id=user.id,
            is_administrator=user.is_administrator,
            editor_of=frozenset(row.id for row in live if row.role is Role.EDITOR),
            reviewer_of=frozenset(row.id for row in reviewing),
            region_codes=frozenset(row.region_code for row in reviewing if row.region_code),
        )
        if user.is_active
        else VISITOR
    )
