"""What partnerships wait for from a party: their start, reports, its word on reports, its evaluation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Evaluation, Partnership, Proposal, ProposalParty, Report, TermReport
from matchmaker.services import working_days
from matchmaker.services.outcomes import evaluations
from matchmaker.services.reports import kinds, timetable
from matchmaker.services.reports.kinds import TERM
from matchmaker.workflow import PartnershipState, ReportState

OPEN = (PartnershipState.AGREED, *timetable.LIVE)


class Step(StrEnum):
    """What a party does next, the most urgent first: others wait for its word on their figures."""

    START = "start"
    CONFIRM = "confirm"
    CORRECT = "correct"
    FILE = "file"
    EVALUATE = "evaluate"


@dataclass(frozen=True, slots=True)
class Owed:
    """A step, and whether it is about a term of the class or about its outcome."""

    step: Step
    is_term: bool = False


def first(session: Session, partnership: Partnership, *, mine: frozenset[int]) -> Owed | None:
    """Return what the partnership waits for from these organizations before all else."""
    if partnership.state not in OPEN or not mine & partnership.owner_ids:
        return None
    return _next(session, [partnership], mine)[partnership.id]


def waiting(session: Session, *, mine: frozenset[int]) -> frozenset[int]:
    """Return the numbers of the partnerships that wait for something from these organizations."""
    is_party = Proposal.parties.any(ProposalParty.organization_id.in_(mine))
    statement = select(Partnership).join(Partnership.proposal).where(Partnership.state.in_(OPEN), is_party)
    found = _next(session, session.scalars(statement).all(), mine)
    return frozenset(number for number, owed in found.items() if owed)


def _next(
    session: Session, partnerships: Sequence[Partnership], mine: frozenset[int]
) -> dict[int, Owed | None]:
    ids = [partnership.id for partnership in partnerships]
    filed: defaultdict[int, list[Report]] = defaultdict(list)
    for report in session.scalars(select(Report).where(Report.partnership_id.in_(ids))):
        filed[report.partnership_id].append(report)
    given: defaultdict[int, list[Evaluation]] = defaultdict(list)
    for evaluation in session.scalars(select(Evaluation).where(Evaluation.partnership_id.in_(ids))):
        given[evaluation.partnership_id].append(evaluation)
    today = working_days.today()
    return {
        one.id: next(_steps(one, filed[one.id], given[one.id], mine, today), None) for one in partnerships
    }


def _steps(
    partnership: Partnership,
    filed: Sequence[Report],
    given: Sequence[Evaluation],
    mine: frozenset[int],
    today: date,
) -> Iterator[Owed]:
    if partnership.state is PartnershipState.AGREED:
        begins = partnership.proposal.term_start
        if begins is None or begins <= today:
            yield Owed(Step.START)
        return
    yield from _about(filed, mine)
    for duty in timetable.missing(timetable.duties(partnership, on=today), filed):
        if duty.organization.id in mine and duty.due <= today:
            yield Owed(Step.FILE, is_term=kinds.kind_of(duty.period) is TERM)
    has_ended = timetable.ended_on(partnership, on=today) is not None
    if partnership.state is PartnershipState.RUNNING and has_ended:
        silent, _ = evaluations.missing(partnership, given)
        if silent & mine:
            yield Owed(Step.EVALUATE)


def _about(filed: Iterable[Report], mine: frozenset[int]) -> Iterator[Owed]:
    """Yield the reports to confirm, then those to correct."""
    for report in filed:
        is_asked = any(one.id in mine for one in kinds.waiting(report))
        if report.state is ReportState.SUBMITTED and is_asked:
            yield Owed(Step.CONFIRM, is_term=isinstance(report, TermReport))
    for report in filed:
        if report.state is ReportState.RETURNED and report.organization_id in mine:
            yield Owed(Step.CORRECT, is_term=isinstance(report, TermReport))
