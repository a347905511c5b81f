"""The review queue: what waits for an authority, who took it, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, true
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.errors import StaleError, UserError, translatable
from matchmaker.models import Demand, Organization, Programme, Proposal, Review
from matchmaker.models.review import Subject
from matchmaker.policy import Identity, reach
from matchmaker.services import events, working_days
from matchmaker.services.events import Actor
from matchmaker.services.paging import Page, paginate

REVIEW_DAYS = 5  # Working days.
# A reviewer who was called away does not block the queue for longer.
TAKEN_FOR = timedelta(hours=1)
COLUMNS: dict[type[Subject], str] = {
    Organization: "organization_id",
    Programme: "programme_id",
    Demand: "demand_id",
    Proposal: "proposal_id",
}
TABLES: dict[str, type[Subject]] = {table.__tablename__: table for table in COLUMNS}


class TakenError(UserError):
    """Another reviewer has it in hand."""

    status = 409

    def __init__(self) -> None:
        super().__init__(translatable("已由其他审核人领取，请刷新页面。"))


class NotTakenError(UserError):
    """Whoever decides has to take it first."""

    status = 409

    def __init__(self) -> None:
        super().__init__(translatable("请先领取，再作出审核决定。"))


class DecidedError(UserError):
    """It was decided already."""

    status = 409

    def __init__(self) -> None:
        super().__init__(translatable("已经作出审核决定，不能重复操作。"))


@dataclass(frozen=True, slots=True)
class Filters:
    """How the queue is narrowed; the defaults narrow nothing."""

    subject: str = ""  # organization, programme, demand or proposal
    is_mine: bool = False
    is_overdue: bool = False
    is_decided: bool = False


def request(session: Session, subject: Subject) -> Review:
    """Put a subject into the queue of its region, once; a proposal waits in its own region's queue."""
    column = COLUMNS[type(subject)]
    waiting = select(Review).where(getattr(Review, column) == subject.id, Review.decided_at.is_(None))
    found = session.scalar(waiting)
    if found is not None:
        return found
    review = Review(due_at=working_days.after(now(), REVIEW_DAYS), region_code=subject.region_code)
    setattr(review, column, subject.id)
    session.add(review)
    return review


def withdraw(session: Session, subject: Subject) -> None:
    """Take a subject out of the queue before anybody decided."""
    column = getattr(Review, COLUMNS[type(subject)])
    session.execute(delete(Review).where(column == subject.id, Review.decided_at.is_(None)))


def queue(session: Session, identity: Identity, filters: Filters, *, number: int = 1) -> Page[Review]:
    """Return the reviews of the person's regions: those that wait by deadline, decided ones by time."""
    statement = select(Review).where(_in_reach(identity), *_conditions(identity, filters))
    order = (Review.decided_at.desc(), Review.id.desc()) if filters.is_decided else (Review.due_at, Review.id)
    return paginate(session, statement.order_by(*order), number)


def count_waiting(session: Session, identity: Identity, filters: Filters | None = None) -> int:
    """Count what the queue shows."""
    conditions = _conditions(identity, filters or Filters())
    return session.scalar(select(func.count(Review.id)).where(_in_reach(identity), *conditions)) or 0


def chosen(session: Session, identity: Identity, ids: Sequence[int]) -> Sequence[Review]:
    """Return those of the reviews that the person may read, in the queue's order."""
    statement = select(Review).where(Review.id.in_(ids), _in_reach(identity))
    return session.scalars(statement.order_by(Review.due_at, Review.id)).unique().all()


def open_of(session: Session, subject: Subject) -> Review | None:
    """Return the review that a subject waits for."""
    column = getattr(Review, COLUMNS[type(subject)])
    return session.scalar(select(Review).where(column == subject.id, Review.decided_at.is_(None)))


def last_of(session: Session, subject: Subject) -> Review | None:
    """Return the latest review of a subject that was decided."""
    column = getattr(Review, COLUMNS[type(subject)])
    decided = select(Review).where(column == subject.id, Review.decided_at.is_not(None))
    return session.scalar(decided.order_by(Review.decided_at.desc(), Review.id.desc()).limit(1))


def take(session: Session, review: Review, *, actor: Actor) -> None:
    """Take a review in hand for an hour; raise TakenError while another reviewer has it."""
    _check_open(review)
    if is_held(review) and review.taken_by_id != actor.user_id:
        raise TakenError
    review.taken_by_id, review.taken_at = actor.user_id, now()
    events.record(session, review, "take", actor=actor)


def release(session: Session, review: Review, *, actor: Actor) -> None:
    """Give a review back to the queue."""
    _check_open(review)
    if review.taken_by_id != actor.user_id:
        raise TakenError if is_held(review) else NotTakenError
    review.taken_by_id, review.taken_at = None, None
    events.record(session, review, "release", actor=actor)


def is_held(review: Review) -> bool:
    """Tell whether somebody has it in hand and the hour is not over."""
    return review.taken_at is not None and review.taken_at + TAKEN_FOR > now()


def check_deciding(review: Review, *, version: int, actor: Actor) -> None:
    """Raise unless the person holds the review, nobody decided it, and it is as the person saw it.

    Who took it may still decide after the hour as long as nobody else has taken it over.
    """
    _check_open(review)
    if review.taken_by_id is None:
        raise NotTakenError
    if review.taken_by_id != actor.user_id:
        raise TakenError
    if review.version != version:
        raise StaleError


def _check_open(review: Review) -> None:
    if review.decided_at is not None:
        raise DecidedError


def _in_reach(identity: Identity) -> ColumnElement[bool]:
    """Match the reviews that the policy lets the person read."""
    if identity.is_administrator:
        return true()
    return or_(False, *(Review.region_code.startswith(reach(code)) for code in sorted(identity.region_codes)))


def _conditions(identity: Identity, filters: Filters) -> list[ColumnElement[bool]]:
    is_open = Review.decided_at.is_(None)
    conditions: list[ColumnElement[bool]] = [~is_open if filters.is_decided else is_open]
    if filters.subject:
        conditions.append(getattr(Review, COLUMNS[TABLES[filters.subject]]).is_not(None))
    if filters.is_mine:
        column = Review.decided_by_id if filters.is_decided else Review.taken_by_id
        conditions.append(column == identity.user_id)
    if filters.is_overdue:
        conditions.append(Review.due_at < now())
    return conditions
