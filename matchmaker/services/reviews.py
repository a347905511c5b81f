"""The review queue: what waits for an authority, who took it, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select, true, update
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.errors import StaleError, UserError, translatable
from matchmaker.models import Demand, Organization, Programme, Proposal, Review
from matchmaker.models.review import Subject
from matchmaker.policy import Identity, reach
from matchmaker.rules import READERS
from matchmaker.services import events, working_days
from matchmaker.services.events import Actor
from matchmaker.services.paging import TOP, Columns, Page, Window, paginate
from matchmaker.terms import Department
from matchmaker.workflow import Decision

REVIEW_DAYS = 5  # Working days.
# A reviewer who was called away does not block the queue for longer.
TAKEN_FOR = timedelta(hours=1)
COLUMNS: dict[type[Subject], str] = {
    Organization: "organization_id",
    Programme: "programme_id",
    Demand: "demand_id",
    Proposal: "proposal_id",
}
SORTERS: Columns = {"handed_in": Review.created_at, "due": Review.due_at, "decided": Review.decided_at}
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


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a subject waits: which region's authority decides, and for which side of a proposal."""

    region_code: str | None
    reader: str | None = None  # Of the table of readers.


def request(session: Session, subject: Subject, desk: Desk | None = None) -> Review:
    """Put a subject on a desk, by default on that of its own region, once."""
    desk = desk or Desk(subject.region_code)
    here = Review.region_code.is_not_distinct_from(desk.region_code) & Review.reader.is_not_distinct_from(
        desk.reader
    )
    found = session.scalar(select(Review).where(_waits(subject), here))
    if found is not None:
        return found
    review = Review(
        due_at=working_days.after(now(), REVIEW_DAYS), region_code=desk.region_code, reader=desk.reader
    )
    setattr(review, COLUMNS[type(subject)], subject.id)
    session.add(review)
    return review


def withdraw(session: Session, subject: Subject) -> None:
    """Clear a subject from every desk: there is nothing left to decide; who holds it is told so."""
    settled = update(Review).where(_waits(subject))
    session.execute(settled.values(decided_at=now(), version=Review.version + 1))


def settle(review: Review, decision: Decision | None, *, reason: str, actor: Actor) -> None:
    """Write down what was decided; None where the subject moved on by itself."""
    review.decision, review.reason = decision, reason
    review.decided_at, review.decided_by_id = now(), actor.user_id


def queue(session: Session, identity: Identity, filters: Filters, *, window: Window = TOP) -> Page[Review]:
    """Return what the person's authorities are to decide by deadline, or what they decided by time."""
    statement = select(Review).where(_on_desk(identity), *_conditions(identity, filters))
    order = (Review.decided_at.desc(), Review.id.desc()) if filters.is_decided else (Review.due_at, Review.id)
    return paginate(session, statement.order_by(*order), window, columns=SORTERS)


def count_waiting(session: Session, identity: Identity, *filters: Filters) -> Sequence[int]:
    """Count what the queue shows of what is open under each of the filters, in one statement."""
    told = (func.count(Review.id).filter(*_conditions(identity, one)) for one in filters)
    return session.execute(select(*told).where(_on_desk(identity), Review.decided_at.is_(None))).one()


def chosen(session: Session, identity: Identity, ids: Sequence[int]) -> Sequence[Review]:
    """Return those of the reviews that lie on the person's desk, in the queue's order."""
    statement = select(Review).where(Review.id.in_(ids), _on_desk(identity))
    return session.scalars(statement.order_by(Review.due_at, Review.id)).unique().all()


def following(session: Session, identity: Identity, *, actor: Actor) -> Review | None:
    """Return the first of the queue that nobody else has in hand."""
    is_free = or_(
        Review.taken_at.is_(None), Review.taken_at <= now() - TAKEN_FOR, Review.taken_by_id == actor.user_id
    )
    waiting = select(Review).where(_on_desk(identity), *_conditions(identity, Filters()), is_free)
    return session.scalars(waiting.order_by(Review.due_at, Review.id).limit(1)).unique().one_or_none()


def open_of(session: Session, subject: Subject) -> Sequence[Review]:
    """Return the reviews that a subject waits for."""
    return session.scalars(select(Review).where(_waits(subject)).order_by(Review.id)).unique().all()


def last_of(session: Session, subject: Subject) -> Review | None:
    """Return the latest review of a subject that was decided."""
    column = getattr(Review, COLUMNS[type(subject)])
    decided = select(Review).where(column == subject.id, Review.decision.is_not(None))
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


def _waits(subject: Subject) -> ColumnElement[bool]:
    column: ColumnElement[int] = getattr(Review, COLUMNS[type(subject)])
    return (column == subject.id) & Review.decided_at.is_(None)


def _on_desk(identity: Identity) -> ColumnElement[bool]:
    """Match the reviews that the person may decide; an administrator who reviews for nobody looks at all."""
    if identity.is_administrator and not identity.reviewer_of:
        return true()
    anybody = (_within(code) & Review.reader.is_(None) for code in sorted(identity.region_codes))
    departments = (
        _within(code) & Review.reader.in_(sorted(_readers(department)))
        for code, department in sorted(identity.offices)
    )
    return or_(False, *anybody, *departments)


def _within(region_code: str) -> ColumnElement[bool]:
    return Review.region_code.startswith(reach(region_code))


def _readers(department: Department) -> set[str]:
    return {reader.code for reader in READERS.values() if department in reader.departments}


def _conditions(identity: Identity, filters: Filters) -> list[ColumnElement[bool]]:
    is_open = Review.decided_at.is_(None)
    conditions: list[ColumnElement[bool]] = [Review.decision.is_not(None) if filters.is_decided else is_open]
    if filters.subject:
        conditions.append(getattr(Review, COLUMNS[TABLES[filters.subject]]).is_not(None))
    if filters.is_mine:
        column = Review.decided_by_id if filters.is_decided else Review.taken_by_id
        conditions.append(column == identity.user_id)
    if filters.is_overdue:
        conditions.append(Review.due_at < now())
    return conditions
