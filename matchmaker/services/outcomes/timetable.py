"""When a partnership has ended, and when its outcome is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from matchmaker.models import Partnership
from matchmaker.services import working_days
from matchmaker.terms import Stage
from matchmaker.workflow import PartnershipState

# After the end; the figures of a stage cannot be known earlier.
DUE: Mapping[Stage, timedelta] = {
    Stage.GRADUATION: timedelta(),
    Stage.SIX_MONTHS: timedelta(days=182),
    Stage.TWELVE_MONTHS: timedelta(days=365),
}
LIVE = (PartnershipState.RUNNING, PartnershipState.EVALUATED)


def ended_on(partnership: Partnership, *, on: date) -> date | None:
    """Return the day on which it ended: the day that was noted, or that of its terms once it has come."""
    if partnership.ended_at is not None:
        return partnership.ended_at.astimezone(working_days.CHINA).date()
    planned = partnership.proposal.term_end
    return planned if planned is not None and planned <= on else None


def due_on(partnership: Partnership, stage: Stage, *, on: date) -> date | None:
    """Return the day from which a stage's figures are due; None while the end is open."""
    ended = ended_on(partnership, on=on)
    return None if ended is None else ended + DUE[stage]
