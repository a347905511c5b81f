"""Reminders about partnerships: evaluations and reports that nobody has given though they are due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Partnership, Report
from matchmaker.services import working_days
from matchmaker.services.deadlines.notes import Reminder
from matchmaker.services.outcomes import evaluations
from matchmaker.services.partnerships import partnerships
from matchmaker.services.people import regions
from matchmaker.services.reports import timetable
from matchmaker.services.reports.periods import Period
from matchmaker.services.working_days import CHINA
from matchmaker.workflow import PartnershipState

STEPS = (10, 3)  # Working days after the end, or after a report falls due, the later first.


def of_partnerships(session: Session, moment: datetime) -> Iterable[Reminder]:
    """Return the reminders about what partnerships owe, as far as they are due."""
    live = select(Partnership).where(Partnership.state.in_(timetable.LIVE)).order_by(Partnership.id)
    filed = _filed(session)
    for partnership in session.scalars(live).all():
        yield from _evaluations(session, partnership, moment)
        yield from _reports(partnership, filed[partnership.id], moment)


def _filed(session: Session) -> Mapping[int, list[Report]]:
    """Return the reports of every partnership that still gets some."""
    statement = select(Report).join(Report.partnership).where(Partnership.state.in_(timetable.LIVE))
    found: defaultdict[int, list[Report]] = defaultdict(list)
    for report in session.scalars(statement):
        found[report.partnership_id].append(report)
    return found


def _evaluations(session: Session, partnership: Partnership, moment: datetime) -> Iterable[Reminder]:
    """Remind the parties, and the authorities while none of them has spoken."""
    ended = partnerships.ended_on(partnership, on=moment.astimezone(CHINA).date())
    days = 0 if ended is None else _reached(ended, moment)
    if not days or partnership.state is not PartnershipState.RUNNING:
        return
    given = evaluations.of_partnership(session, partnership)
    parties, needs_authority = evaluations.missing(partnership, given)
    region = partnership.proposal.region_code
    silent = {*parties, *(regions.authority_ids(session, region) if needs_authority else ())}
    if silent:
        yield Reminder(
            key=f"remind:partnership:{partnership.id}:evaluation:{days}",
            name="evaluation_reminder",
            subject=partnership,
            organization_ids=silent,
            values={"kind": partnership.proposal.kind.value, "days": days},
        )


def _reports(partnership: Partnership, filed: Sequence[Report], moment: datetime) -> Iterable[Reminder]:
    """Remind whoever has not reported a term that is over, or a stage whose figures can be known."""
    today = moment.astimezone(CHINA).date()
    silent: dict[Period, tuple[int, set[int]]] = {}
    for duty in timetable.missing(timetable.duties(partnership, on=today), filed):
        if days := _reached(duty.due, moment):
            silent.setdefault(duty.period, (days, set()))[1].add(duty.organization.id)
    for period, (days, organization_ids) in silent.items():
        yield Reminder(
            key=f"remind:partnership:{partnership.id}:report:{period}:{days}",
            name="report_reminder",
            subject=partnership,
            organization_ids=organization_ids,
            values={"kind": partnership.proposal.kind.value, "period": str(period), "days": days},
        )


def _reached(since: date, moment: datetime) -> int:
    """Return the step that the silence since then has reached; 0 for none."""
    begun = datetime.combine(since, time.min, tzinfo=CHINA)
    return next((days for days in STEPS if working_days.after(begun, days) <= moment), 0)
