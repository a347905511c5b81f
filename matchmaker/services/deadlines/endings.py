"""Reminders after a partnership has ended: evaluations and head-counts that nobody has given."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.models import Partnership, Proposal
from matchmaker.services.deadlines import letters
from matchmaker.services.deadlines.notes import Reminder
from matchmaker.services.outcomes import archive, evaluations, timetable
from matchmaker.services.outcomes.sides import reporting
from matchmaker.services.people import regions
from matchmaker.services.working_days import CHINA
from matchmaker.terms import Stage
from matchmaker.workflow import PartnershipState

STEPS = (10, 3)  # Days after the end, or after figures fall due, the later first.


def of_ended(session: Session, moment: datetime, settings: Settings) -> Iterable[Reminder]:
    """Return the reminders about partnerships whose time is over, as far as they are due."""
    today = moment.astimezone(CHINA).date()
    is_over = or_(Partnership.ended_at.is_not(None), Proposal.term_end <= today)
    live = select(Partnership).join(Partnership.proposal).where(Partnership.state.in_(timetable.LIVE))
    for partnership in session.scalars(live.where(is_over).order_by(Partnership.id)).all():
        link = f"{settings.base_url}/partnerships/{partnership.id}/evaluation"
        ended = timetable.ended_on(partnership, on=today)
        if ended is not None and partnership.state is PartnershipState.RUNNING:
            yield from _evaluations(session, partnership, since=ended, today=today, link=link)
        yield from _outcomes(session, partnership, today=today, link=link)


def _evaluations(
    session: Session, partnership: Partnership, *, since: date, today: date, link: str
) -> Iterable[Reminder]:
    """Remind the parties, and the authorities while none of them has spoken."""
    days = _reached(since, today)
    given = evaluations.of_partnership(session, partnership)
    parties, needs_authority = evaluations.missing(partnership, given)
    region = partnership.proposal.region_code
    silent = {*parties, *(regions.authority_ids(session, region) if needs_authority else ())}
    if days and silent:
        yield _reminder(partnership, "evaluation", silent, link=link, days=days)


def _outcomes(session: Session, partnership: Partnership, *, today: date, link: str) -> Iterable[Reminder]:
    """Remind whoever has not reported a stage whose figures can be known."""
    told = {(row.stage, row.organization_id) for row in archive.outcome(session, partnership)}
    for stage in Stage:
        due = timetable.due_on(partnership, stage, on=today)
        days = 0 if due is None else _reached(due, today)
        silent = {one for one in reporting(partnership, stage) if (stage, one) not in told}
        if days and silent:
            yield _reminder(partnership, "outcome", silent, link=link, days=days, stage=stage.value)


def _reminder(
    partnership: Partnership, what: str, silent: Collection[int], *, link: str, days: int, stage: str = ""
) -> Reminder:
    word = letters.evaluation if what == "evaluation" else letters.outcome
    return Reminder(
        key=f"remind:partnership:{partnership.id}:{what}:{stage}:{days}",
        name=f"{what}_reminder",
        subject=partnership,
        organization_ids=silent,
        letter=word(link, number=partnership.id, days=days),
        values={"kind": partnership.proposal.kind.value, "days": days},
    )


def _reached(since: date, today: date) -> int:
    """Return the step that the silence since then has reached; 0 for none."""
    passed = (today - since).days
    return next((days for days in STEPS if passed >= days), 0)
