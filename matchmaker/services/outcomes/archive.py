"""The end of a partnership's life: archived when its outcome is whole, or by an authority with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import OutcomeReport, Partnership
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.outcomes.sides import reporting
from matchmaker.services.partnerships import partnerships
from matchmaker.terms import Stage
from matchmaker.workflow import PARTNERSHIP, Guard, PartnershipState, ReportState


def outcome(session: Session, partnership: Partnership) -> Sequence[OutcomeReport]:
    """Return the outcome reports of a partnership, in the order in which they were filed."""
    statement = select(OutcomeReport).where(OutcomeReport.partnership_id == partnership.id)
    return session.scalars(statement.order_by(OutcomeReport.id)).all()


def open_reports(partnership: Partnership, found: Sequence[OutcomeReport]) -> dict[Stage, frozenset[int]]:
    """Return whose figures of which stage are not settled yet."""
    settled = {
        (report.stage, report.organization_id) for report in found if report.state is ReportState.CONFIRMED
    }
    waiting = {
        stage: frozenset(one for one in reporting(partnership, stage) if (stage, one) not in settled)
        for stage in Stage
    }
    return {stage: ids for stage, ids in waiting.items() if ids}


def complete(session: Session, partnership: Partnership, *, actor: Actor) -> None:
    """Archive an evaluated partnership whose figures are all settled."""
    session.flush()  # The figures just settled count.
    is_whole = not open_reports(partnership, outcome(session, partnership))
    if partnership.state is PartnershipState.EVALUATED and is_whole:
        state = PARTNERSHIP.move(partnership.state, "complete", holds={Guard.OUTCOME_SETTLED})
        changes = events.apply(partnership, {"state": state})
        events.record(session, partnership, "complete", actor=actor, changes=changes)


def close(session: Session, partnership: Partnership, *, reason: str, actor: Actor) -> None:
    """Archive a partnership without the figures that are missing, with a reason."""
    partnerships.lock(session, partnership)
    holds = {Guard.REASON_GIVEN} if reason.strip() else set()
    state = PARTNERSHIP.move(partnership.state, "archive", holds=holds)
    changes = events.apply(partnership, {"state": state})
    events.record(session, partnership, "archive", actor=actor, changes=changes, reason=reason.strip())
