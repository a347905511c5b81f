"""What a person was told in the application: the list, how much of it is unread, and reading it."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.models import Notification
from matchmaker.services.paging import Page, paginate


def unread(session: Session, user_id: int) -> int:
    """Count what the person has not read."""
    waiting = select(func.count()).where(Notification.user_id == user_id, Notification.read_at.is_(None))
    return session.scalar(waiting) or 0


def page(
    session: Session, user_id: int, *, is_unread_only: bool = False, number: int = 1
) -> Page[Notification]:
    """Return the person's notifications, the newest first."""
    statement = select(Notification).where(Notification.user_id == user_id)
    if is_unread_only:
        statement = statement.where(Notification.read_at.is_(None))
    return paginate(session, statement.order_by(Notification.id.desc()), number)


def mark_read(session: Session, user_id: int, *, notification_id: int | None = None) -> None:
    """Mark one notification of the person, or all of them, as read."""
    statement = update(Notification).where(Notification.user_id == user_id, Notification.read_at.is_(None))
    if notification_id is not None:
        statement = statement.where(Notification.id == notification_id)
    session.execute(statement.values(read_at=now()))
