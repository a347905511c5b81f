"""Outcome reports: head-counts of one side, confirmed or returned by every organization of the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.errors import StaleError, UserError, translatable
from matchmaker.models import OutcomeConfirmation, OutcomeReport, Partnership
from matchmaker.policy import NotPermittedError, Permission
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.messages import notifications
from matchmaker.services.outcomes import archive, figures, timetable
from matchmaker.services.outcomes.sides import confirming, reporting
from matchmaker.services.partnerships import partnerships
from matchmaker.terms import Stage
from matchmaker.workflow import REPORT, Guard


class NotDueError(UserError):
    """The figures cannot be known yet, or are no longer wanted."""

    status = 409

    def __init__(self) -> None:
        super().__init__(translatable("还没有到填报这一阶段成效的时间，或者项目已经归档。"))


class ReportedError(UserError):
    """There is a report of the stage already."""

    def __init__(self) -> None:
        super().__init__(translatable("该阶段的成效已经填报，请在原记录上修改。"))


def file(
    session: Session,
    partnership: Partnership,
    stage: Stage,
    counts: Mapping[str, int],
    *,
    organization_id: int,
    actor: Actor,
) -> OutcomeReport:
    """Report a stage and ask the other side for its word.

    Raises NotPermittedError, NotDueError, CountsError and ReportedError.
    """
    if organization_id not in reporting(partnership, stage):
        raise NotPermittedError(Permission.REPORT_FILE)
    partnerships.lock(session, partnership)  # A second press of the button waits here.
    _check_due(partnership, stage)
    figures.check(stage, counts)
    mine = (OutcomeReport.partnership_id == partnership.id) & (OutcomeReport.stage == stage)
    if session.scalar(select(OutcomeReport.id).where(mine, OutcomeReport.organization_id == organization_id)):
        raise ReportedError
    report = OutcomeReport(
        partnership=partnership, organization_id=organization_id, stage=stage, **dict(counts)
    )
    session.add(report)
    changes = {name: (None, value) for name, value in counts.items()}
    _record(session, report, "file_outcome", actor=actor, changes=changes)
    return report


def edit(
    session: Session,
    report: OutcomeReport,
    counts: Mapping[str, int],
    *,
    version: int,
    organization_id: int,
    actor: Actor,
) -> OutcomeReport:
    """Correct a report that not all have confirmed; the other side is asked anew.

    Raises NotPermittedError, StaleError, IllegalMoveError, NotDueError and CountsError.
    """
    if organization_id != report.organization_id:
        raise NotPermittedError(Permission.REPORT_FILE)
    _lock(session, report, version)
    _check_due(report.partnership, report.stage)
    state = REPORT.move(report.state, "edit")
    figures.check(report.stage, counts)
    changes = events.apply(report, {**counts, "state": state, "return_reason": ""})
    if changes:
        report.confirmations.clear()
        report.filed_at = now()
        _record(session, report, "edit_outcome", actor=actor, changes=changes)
    return report


def confirm(
    session: Session, report: OutcomeReport, *, version: int, organization_id: int, actor: Actor
) -> None:
    """Stand behind the figures; the last to do so settles them, and the last figures end it all."""
    others = _check_confirming(report, organization_id)
    _lock(session, report, version)
    REPORT.move(report.state, "confirm")
    if organization_id not in {entry.organization_id for entry in report.confirmations}:
        entry = OutcomeConfirmation(organization_id=organization_id, user_id=actor.user_id)
        report.confirmations.append(entry)
        _record(session, report, "confirm_outcome", actor=actor)
    if others <= {entry.organization_id for entry in report.confirmations}:
        state = REPORT.move(report.state, "settle", holds={Guard.ALL_CONFIRMED})
        changes = events.apply(report, {"state": state, "confirmed_at": now()})
        _record(session, report, "settle_outcome", actor=actor, changes=changes)
        archive.complete(session, report.partnership, actor=actor)


def send_back(
    session: Session, report: OutcomeReport, *, version: int, reason: str, organization_id: int, actor: Actor
) -> None:
    """Ask for a correction, with a reason."""
    _check_confirming(report, organization_id)
    _lock(session, report, version)
    holds = {Guard.REASON_GIVEN} if reason.strip() else set()
    state = REPORT.move(report.state, "return", holds=holds)
    changes = events.apply(report, {"state": state, "return_reason": reason.strip()})
    report.confirmations.clear()
    _record(session, report, "return_outcome", actor=actor, changes=changes, reason=reason.strip())


def _check_confirming(report: OutcomeReport, organization_id: int) -> frozenset[int]:
    others = confirming(report.partnership, report.stage)
    if organization_id not in others:
        raise NotPermittedError(Permission.REPORT_CONFIRM)
    return others


def _check_due(partnership: Partnership, stage: Stage) -> None:
    today = now().date()
    due = timetable.due_on(partnership, stage, on=today)
    if partnership.state not in timetable.LIVE or due is None or due > today:
        raise NotDueError


def _lock(session: Session, report: OutcomeReport, version: int) -> None:
    """Take partnership and report for this transaction, as the database has them now."""
    partnerships.lock(session, report.partnership)
    statement = select(OutcomeReport).where(OutcomeReport.id == report.id)
    fresh = session.scalars(statement.execution_options(populate_existing=True)).one()
    if fresh.version != version:
        raise StaleError


def _record(
    session: Session,
    report: OutcomeReport,
    action: str,
    *,
    actor: Actor,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    reason: str = "",
) -> None:
    """Write it into the history of the partnership, and tell the parties."""
    partnership = report.partnership
    named = {"stage": (report.stage, report.stage), **(changes or {})}
    event = events.record(session, partnership, action, actor=actor, changes=named, reason=reason)
    notifications.tell(
        session,
        event,
        organization_ids=sorted(partnership.owner_ids),
        name=action,
        values={"kind": partnership.proposal.kind.value},
    )
