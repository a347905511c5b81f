"""What a person was told in the application: the list, how much of it is unread, and reading it."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.models import Notification
from matchmaker.services.paging import TOP, Page, Window, paginate


def unread(session: Session, user_id: int) -> int:
    """Count what the person has not read."""
    waiting = select(func.count()).where(Notification.user_id == user_id, Notification.read_at.is_(None))
    return session.scalar(waiting) or 0


def page(
    session: Session, user_id: int, *, is_unread_only: bool = False, window: Window = TOP
) -> Page[Notification]:
    """Return the person's notifications, the newest first."""
    statement = select(Notification).where(Notification.user_id == user_id)
    if is_unread_only:
        statement = statement.where(Notification.read_at.is_(None))
    return paginate(session, statement.order_by(Notification.id.desc()), window)


def read(session: Session, user_id: int, notification_id: int) -> Notification:
    """Mark one notification as read and return it; somebody else's raises NoResultFound."""
    mine = (Notification.id == notification_id) & (Notification.user_id == user_id)
    found = session.scalars(select(Notification).where(mine)).one()
    found.read_at = found.read_at or now()
    return found


def read_all(session: Session, user_id: int) -> None:
    """Mark everything as read."""
    mine = (Notification.user_id == user_id) & Notification.read_at.is_(None)
    session.execute(update(Notification).where(mine).values(read_at=now()))
