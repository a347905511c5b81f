"""Reminders to schools whose teachers have not yet spent the months in enterprises that they owe."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Programme
from matchmaker.services.deadlines.notes import Reminder
from matchmaker.services.working_days import CHINA
from matchmaker.workflow import PostingState

HALF = 6  # Months; who still has teachers in arrears is told twice a year.


def owing(session: Session, moment: datetime) -> Iterable[Reminder]:
    """Return a reminder for each published programme whose teachers owe months, once in a half-year."""
    local = moment.astimezone(CHINA)
    half = f"{local.year}-{(local.month - 1) // HALF + 1}"
    is_owing = (Programme.state == PostingState.PUBLISHED) & (Programme.teachers_owing_practice > 0)
    for programme in session.scalars(select(Programme).where(is_owing).order_by(Programme.id)):
        yield Reminder(
            key=f"remind:teachers:{programme.id}:{half}",
            name="teachers_owing",
            subject=programme,
            organization_ids=programme.owner_ids,
            values={"title": programme.title, "count": programme.teachers_owing_practice},
        )
