"""What partnerships wait for: from parties start, reports and word on reports, from all their evaluation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from matchmaker.models import Evaluation, Partnership, Proposal, ProposalParty, Report, TermReport
from matchmaker.policy import Identity
from matchmaker.services import working_days
from matchmaker.services.outcomes import evaluations
from matchmaker.services.partnerships import partnerships
from matchmaker.services.partnerships.listings import visible
from matchmaker.services.partnerships.partnerships import Phase
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


def steps(session: Session, partnership: Partnership, identity: Identity) -> Sequence[Owed]:
    """Return what the partnership waits for from this person's organizations, the most urgent first."""
    if partnership.state not in OPEN:
        return ()
    return _all(session, [partnership], identity)[partnership.id]


def waiting(session: Session, identity: Identity) -> frozenset[int]:
    """Return the numbers of the partnerships that wait for something from this person's organizations."""
    today = working_days.today()
    is_party = Proposal.parties.any(ProposalParty.organization_id.in_(identity.editor_of))
    # Authorities are asked for nothing before the end.
    is_over = or_(Partnership.ended_at.is_not(None), Proposal.term_end <= today)
    statement = (
        select(Partnership)
        .join(Partnership.proposal)
        .where(Partnership.state.in_(OPEN), visible(identity), or_(is_party, is_over))
    )
    found = _all(session, session.scalars(statement).all(), identity)
    return frozenset(number for number, owed in found.items() if owed)


def _all(
    session: Session, partnerships: Sequence[Partnership], identity: Identity
) -> dict[int, Sequence[Owed]]:
    ids = [partnership.id for partnership in partnerships]
    filed: defaultdict[int, list[Report]] = defaultdict(list)
    for report in session.scalars(select(Report).where(Report.partnership_id.in_(ids))):
        filed[report.partnership_id].append(report)
    given: defaultdict[int, list[Evaluation]] = defaultdict(list)
    for evaluation in session.scalars(select(Evaluation).where(Evaluation.partnership_id.in_(ids))):
        given[evaluation.partnership_id].append(evaluation)
    today = working_days.today()
    return {
        # Two reports of one sort are one step.
        one.id: tuple(dict.fromkeys(_steps(one, filed[one.id], given[one.id], identity, today)))
        for one in partnerships
    }


def _steps(
    partnership: Partnership,
    filed: Sequence[Report],
    given: Sequence[Evaluation],
    identity: Identity,
    today: date,
) -> Iterator[Owed]:
    mine = identity.editor_of & partnership.owner_ids
    if mine:
        yield from _of_party(partnership, filed, mine, today)
    is_taught = partnerships.phase(partnership, on=today) is Phase.TAUGHT
    if is_taught and evaluations.is_owed(partnership, given, identity):
        yield Owed(Step.EVALUATE)


def _of_party(
    partnership: Partnership, filed: Sequence[Report], mine: frozenset[int], today: date
) -> Iterator[Owed]:
    """Yield what parties alone do."""
    if partnership.state is PartnershipState.AGREED:
        begins = partnership.proposal.term_start
        if begins is None or begins <= today:
            yield Owed(Step.START)
        return
    yield from _about(filed, mine)
    for duty in timetable.missing(timetable.duties(partnership, on=today), filed):
        if duty.organization.id in mine and duty.due <= today:
            yield Owed(Step.FILE, is_term=kinds.kind_of(duty.period) is TERM)


def _about(filed: Iterable[Report], mine: frozenset[int]) -> Iterator[Owed]:
    """Yield the reports to confirm, then those to correct."""
    for report in filed:
        is_asked = any(one.id in mine for one in kinds.waiting(report))
        if report.state is ReportState.SUBMITTED and is_asked:
            yield Owed(Step.CONFIRM, is_term=isinstance(report, TermReport))
    for report in filed:
        if report.state is ReportState.RETURNED and report.organization_id in mine:
            yield Owed(Step.CORRECT, is_term=isinstance(report, TermReport))
