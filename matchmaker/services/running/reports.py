"""The report of a term: filed by the school, confirmed or returned by every enterprise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.errors import StaleError, UserError, translatable
from matchmaker.models import Event, Partnership, ReportConfirmation, TermReport
from matchmaker.policy import NotPermittedError, Permission
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.messages import notifications
from matchmaker.services.partnerships import moves
from matchmaker.services.running import terms
from matchmaker.services.running.terms import Figures, Term
from matchmaker.workflow import REPORT, Guard, PartnershipState


class NotRunningError(UserError):
    """The partnership has not begun, or has ended."""

    status = 409

    def __init__(self) -> None:
        super().__init__(translatable("合作项目开始运行后才能提交学期报告。"))


class FiledError(UserError):
    """There is a report of the term already."""

    def __init__(self) -> None:
        super().__init__(translatable("该学期已有报告，请在原报告上修改。"))


def school_ids(partnership: Partnership) -> frozenset[int]:
    """Return the schools, who file."""
    parties = partnership.proposal.parties
    return frozenset(party.organization_id for party in parties if party.programme_id is not None)


def enterprise_ids(partnership: Partnership) -> frozenset[int]:
    """Return the enterprises, who confirm."""
    parties = partnership.proposal.parties
    return frozenset(party.organization_id for party in parties if party.demand_id is not None)


def file(
    session: Session,
    partnership: Partnership,
    term: Term,
    figures: Figures,
    *,
    organization_id: int,
    actor: Actor,
) -> TermReport:
    """File the report of a term and ask the enterprises for their word.

    Raises NotPermittedError, NotRunningError, FiledError and FiguresError.
    """
    _check_side(school_ids(partnership), organization_id, Permission.REPORT_FILE)
    moves.lock(session, partnership.proposal)  # A second press of the button waits here.
    session.refresh(partnership, ["state"])
    if partnership.state is not PartnershipState.RUNNING:
        raise NotRunningError
    terms.check(figures)
    if _of_term(session, partnership, term) is not None:
        raise FiledError
    report = TermReport(
        partnership=partnership, school_year=term.school_year, term=term.number, **asdict(figures)
    )
    session.add(report)
    told = {"students": figures.students, "incidents": figures.incidents}
    _record(session, report, "file_report", actor=actor, changes={k: (None, v) for k, v in told.items()})
    return report


def edit(
    session: Session,
    report: TermReport,
    figures: Figures,
    *,
    version: int,
    organization_id: int,
    actor: Actor,
) -> TermReport:
    """Correct a report that not all have confirmed; every enterprise is asked anew.

    Raises StaleError when `version` is not the one that stands, and what filing raises.
    """
    _check_side(school_ids(report.partnership), organization_id, Permission.REPORT_FILE)
    _lock(session, report, version)
    state = REPORT.move(report.state, "edit")
    terms.check(figures)
    changes = events.apply(report, {**asdict(figures), "state": state, "return_reason": ""})
    if changes:
        report.confirmations.clear()
        report.filed_at = now()
        _record(session, report, "edit_report", actor=actor, changes=changes)
    return report


def confirm(
    session: Session, report: TermReport, *, version: int, organization_id: int, actor: Actor
) -> None:
    """Stand behind a report; the last enterprise to do so settles it."""
    enterprises = enterprise_ids(report.partnership)
    _check_side(enterprises, organization_id, Permission.REPORT_CONFIRM)
    _lock(session, report, version)
    REPORT.move(report.state, "confirm")
    if organization_id not in {entry.organization_id for entry in report.confirmations}:
        entry = ReportConfirmation(organization_id=organization_id, user_id=actor.user_id)
        report.confirmations.append(entry)
        _record(session, report, "confirm_report", actor=actor)
    if enterprises <= {entry.organization_id for entry in report.confirmations}:
        state = REPORT.move(report.state, "settle", holds={Guard.ALL_CONFIRMED})
        changes = events.apply(report, {"state": state, "confirmed_at": now()})
        _record(session, report, "settle_report", actor=actor, changes=changes)


def send_back(
    session: Session,
    report: TermReport,
    *,
    version: int,
    reason: str,
    organization_id: int,
    actor: Actor,
) -> None:
    """Ask the school to correct a report, with a reason."""
    _check_side(enterprise_ids(report.partnership), organization_id, Permission.REPORT_CONFIRM)
    _lock(session, report, version)
    holds = {Guard.REASON_GIVEN} if reason.strip() else set()
    state = REPORT.move(report.state, "return", holds=holds)
    changes = events.apply(report, {"state": state, "return_reason": reason.strip()})
    report.confirmations.clear()
    _record(session, report, "return_report", actor=actor, changes=changes, reason=reason.strip())


def _check_side(ids: frozenset[int], organization_id: int, permission: Permission) -> None:
    if organization_id not in ids:
        raise NotPermittedError(permission)


def _lock(session: Session, report: TermReport, version: int) -> None:
    """Take the report for this transaction, as the database has it now."""
    statement = select(TermReport).where(TermReport.id == report.id).with_for_update(of=TermReport)
    fresh = session.scalars(statement.execution_options(populate_existing=True)).one()
    if fresh.version != version:
        raise StaleError


def _of_term(session: Session, partnership: Partnership, term: Term) -> TermReport | None:
    statement = select(TermReport).where(TermReport.partnership_id == partnership.id)
    return session.scalar(
        statement.where(TermReport.school_year == term.school_year, TermReport.term == term.number)
    )


def _record(
    session: Session,
    report: TermReport,
    action: str,
    *,
    actor: Actor,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    reason: str = "",
) -> Event:
    """Write it into the history of the partnership, and tell the other side."""
    partnership = report.partnership
    term = f"{report.school_year}-{report.term}"
    named = {"term": (term, term), **(changes or {})}
    event = events.record(session, partnership, action, actor=actor, changes=named, reason=reason)
    notifications.tell(
        session,
        event,
        organization_ids=sorted(partnership.owner_ids),
        name=action,
        values={"kind": partnership.proposal.kind.value},
    )
    return event
