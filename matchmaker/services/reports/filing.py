"""A report is filed and corrected by one side, confirmed or returned by every organization of the other."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.errors import StaleError, UserError, translatable
from matchmaker.models import Partnership, Report, ReportConfirmation
from matchmaker.policy import NotPermittedError, Permission
from matchmaker.services import events, working_days
from matchmaker.services.events import Actor
from matchmaker.services.messages import notifications
from matchmaker.services.partnerships import partnerships
from matchmaker.services.reports import archive, periods, timetable
from matchmaker.services.reports.figures import Figures
from matchmaker.services.reports.kinds import kind_of, kind_of_report
from matchmaker.services.reports.periods import Period
from matchmaker.workflow import REPORT, Guard


class NotDueError(UserError):
    """The figures cannot be known yet, or are no longer wanted."""

    status = 409

    def __init__(self) -> None:
        super().__init__(translatable("现在不能填报：项目尚未开始运行或已经归档，或者还没有到填报时间。"))


class FiledError(UserError):
    """There is a report of the period already."""

    def __init__(self) -> None:
        super().__init__(translatable("这一期已有报告，请在原报告上修改。"))


def file(
    session: Session,
    partnership: Partnership,
    period: Period,
    figures: Figures,
    *,
    organization_id: int,
    actor: Actor,
) -> Report:
    """File the report of a period and ask the other side for its word.

    Raises NotPermittedError, NotDueError, FiguresError and FiledError.
    """
    kind = kind_of(period)
    _check_among(partnership.side(kind.filed_by), organization_id, Permission.REPORT_FILE)
    partnerships.lock(session, partnership)  # A second press of the button waits here.
    check_open(partnership, period)
    figures.check()
    same = (Report.organization_id == organization_id) & (Report.period == str(period))
    if session.scalar(select(Report.id).where(Report.partnership_id == partnership.id, same)):
        raise FiledError
    told = asdict(figures)
    report = kind.table(partnership=partnership, organization_id=organization_id, period=str(period), **told)
    session.add(report)
    changes = {name: (None, value) for name, value in told.items() if value not in (None, "")}
    _record(session, report, "file", actor=actor, changes=changes)
    return report


def edit(
    session: Session,
    report: Report,
    figures: Figures,
    *,
    version: int,
    organization_id: int,
    actor: Actor,
) -> Report:
    """Correct a report that not all have confirmed; the other side is asked anew.

    Raises StaleError when `version` is not the one that stands, IllegalMoveError, and what filing raises.
    """
    _check_among({report.organization_id}, organization_id, Permission.REPORT_FILE)
    _lock(session, report, version)
    state = REPORT.move(report.state, "edit")
    figures.check()
    changes = events.apply(report, {**asdict(figures), "state": state, "return_reason": ""})
    if changes:
        report.confirmations.clear()
        report.filed_at = now()
        _record(session, report, "edit", actor=actor, changes=changes)
    return report


def confirm(session: Session, report: Report, *, version: int, organization_id: int, actor: Actor) -> None:
    """Stand behind the figures; the last to do so settles them, and the last figures end the partnership."""
    others = report.partnership.side(kind_of_report(report).confirmed_by)
    _check_among(others, organization_id, Permission.REPORT_CONFIRM)
    _lock(session, report, version)
    REPORT.move(report.state, "confirm")
    if organization_id not in report.confirmed:
        entry = ReportConfirmation(organization_id=organization_id, user_id=actor.user_id)
        report.confirmations.append(entry)
        _record(session, report, "confirm", actor=actor)
    if others.keys() <= report.confirmed:
        state = REPORT.move(report.state, "settle", holds={Guard.ALL_CONFIRMED})
        changes = events.apply(report, {"state": state, "confirmed_at": now()})
        _record(session, report, "settle", actor=actor, changes=changes)
        archive.complete(session, report.partnership, actor=actor)


def send_back(
    session: Session, report: Report, *, version: int, reason: str, organization_id: int, actor: Actor
) -> None:
    """Ask for a correction, with a reason."""
    others = report.partnership.side(kind_of_report(report).confirmed_by)
    _check_among(others, organization_id, Permission.REPORT_CONFIRM)
    _lock(session, report, version)
    holds = {Guard.REASON_GIVEN} if reason.strip() else set()
    state = REPORT.move(report.state, "return", holds=holds)
    changes = events.apply(report, {"state": state, "return_reason": reason.strip()})
    report.confirmations.clear()
    _record(session, report, "return", actor=actor, changes=changes, reason=reason.strip())


def check_open(partnership: Partnership, period: Period) -> None:
    """Raise NotDueError unless the period can be reported today."""
    today = working_days.today()
    owed = timetable.duties(partnership, on=today)
    if not any(duty.period == period and duty.opens <= today for duty in owed):
        raise NotDueError


def _check_among(ids: Container[int], organization_id: int, permission: Permission) -> None:
    if organization_id not in ids:
        raise NotPermittedError(permission)


def _lock(session: Session, report: Report, version: int) -> None:
    """Take partnership and report for this transaction, as the database has them now."""
    partnerships.lock(session, report.partnership)
    statement = select(Report).where(Report.id == report.id)
    fresh = session.scalars(statement.execution_options(populate_existing=True)).one()
    if fresh.version != version:
        raise StaleError
    check_open(fresh.partnership, periods.read(fresh.period))


def _record(
    session: Session,
    report: Report,
    action: str,
    *,
    actor: Actor,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    reason: str = "",
) -> None:
    """Write it into the history of the partnership, and tell the parties."""
    partnership, name = report.partnership, f"{action}_report"
    told = {"period": (None, report.period), **(changes or {})}
    event = events.record(session, partnership, name, actor=actor, changes=told, reason=reason)
    notifications.tell(
        session,
        event,
        organization_ids=sorted(partnership.owner_ids),
        name=name,
        values={"kind": partnership.proposal.kind.value, "period": report.period},
    )
