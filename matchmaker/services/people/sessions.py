"""Signing in and out: lock-out, and sessions that live in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.config import Settings
from matchmaker.db import now
from matchmaker.errors import UserError, translatable
from matchmaker.models import LoginFailure, Membership, Organization, User, UserSession
from matchmaker.policy import VISITOR, Identity, Role
from matchmaker.services.people import credentials
from matchmaker.workflow import OrganizationState

SEEN_EVERY = timedelta(minutes=1)
FAILURES_KEPT = timedelta(days=1)
DORMANT = frozenset({OrganizationState.SUSPENDED, OrganizationState.MERGED})


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


def check_password(
    session: Session, *, email: str, password: str, browser: Browser, settings: Settings
) -> User:
    """Return the user whom the password belongs to; raise LockedError or WrongPasswordError.

    The caller writes a WrongPasswordError down with `note_failure`, in a transaction of its own.
    """
    email = _keyed(email)
    for column, value in ((LoginFailure.email, email), (LoginFailure.address, browser.address)):
        until = _locked_until(session, column, value, settings=settings)
        if until is not None and until > now():
            raise LockedError(1 + int((until - now()).total_seconds() // 60))
    user = session.scalar(select(User).where(User.email == email))
    is_right = credentials.matches(user.password_hash if user else None, password)
    if user is None or not is_right or not user.is_active:
        raise WrongPasswordError
    return user


def _locked_until(
    session: Session, column: InstrumentedAttribute[str], value: str, *, settings: Settings
) -> datetime | None:
    """Return when the lock ends: a window after the last of so many failures within one window."""
    newest = select(LoginFailure.at).where(column == value).order_by(LoginFailure.at.desc())
    moments = session.scalars(newest.limit(settings.lockout_failures)).all()
    if len(moments) < settings.lockout_failures or moments[0] - moments[-1] > settings.lockout_window:
        return None
    return moments[0] + settings.lockout_window


def _keyed(email: str) -> str:
    """Return the writing under which an address is kept."""
    return email.strip().lower()[:254]


def note_failure(session: Session, *, email: str, browser: Browser) -> None:
    """Remember a failed login, and forget those that no longer count."""
    session.execute(delete(LoginFailure).where(LoginFailure.at < now() - FAILURES_KEPT))
    session.add(LoginFailure(email=_keyed(email), address=browser.address))


def open_session(session: Session, user: User, *, browser: Browser, settings: Settings) -> str:
    """Start a session and return its token, which is not kept here."""
    token = credentials.issue()
    session.add(
        UserSession(
            token_hash=credentials.fingerprint(token),
            user_id=user.id,
            expires_at=now() + settings.session_lifetime,
            address=browser.address,
            agent=browser.agent[:200],
        )
    )
    return token


def find(session: Session, token: str, *, settings: Settings, at: datetime) -> UserSession | None:
    """Return the live session of a token: not revoked, not idle for too long, its user active."""
    found = session.scalar(
        select(UserSession).where(UserSession.token_hash == credentials.fingerprint(token))
    )
    if found is None or found.revoked_at is not None or found.expires_at <= at or not found.user.is_active:
        return None
    return found if found.last_seen_at + settings.session_idle > at else None


def live(session: Session, user_id: int, *, settings: Settings) -> list[UserSession]:
    """Return the sessions in which a user is signed in, the last used first."""
    statement = select(UserSession).where(
        UserSession.user_id == user_id,
        UserSession.revoked_at.is_(None),
        UserSession.expires_at > now(),
        UserSession.last_seen_at > now() - settings.session_idle,
    )
    return list(session.scalars(statement.order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())))


def touch(session: Session, session_id: int, *, at: datetime) -> None:
    """Note that a session was used."""
    session.execute(update(UserSession).where(UserSession.id == session_id).values(last_seen_at=at))


def end(session: Session, *, user_id: int, session_id: int) -> None:
    """End one session of a user; raise NoResultFound when it is another's."""
    mine = UserSession.id == session_id, UserSession.user_id == user_id
    row = session.scalars(select(UserSession).where(*mine)).one()
    row.revoked_at = row.revoked_at or now()


def revoke(session: Session, *, user_id: int, except_id: int | None = None) -> None:
    """End all sessions of a user, or all but one."""
    statement = update(UserSession).where(UserSession.user_id == user_id, UserSession.revoked_at.is_(None))
    if except_id is not None:
        statement = statement.where(UserSession.id != except_id)
    session.execute(statement.values(revoked_at=now()))


def identify(session: Session, user: User) -> Identity:
    """Return what a user may act for; reviewing needs an authority that is verified."""
    if not user.is_active:
        return VISITOR
    rows = session.execute(
        select(
            Membership.role,
            Organization.id,
            Organization.region_code,
            Organization.department,
            Organization.state,
        )
        .join(Organization, Membership.organization_id == Organization.id)
        .where(Membership.user_id == user.id, Organization.state.not_in(DORMANT))
    ).all()
    reviewing = [r for r in rows if r.role is Role.REVIEWER and r.state is OrganizationState.VERIFIED]
    return Identity(
        user_id=user.id,
        is_administrator=user.is_administrator,
        editor_of=frozenset(row.id for row in rows if row.role is Role.EDITOR),
        reviewer_of=frozenset(row.id for row in reviewing),
        region_codes=frozenset(row.region_code for row in reviewing if row.region_code),
        offices=frozenset(
            (row.region_code, row.department) for row in reviewing if row.region_code and row.department
        ),
        member_of=frozenset(row.id for row in rows),
    )
