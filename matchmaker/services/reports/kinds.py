"""What distinguishes one kind of report from another, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from matchmaker.models import Organization, OutcomeReport, Report, TermReport
from matchmaker.services.reports import periods
from matchmaker.services.reports.figures import (
    Figures,
    GraduationFigures,
    StayFigures,
    TermFigures,
    names,
)
from matchmaker.services.reports.periods import Period, Term
from matchmaker.terms import OrganizationKind, Stage
from matchmaker.workflow import ReportState


@dataclass(frozen=True, slots=True)
class ReportKind:
    """Who files it and with which figures; the other side confirms it."""

    table: type[Report]
    figures: type[Figures]
    filed_by: OrganizationKind
    after: timedelta = timedelta()  # How long after the end of the class the figures can be known.

    @property
    def confirmed_by(self) -> OrganizationKind:
        """The other side."""
        is_schools = self.filed_by is OrganizationKind.SCHOOL
        return OrganizationKind.ENTERPRISE if is_schools else OrganizationKind.SCHOOL


TERM = ReportKind(TermReport, TermFigures, OrganizationKind.SCHOOL)
STAGES: Mapping[Stage, ReportKind] = {
    Stage.GRADUATION: ReportKind(OutcomeReport, GraduationFigures, OrganizationKind.SCHOOL),
    Stage.SIX_MONTHS: ReportKind(
        OutcomeReport, StayFigures, OrganizationKind.ENTERPRISE, timedelta(days=182)
    ),
    Stage.TWELVE_MONTHS: ReportKind(
        OutcomeReport, StayFigures, OrganizationKind.ENTERPRISE, timedelta(days=365)
    ),
}


def kind_of(period: Period) -> ReportKind:
    """Return the kind of the reports of a period."""
    return TERM if isinstance(period, Term) else STAGES[period]


def kind_of_report(report: Report) -> ReportKind:
    """Return the kind of a report."""
    return kind_of(periods.read(report.period))


def figures_of(report: Report) -> Figures:
    """Return what a report says."""
    figures = kind_of_report(report).figures
    return figures(**{name: getattr(report, name) for name in names(figures)})


def waiting(report: Report) -> tuple[Organization, ...]:
    """Return whose word on a report is missing."""
    if report.state is ReportState.CONFIRMED:
        return ()
    others = report.partnership.side(kind_of_report(report).confirmed_by)
    return tuple(one for number, one in others.items() if number not in report.confirmed)
