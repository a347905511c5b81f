"""Reminders: each goes out once, however often this runs, in however many workers, whatever is killed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.models import Demand, Membership, Notification, Programme, Proposal, Review, User
from matchmaker.services import readings, reviews, working_days
from matchmaker.services.deadlines import duties, queues, teachers
from matchmaker.services.deadlines.notes import Reminder
from matchmaker.services.messages import notifications
from matchmaker.workflow import Answer, PostingState, ProposalState

T = TypeVar("T")
P = TypeVar("P", Programme, Demand)
BATCH = 500  # Values in one statement.
STEPS = (7, 3)  # Working days of silence after which parties are reminded, the later first.
POSTING_NOTICE = timedelta(days=14)  # How long before its end a posting's owner is told.
REVIEW_NOTICE = 1  # Working days before its deadline that a review is told of.
ASKED = (ProposalState.SENT, ProposalState.DISCUSSING)
LIVE = (PostingState.PUBLISHED, PostingState.PAUSED)


def remind(session: Session) -> int:
    """Write every reminder that is due and was not written yet; return to how many people."""
    moment = now()
    due = [
        *_answers(session, moment),
        *_confirmations(session, moment),
        *_postings(session, moment),
        *queues.filled(session),
        *_reviews(session, moment),
        *duties.of_partnerships(session, moment),
        *teachers.owing(session, moment),
    ]
    new = _unwritten(session, due)
    for reminder in {reminder.key: reminder for reminder in new.values()}.values():
        _tell(session, reminder)
    return len(new)


def _unwritten(session: Session, due: Collection[Reminder]) -> dict[str, Reminder]:
    """Return what has to be told still, by the key under which one person is told."""
    people = _people(session, {number for reminder in due for number in reminder.organization_ids})
    wanted = {
        f"{reminder.key}:{user_id}": reminder
        for reminder in due
        for number in sorted(reminder.organization_ids)
        for user_id in people.get(number, ())
    }
    for some in _batched(list(wanted)):
        for key in session.scalars(select(Notification.key).where(Notification.key.in_(some))):
            del wanted[key]
    return wanted


def _people(session: Session, organization_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the active members of the organizations."""
    people: dict[int, list[int]] = {}
    for some in _batched(sorted(organization_ids)):
        members = select(Membership.organization_id, Membership.user_id).join(User)
        for number, user_id in session.execute(
            members.where(User.is_active, Membership.organization_id.in_(some))
        ):
            people.setdefault(number, []).append(user_id)
    return people


def _batched(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut values into as many as one statement takes."""
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


def _answers(session: Session, moment: datetime) -> Iterable[Reminder]:
    """Remind the parties that have not said yes or no, after 3 and after 7 working days."""
    asked = select(Proposal).where(Proposal.state.in_(ASKED), Proposal.sent_at <= _oldest(moment))
    for proposal in session.scalars(asked.order_by(Proposal.id)):
        days = _reached(proposal.sent_at, moment)
        silent = {
            party.organization_id for party in proposal.parties if party.answer is not Answer.INTERESTED
        }
        if days and silent:
            yield Reminder(
                # A proposal that is sent anew begins anew.
                key=f"remind:{proposal.id}:{_stamp(proposal.sent_at)}:answer:{days}",
                name="proposal_answer_reminder",
                subject=proposal,
                organization_ids=silent,
                values={"kind": proposal.kind.value, "days": days},
            )


def _confirmations(session: Session, moment: datetime) -> Iterable[Reminder]:
    """Remind the parties that have not confirmed what was approved."""
    approved = select(Proposal).where(Proposal.state == ProposalState.APPROVED)
    for proposal in session.scalars(approved.order_by(Proposal.id)):
        verdict = reviews.last_of(session, proposal)
        since = verdict.decided_at if verdict else proposal.sent_at
        days = _reached(since, moment)
        silent = {p.organization_id for p in proposal.parties if p.confirmed_number != proposal.number}
        if days and silent:
            yield Reminder(
                key=f"remind:{proposal.id}:{_stamp(since)}:confirm:{days}",
                name="proposal_confirm_reminder",
                subject=proposal,
                organization_ids=silent,
                values={"kind": proposal.kind.value, "days": days},
            )


def _postings(session: Session, moment: datetime) -> Iterable[Reminder]:
    """Tell the owners of postings that end soon; a posting whose end was moved is told of again."""
    ending: list[Programme | Demand] = [
        *_ending(session, Programme, moment),
        *_ending(session, Demand, moment),
    ]
    for posting in ending:
        day, noun = _day(posting.expires_at), posting.__tablename__
        yield Reminder(
            key=f"remind:{noun}:{posting.id}:{day}",
            name="posting_expiring",
            subject=posting,
            organization_ids=posting.owner_ids,
            values={"title": posting.title, "day": day},
        )


def _ending(session: Session, table: type[P], moment: datetime) -> Sequence[P]:
    soon = table.expires_at.between(moment, moment + POSTING_NOTICE)
    return session.scalars(select(table).where(table.state.in_(LIVE), soon).order_by(table.id)).all()


def _reviews(session: Session, moment: datetime) -> Iterable[Reminder]:
    """Tell the authorities of a region which reviews fall due within a working day, and which are late."""
    soon = working_days.after(moment, REVIEW_NOTICE)
    waiting = select(Review).where(Review.decided_at.is_(None), Review.due_at <= soon)
    for review in session.scalars(waiting.order_by(Review.id)).unique():
        is_late, day = review.due_at < moment, _day(review.due_at)
        yield Reminder(
            key=f"remind:review:{review.id}:{'late' if is_late else 'soon'}",
            name="review_late" if is_late else "review_due",
            subject=review,
            organization_ids=readings.authority_ids(session, review),
            values={"day": day},
        )


def _tell(session: Session, reminder: Reminder) -> None:
    notifications.remind(
        session,
        organization_ids=reminder.organization_ids,
        name=reminder.name,
        subject=reminder.subject,
        key=reminder.key,
        values=reminder.values,
    )


def _oldest(moment: datetime) -> datetime:
    """Return the latest moment from which so many working days can have passed."""
    return moment - timedelta(days=min(STEPS))


def _reached(since: datetime | None, moment: datetime) -> int:
    """Return the step that the silence since then has reached; 0 for none."""
    if since is None:
        return 0
    return next((days for days in STEPS if working_days.after(since, days) <= moment), 0)


def _stamp(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0


def _day(moment: datetime | None) -> str:
    return moment.astimezone(working_days.CHINA).date().isoformat() if moment else ""
