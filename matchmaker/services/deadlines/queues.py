"""Reminders to authorities that something new waits in their queue: one, however much came in together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from matchmaker.models import Review
from matchmaker.models.review import departments_of
from matchmaker.services.deadlines.notes import Reminder
from matchmaker.services.people import regions


@dataclass(slots=True)
class Queue:
    """What waits for one authority: how much, and the latest review that came in and waits (0: none)."""

    waiting: int = 0
    latest: int = 0


def filled(session: Session) -> Iterable[Reminder]:
    """Tell each authority of the latest that came in since it was told last, and how much waits in all.

    An organization that wants to be verified was told of when it applied.
    """
    queues: dict[int, Queue] = {}
    for desk in _desks(session):
        for number in regions.authority_ids(session, desk.region_code, departments_of(desk.reader)):
            queue = queues.setdefault(number, Queue())
            queue.waiting += desk.waiting
            if desk.waits:
                queue.latest = max(queue.latest, desk.latest)
    for number, queue in queues.items():
        if not queue.latest:
            continue
        yield Reminder(
            key=f"remind:queue:{number}:{queue.latest}",
            name="queue_filled",
            subject=session.get_one(Review, queue.latest),
            organization_ids=[number],
            values={"count": queue.waiting},
        )


def _desks(session: Session) -> Iterable[Row[tuple[str | None, str | None, int, int, bool]]]:
    """Return how much waits on each desk, the latest that came in, and whether it waits still."""
    is_waiting = Review.decided_at.is_(None)
    statement = (
        select(
            Review.region_code,
            Review.reader,
            func.count().filter(is_waiting).label("waiting"),
            func.max(Review.id).label("latest"),
            (func.max(Review.id) == func.max(Review.id).filter(is_waiting)).label("waits"),
        )
        .where(Review.organization_id.is_(None))
        .group_by(Review.region_code, Review.reader)
    )
    return session.execute(statement)
