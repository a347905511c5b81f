"""Notifications become mails, each in one and none of them twice; a digest is one mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.models import Notification, User
from matchmaker.services.messages import outbox

PEOPLE = 100  # For whom mails are written in one transaction.


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's subject and text."""

    subject: str
    body: str


# Words are the pages' matter: whoever starts a worker tells it how a person is written to.
Compose = Callable[[User, Sequence[Notification]], Letter]


def write(session: Session, compose: Compose) -> int:
    """Write the mails that are due into the outbox and return how many.

    A person's notifications that are due at the same moment are one mail: those of a morning. What is due is
    claimed and its mail is written in one transaction, so that each notification is in one mail, however many
    workers look and whatever is killed. What was read meanwhile needs no mail.
    """
    waiting = select(Notification.user_id).where(Notification.mail_at <= now()).distinct()
    count = 0
    # In one order, so that two workers never wait for each other in a circle.
    for user_id in session.scalars(waiting.order_by(Notification.user_id).limit(PEOPLE)).all():
        user = session.get_one(User, user_id)
        for together in _claim(session, user_id) if user.is_active else ():
            letter = compose(user, together)
            outbox.mail(
                session,
                recipient=user.email,
                subject=letter.subject,
                body=letter.body,
                key=f"notifications:{together[0].id}",
            )
            count += 1
    return count


def _claim(session: Session, user_id: int) -> list[list[Notification]]:
    """Take what is due for a person and unread, by the moment when it is due; nobody takes it again."""
    due = select(Notification).where(Notification.user_id == user_id, Notification.mail_at <= now())
    found = session.scalars(due.order_by(Notification.id).with_for_update()).all()
    together: dict[datetime | None, list[Notification]] = {}
    for told in found:
        if told.read_at is None:
            together.setdefault(told.mail_at, []).append(told)
        told.mail_at = None
    return list(together.values())
