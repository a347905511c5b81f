"""The end of a partnership's life: archived when its outcome is whole, or by an authority with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from matchmaker.models import OutcomeReport, Partnership, Report
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.partnerships import partnerships
from matchmaker.services.reports import timetable
from matchmaker.services.reports.kinds import STAGES
from matchmaker.workflow import PARTNERSHIP, Guard, PartnershipState, ReportState


def is_whole(partnership: Partnership, filed: Sequence[Report]) -> bool:
    """Tell whether the figures of every stage are settled."""
    settled = {
        (report.period, report.organization_id) for report in filed if report.state is ReportState.CONFIRMED
    }
    wanted = ((stage, one) for stage, kind in STAGES.items() for one in partnership.side(kind.filed_by))
    return all(one in settled for one in wanted)


def complete(session: Session, partnership: Partnership, *, actor: Actor) -> None:
    """Archive an evaluated partnership whose figures are all settled."""
    session.flush()  # The figures just settled count.
    filed = timetable.of_partnership(session, OutcomeReport, partnership)
    if partnership.state is PartnershipState.EVALUATED and is_whole(partnership, filed):
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
