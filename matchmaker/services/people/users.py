"""User administration: creating accounts, closing and opening them, and making administrators."""

from __future__ import annotations

from collections.abc import Sequence

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.errors import UserError, translatable
from matchmaker.models import Event, User
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.paging import TOP, Columns, Page, Window, paginate
from matchmaker.services.people import credentials, resets, sessions
from matchmaker.services.people.resets import Link


class EmailError(UserError):
    """The address cannot be one."""

    def __init__(self) -> None:
        super().__init__(translatable("邮箱格式不正确。"))


class TakenError(UserError):
    """The address has an account."""

    def __init__(self) -> None:
        super().__init__(translatable("该邮箱已注册，请直接登录或重置密码。"))


class OwnAccountError(UserError):
    """Nobody locks himself out."""

    def __init__(self) -> None:
        super().__init__(translatable("不能停用自己的账号，也不能取消自己的管理员身份。"))


class LastAdministratorError(UserError):
    """Somebody must be able to administer."""

    def __init__(self) -> None:
        super().__init__(translatable("至少要保留一名可登录的管理员。"))


def create(
    session: Session,
    *,
    email: str,
    name: str,
    password: str | None = None,
    is_administrator: bool = False,
    actor: Actor,
) -> User:
    """Create an account; without a password its owner sets one with a link (`invite`).

    Raises EmailError, TakenError or WeakPasswordError.
    """
    try:
        email = validate_email(email.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise EmailError from None
    email = email.lower()
    hashed = credentials.encode(password, email=email) if password is not None else None
    if session.scalar(select(User.id).where(User.email == email)) is not None:
        raise TakenError
    user = User(email=email, name=name.strip(), password_hash=hashed, is_administrator=is_administrator)
    session.add(user)
    try:
        session.flush()  # Somebody may take the same address in this very moment.
    except IntegrityError:
        raise TakenError from None
    changes = {"is_administrator": (None, is_administrator)}
    actor = actor if actor.user_id is not None else Actor(user.id, actor.request_id)
    events.record(session, user, "create", actor=actor, changes=changes)
    return user


def invite(
    session: Session, *, email: str, name: str, is_administrator: bool, link: Link, actor: Actor
) -> User:
    """Create an account whose owner gets a link to set the first password."""
    user = create(session, email=email, name=name, is_administrator=is_administrator, actor=actor)
    resets.welcome(session, user, link=link)
    return user


SORTERS: Columns = {"name": User.name, "email": User.email, "created": User.created_at}
# What an administrator may do to an account: the column and the value that it gets.
CHANGES = {
    "deactivate": ("is_active", False),
    "activate": ("is_active", True),
    "promote": ("is_administrator", True),
    "demote": ("is_administrator", False),
}


def change(session: Session, user: User, action: str, *, actor: Actor) -> User:
    """Close or open an account, make it an administrator's or not (CHANGES), or "end_sessions".

    A closed account is signed out at once. Raises OwnAccountError or LastAdministratorError.
    """
    changes = {}
    if action in CHANGES:
        column, value = CHANGES[action]
        if not value:
            _refuse_lockout(session, user, actor)
        changes = events.apply(user, {column: value})
    if action in {"deactivate", "end_sessions"}:
        sessions.revoke(session, user_id=user.id)
    if changes or action == "end_sessions":
        events.record(session, user, action, actor=actor, changes=changes)
    return user


def listing(
    session: Session,
    *,
    words: str = "",
    is_active: bool | None = None,
    is_administrator: bool | None = None,
    window: Window = TOP,
) -> Page[User]:
    """Return one page of the accounts, the newest first."""
    statement = select(User)
    if words:
        columns = (User.email, User.name)
        statement = statement.where(or_(*(column.contains(words, autoescape=True) for column in columns)))
    if is_active is not None:
        statement = statement.where(User.is_active == is_active)
    if is_administrator is not None:
        statement = statement.where(User.is_administrator == is_administrator)
    return paginate(session, statement.order_by(User.id.desc()), window, columns=SORTERS)


def history(session: Session, user: User, *, limit: int = 50) -> Sequence[Event]:
    """Return what happened to an account, the latest first."""
    told = Event.subject_type == User.__tablename__, Event.subject_id == user.id
    return session.scalars(select(Event).where(*told).order_by(Event.id.desc()).limit(limit)).all()


def _refuse_lockout(session: Session, user: User, actor: Actor) -> None:
    if user.id == actor.user_id:
        raise OwnAccountError
    others = User.is_administrator, User.is_active, User.id != user.id
    if user.is_administrator and not session.scalar(select(func.count()).select_from(User).where(*others)):
        raise LastAdministratorError
