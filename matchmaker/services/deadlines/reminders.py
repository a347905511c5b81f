"""Reminders: each goes out once, however often this runs, in however many workers, whatever is killed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import now
from matchmaker.models import Demand, Mail, Membership, Programme, Proposal, Review, User
from matchmaker.services import readings, reviews, working_days
from matchmaker.services.deadlines import duties, letters
from matchmaker.services.deadlines.notes import Reminder
from matchmaker.services.messages import notifications, outbox
from matchmaker.workflow import Answer, PostingState, ProposalState

T = TypeVar("T")
P = TypeVar("P", Programme, Demand)
BATCH = 500  # Values in one statement.
STEPS = (7, 3)  # Working days of silence after which parties are reminded, the later first.
POSTING_NOTICE = timedelta(days=14)  # How long before its end a posting's owner is told.
REVIEW_NOTICE = 1  # Working days before its deadline that a review is told of.
ASKED = (ProposalState.SENT, ProposalState.DISCUSSING)
LIVE = (PostingState.PUBLISHED, PostingState.PAUSED)


def remind(session: Session, settings: Settings) -> int:
    """Write every reminder that is due and was not written yet; return to how many people.

    What is told in the application and the mails have keys of their own and are written in one transaction;
    the outbox sends each mail at most once.
    """
    moment = now()
    due = [
        *_answers(session, moment, settings),
        *_confirmations(session, moment, settings),
        *_postings(session, moment, settings),
        *_reviews(session, moment, settings),
        *duties.of_partnerships(session, moment, settings),
    ]
    new = _unwritten(session, due)
    for reminder in {reminder.key: reminder for reminder, _user in new.values()}.values():
        _tell(session, reminder)
    for key, (reminder, user) in new.items():
        subject, body = reminder.letter.subject, reminder.letter.body
        outbox.mail(session, recipient=user.email, subject=subject, body=body, key=key)
    return len(new)


def _unwritten(session: Session, due: Collection[Reminder]) -> dict[str, tuple[Reminder, User]]:
    """Return who has to get which mail still, by the mail's key."""
    people = _people(session, {number for reminder in due for number in reminder.organization_ids})
    wanted = {
        f"{reminder.key}:{user.id}": (reminder, user)
        for reminder in due
        for number in sorted(reminder.organization_ids)
        for user in people.get(number, ())
    }
    for some in _batched(list(wanted)):
        for key in session.scalars(select(Mail.key).where(Mail.key.in_(some))):
            del wanted[key]
    return wanted


def _people(session: Session, organization_ids: Collection[int]) -> dict[int, list[User]]:
    """Return the active members of the organizations."""
    people: dict[int, list[User]] = {}
    for some in _batched(sorted(organization_ids)):
        members = select(Membership.organization_id, User).join(User, Membership.user_id == User.id)
        for number, user in session.execute(
            members.where(User.is_active, Membership.organization_id.in_(some))
        ):
            people.setdefault(number, []).append(user)
    return people


def _batched(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut values into as many as one statement takes."""
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


def _answers(session: Session, moment: datetime, settings: Settings) -> Iterable[Reminder]:
    """Remind the parties that have not said yes or no, after 3 and after 7 working days."""
    asked = select(Proposal).where(Proposal.state.in_(ASKED), Proposal.sent_at <= _oldest(moment))
    for proposal in session.scalars(asked.order_by(Proposal.id)):
        days = _reached(proposal.sent_at, moment)
        silent = {
            party.organization_id for party in proposal.parties if party.answer is not Answer.INTERESTED
        }
        if days and silent:
            link = f"{settings.base_url}/proposals/{proposal.id}"
            yield Reminder(
                # A proposal that is sent anew begins anew.
                key=f"remind:{proposal.id}:{_stamp(proposal.sent_at)}:answer:{days}",
                name="proposal_answer_reminder",
                subject=proposal,
                organization_ids=silent,
                letter=letters.answer(link, number=proposal.id, days=days),
                values={"kind": proposal.kind.value, "days": days},
            )


def _confirmations(session: Session, moment: datetime, settings: Settings) -> Iterable[Reminder]:
    """Remind the parties that have not confirmed what was approved."""
    approved = select(Proposal).where(Proposal.state == ProposalState.APPROVED)
    for proposal in session.scalars(approved.order_by(Proposal.id)):
        verdict = reviews.last_of(session, proposal)
        since = verdict.decided_at if verdict else proposal.sent_at
        days = _reached(since, moment)
        silent = {p.organization_id for p in proposal.parties if p.confirmed_number != proposal.number}
        if days and silent:
            link = f"{settings.base_url}/proposals/{proposal.id}"
            yield Reminder(
                key=f"remind:{proposal.id}:{_stamp(since)}:confirm:{days}",
                name="proposal_confirm_reminder",
                subject=proposal,
                organization_ids=silent,
                letter=letters.confirmation(link, number=proposal.id, days=days),
                values={"kind": proposal.kind.value, "days": days},
            )


def _postings(session: Session, moment: datetime, settings: Settings) -> Iterable[Reminder]:
    """Tell the owners of postings that end soon; a posting whose end was moved is told of again."""
    ending: list[Programme | Demand] = [
        *_ending(session, Programme, moment),
        *_ending(session, Demand, moment),
    ]
    for posting in ending:
        day, noun = _day(posting.expires_at), posting.__tablename__
        link = f"{settings.base_url}/{noun}s/{posting.id}"
        yield Reminder(
            key=f"remind:{noun}:{posting.id}:{day}",
            name="posting_expiring",
            subject=posting,
            organization_ids=posting.owner_ids,
            letter=letters.expiry(link, title=posting.title, day=day),
            values={"title": posting.title, "day": day},
        )


def _ending(session: Session, table: type[P], moment: datetime) -> Sequence[P]:
    soon = table.expires_at.between(moment, moment + POSTING_NOTICE)
    return session.scalars(select(table).where(table.state.in_(LIVE), soon).order_by(table.id)).all()


def _reviews(session: Session, moment: datetime, settings: Settings) -> Iterable[Reminder]:
    """Tell the authorities of a region which reviews fall due within a working day, and which are late."""
    soon = working_days.after(moment, REVIEW_NOTICE)
    waiting = select(Review).where(Review.decided_at.is_(None), Review.due_at <= soon)
    for review in session.scalars(waiting.order_by(Review.id)).unique():
        is_late, day = review.due_at < moment, _day(review.due_at)
        link = f"{settings.base_url}/reviews/{review.id}"
        yield Reminder(
            key=f"remind:review:{review.id}:{'late' if is_late else 'soon'}",
            name="review_late" if is_late else "review_due",
            subject=review,
            organization_ids=readings.authority_ids(session, review),
            letter=letters.review(link, day=day, is_late=is_late),
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
