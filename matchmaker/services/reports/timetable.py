"""When a partnership has ended, which reports it owes by a day, and which of them are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Organization, Partnership, Report
from matchmaker.services.partnerships import partnerships
from matchmaker.services.reports import periods
from matchmaker.services.reports.kinds import STAGES, TERM
from matchmaker.services.reports.periods import Period
from matchmaker.services.working_days import CHINA
from matchmaker.workflow import PartnershipState

R = TypeVar("R", bound=Report)
# While a partnership is in one of these, reports are filed.
LIVE = (PartnershipState.RUNNING, PartnershipState.EVALUATED)


@dataclass(frozen=True, slots=True)
class Duty:
    """One organization's report of a period: from when it can be filed, and from when it is waited for."""

    period: Period
    organization: Organization
    opens: date
    due: date


def duties(partnership: Partnership, *, on: date) -> list[Duty]:
    """Return what is reported of a partnership as far as is known on a day, the oldest first."""
    if partnership.state not in LIVE:
        return []
    return [*_terms(partnership, on), *_stages(partnership, on)]


def missing(owed: Iterable[Duty], filed: Iterable[Report]) -> list[Duty]:
    """Return the duties that no report fulfils."""
    told = {(report.period, report.organization_id) for report in filed}
    return [duty for duty in owed if (str(duty.period), duty.organization.id) not in told]


def of_partnership(session: Session, table: type[R], partnership: Partnership) -> Sequence[R]:
    """Return the reports of a partnership, of one kind or all, in the order in which they were filed."""
    statement = select(table).where(table.partnership_id == partnership.id).order_by(table.id)
    return session.scalars(statement).all()


def _terms(partnership: Partnership, on: date) -> Iterator[Duty]:
    """Yield the terms that have begun: each is reported from its first day and waited for after its last."""
    if partnership.started_at is None:
        return
    last = min(on, partnerships.ended_on(partnership, on=on) or on)
    for term in periods.between(partnership.started_at.astimezone(CHINA).date(), last):
        for school in partnership.side(TERM.filed_by).values():
            yield Duty(term, school, term.begins, term.following.begins)


def _stages(partnership: Partnership, on: date) -> Iterator[Duty]:
    """Yield the stages once the end is known: none can be reported before the day on which it is due."""
    ended = partnerships.ended_on(partnership, on=on)
    if ended is None:
        return
    for stage, kind in STAGES.items():
        for organization in partnership.side(kind.filed_by).values():
            yield Duty(stage, organization, ended + kind.after, ended + kind.after)
