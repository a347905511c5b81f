"""Why postings are closed and proposals declined: kept without names, for what the market lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.db import now
from matchmaker.models import Demand, Major, Occupation, Programme, Proposal, UnmetAnswer
from matchmaker.policy import Identity, reach
from matchmaker.services.working_days import CHINA
from matchmaker.terms import OrganizationKind, UnmetOccasion, UnmetReason

LOOKBACK = timedelta(days=365)
MOST = 200  # Lines of the list.
CLASS_DIGITS = 4  # Of a major's code.
GROUP_LENGTH = 7  # Of an occupation's code: n-nn-nn.


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not: a reason of the closed list, and words beside it."""

    why: UnmetReason
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """How often a reason was given in a region about the same subject, and for how many places or posts."""

    reason: UnmetReason
    occasion: UnmetOccasion
    side: OrganizationKind
    region_code: str | None
    subject: str  # The name of the major's class or of the occupation's group.
    count: int
    amount: int


def note_closing(session: Session, posting: Programme | Demand, why: UnmetReason) -> None:
    """Keep why a posting was closed, unless nothing was lacking or it never was on the market."""
    if why is UnmetReason.MET or posting.published_at is None:
        return
    is_programme = isinstance(posting, Programme)
    _keep(
        session,
        UnmetAnswer(
            reason=why,
            occasion=UnmetOccasion.POSTING_CLOSED,
            side=OrganizationKind.SCHOOL if is_programme else OrganizationKind.ENTERPRISE,
            region_code=posting.region_code,
            amount=posting.capacity,
            is_example=posting.is_example,
        ),
        posting if isinstance(posting, Programme) else None,
        posting if isinstance(posting, Demand) else None,
    )


def note_declining(session: Session, proposal: Proposal, organization_id: int, why: UnmetReason) -> None:
    """Keep why a party declined, about its own posting and, where it is one alone, the other side's."""
    mine = next(party for party in proposal.parties if party.organization_id == organization_id)
    demand = mine.demand or (proposal.demands[0] if len(proposal.demands) == 1 else None)
    _keep(
        session,
        UnmetAnswer(
            reason=why,
            occasion=UnmetOccasion.PROPOSAL_DECLINED,
            side=OrganizationKind.SCHOOL if mine.demand is None else OrganizationKind.ENTERPRISE,
            region_code=mine.posting.region_code or proposal.region_code,
            amount=mine.amount,
            is_example=proposal.is_example,
        ),
        mine.programme or next(iter(proposal.programmes), None),
        demand,
    )


def of_regions(session: Session, identity: Identity, *, on: date) -> list[Line]:
    """Return what was lacking in a reviewer's regions in the year before a day, the most frequent first."""
    table = UnmetAnswer
    keys = (
        table.reason,
        table.occasion,
        table.side,
        table.region_code,
        table.major_class,
        table.occupation_group,
    )
    count = func.count()
    statement = (
        select(*keys, count, func.sum(func.coalesce(table.amount, 0)))
        .where(_within(identity), table.day > on - LOOKBACK)
        .group_by(*keys)
        .order_by(count.desc(), *keys)
        .limit(MOST)
    )
    rows = session.execute(statement).all()
    classes = _names(session, Major.class_code, Major.class_name, {row.major_class for row in rows})
    groups = _names(
        session, Occupation.minor_group, Occupation.minor_group_name, {row.occupation_group for row in rows}
    )
    return [
        Line(
            reason=row.reason,
            occasion=row.occasion,
            side=row.side,
            region_code=row.region_code,
            subject=" / ".join(
                name
                for name in (classes.get(row.major_class, ""), groups.get(row.occupation_group, ""))
                if name
            ),
            count=row[-2],
            amount=int(row[-1]),
        )
        for row in rows
    ]


def _keep(session: Session, answer: UnmetAnswer, programme: Programme | None, demand: Demand | None) -> None:
    if programme is not None and programme.major_code:
        answer.major_class = programme.major_code[:CLASS_DIGITS]
    if demand is not None and demand.occupation_code:
        answer.occupation_group = demand.occupation_code[:GROUP_LENGTH]
    answer.day = now().astimezone(CHINA).date()
    session.add(answer)


def _within(identity: Identity) -> ColumnElement[bool]:
    codes = sorted(identity.region_codes)
    return or_(false(), *(UnmetAnswer.region_code.startswith(reach(code)) for code in codes))


def _names(
    session: Session,
    code: InstrumentedAttribute[str],
    name: InstrumentedAttribute[str],
    wanted: set[str | None],
) -> dict[str | None, str]:
    rows = session.execute(select(code, name).where(code.in_(one for one in wanted if one)).distinct())
    return {row[0]: row[1] for row in rows}
