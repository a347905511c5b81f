"""What the page of an ended partnership shows: who said what, which figures stand, and which are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from matchmaker.models import Evaluation, Organization, OutcomeReport, Partnership
from matchmaker.services.outcomes import archive, evaluations, figures, timetable
from matchmaker.services.outcomes.figures import Share
from matchmaker.services.outcomes.sides import confirming, reporting
from matchmaker.terms import Criterion, Stage
from matchmaker.workflow import ReportState


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
    due: date | None
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
    missing: tuple[Organization, ...]
    needs_authority: bool
    chapters: tuple[Chapter, ...]


def of_partnership(session: Session, partnership: Partnership, *, mine: frozenset[int], on: date) -> Outlook:
    """Put together what a viewer who acts for `mine` sees on a day."""
    given = evaluations.of_partnership(session, partnership)
    parties, needs_authority = evaluations.missing(partnership, given)
    found = archive.outcome(session, partnership)
    return Outlook(
        ended=timetable.ended_on(partnership, on=on),
        said=tuple(_said(one) for one in evaluations.shown(partnership, given, mine=mine)),
        given=len(given),
        missing=_organizations(partnership, parties),
        needs_authority=needs_authority,
        chapters=tuple(_chapter(partnership, stage, found, on=on) for stage in Stage),
    )


def _said(evaluation: Evaluation) -> Said:
    ratings = tuple((Criterion(name), int(value)) for name, value in evaluation.ratings.items())
    return Said(evaluation, ratings)


def _chapter(partnership: Partnership, stage: Stage, found: Sequence[OutcomeReport], *, on: date) -> Chapter:
    reports = [report for report in found if report.stage is stage]
    due = timetable.due_on(partnership, stage, on=on)
    told = {report.organization_id for report in reports}
    return Chapter(
        stage=stage,
        due=due,
        is_due=due is not None and due <= on and partnership.state in timetable.LIVE,
        told=tuple(_figures(partnership, report) for report in reports),
        missing=_organizations(partnership, reporting(partnership, stage) - told),
    )


def _figures(partnership: Partnership, report: OutcomeReport) -> Figures:
    confirmed = {entry.organization_id for entry in report.confirmations}
    waiting = confirming(partnership, report.stage) - confirmed
    is_settled = report.state is ReportState.CONFIRMED
    return Figures(
        report, tuple(figures.shares(report)), () if is_settled else _organizations(partnership, waiting)
    )


def _organizations(partnership: Partnership, ids: frozenset[int]) -> tuple[Organization, ...]:
    parties = {party.organization_id: party.organization for party in partnership.proposal.parties}
    return tuple(parties[one] for one in sorted(ids))
