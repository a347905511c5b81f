"""The review queue: what waits for an authority, who took it, and what was decided."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.models import Demand, Organization, Programme, Proposal, Review
from matchmaker.models.review import Subject

REVIEW_DAYS = 5
COLUMNS: dict[type[Subject], str] = {
    Organization: "organization_id",
    Programme: "programme_id",
    Demand: "demand_id",
    Proposal: "proposal_id",
}


def request(session: Session, subject: Subject) -> Review:
    """Put a subject into the queue of its region, once; a proposal waits in its own region's queue."""
    column = COLUMNS[type(subject)]
    waiting = select(Review).where(getattr(Review, column) == subject.id, Review.decided_at.is_(None))
    found = session.scalar(waiting)
    if found is not None:
        return found
    review = Review(due_at=now() + timedelta(days=REVIEW_DAYS), region_code=subject.region_code)
    setattr(review, column, subject.id)
    session.add(review)
    return review


def withdraw(session: Session, subject: Subject) -> None:
    """Take a subject out of the queue before anybody decided."""
    column = getattr(Review, COLUMNS[type(subject)])
    session.execute(delete(Review).where(column == subject.id, Review.decided_at.is_(None)))
