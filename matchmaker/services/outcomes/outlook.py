"""What the page of an ended partnership shows: who said what, which figures stand, and which are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy.orm import Session

from matchmaker.models import Evaluation, Organization, OutcomeReport, Partnership
from matchmaker.policy import Identity
from matchmaker.services.outcomes import evaluations
from matchmaker.services.partnerships import partnerships
from matchmaker.services.reports import figures, timetable
from matchmaker.services.reports.figures import Share
from matchmaker.services.reports.kinds import figures_of, waiting
from matchmaker.services.reports.timetable import Duty
from matchmaker.terms import Criterion, Stage


@dataclass(frozen=True, slots=True)
class Figures:
    """A report, its shares, and whose word is missing."""

    report: OutcomeReport
    shares: tuple[Share, ...]
    waiting: tuple[Organization, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One stage: what is told, and who still has to tell since when."""

    stage: Stage
    due: date | None  # None while the end is open.
    is_due: bool
    told: tuple[Figures, ...]
    missing: tuple[Organization, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """An evaluation with its ratings as members of the table."""

    evaluation: Evaluation
    ratings: tuple[tuple[Criterion, int], ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The whole page."""

    ended: date | None
    said: tuple[Said, ...]  # What this viewer may read.
    given: int  # How many have evaluated.
    has_said: bool  # Whether anybody has for whom this viewer speaks.
    is_owed: bool  # Whether one is missing that this viewer may give.
    missing: tuple[Organization, ...]
    needs_authority: bool
    chapters: tuple[Chapter, ...]


def of_partnership(session: Session, partnership: Partnership, *, identity: Identity, on: date) -> Outlook:
    """Put together what a viewer sees on a day."""
    mine = identity.editor_of | identity.reviewer_of
    given = evaluations.of_partnership(session, partnership)
    silent, needs_authority = evaluations.missing(partnership, given)
    filed = timetable.of_partnership(session, OutcomeReport, partnership)
    owed = timetable.missing(timetable.duties(partnership, on=on), filed)
    parties = {party.organization_id: party.organization for party in partnership.proposal.parties}
    return Outlook(
        ended=partnerships.ended_on(partnership, on=on),
        said=tuple(_said(one) for one in evaluations.shown(partnership, given, mine=mine)),
        given=len(given),
        has_said=any(one.organization_id in mine for one in given),
        is_owed=evaluations.is_owed(partnership, given, identity),
        missing=tuple(parties[number] for number in sorted(silent)),
        needs_authority=needs_authority,
        chapters=tuple(_chapter(stage, filed, owed, on=on) for stage in Stage),
    )


def _said(evaluation: Evaluation) -> Said:
    ratings = tuple((Criterion(name), int(value)) for name, value in evaluation.ratings.items())
    return Said(evaluation, ratings)


def _chapter(stage: Stage, filed: Sequence[OutcomeReport], owed: Sequence[Duty], *, on: date) -> Chapter:
    open_ = [duty for duty in owed if duty.period == stage]
    due = open_[0].due if open_ else None
    return Chapter(
        stage=stage,
        due=due,
        is_due=due is not None and due <= on,
        told=tuple(
            Figures(report, tuple(figures.shares(asdict(figures_of(report)))), waiting(report))
            for report in filed
            if report.period == stage
        ),
        missing=tuple(duty.organization for duty in open_),
    )
