"""How many proposals an enterprise still takes: it may set a number for every 30 days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.errors import UserError, translatable
from matchmaker.models import Organization, Proposal, ProposalParty
from matchmaker.terms import OrganizationKind

if TYPE_CHECKING:
    from matchmaker.matching.planning.board import Draft

WINDOW = timedelta(days=30)


class FullError(UserError):
    """The enterprise has been sent as many proposals as it takes."""

    status = 409

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(
            translatable("“%(name)s”每30天最多接收 %(limit)s 份合作方案，目前已满，请过些日子再发。"),
            name=name,
            limit=limit,
        )


def left(session: Session, *, at: datetime, ids: Collection[int] | None = None) -> dict[int, int]:
    """Return how many proposals each enterprise still takes; who set no number is left out."""
    limited = select(Organization.id, Organization.proposals_a_month).where(
        Organization.proposals_a_month.is_not(None)
    )
    if ids is not None:
        limited = limited.where(Organization.id.in_(ids))
    limits = {number: int(limit or 0) for number, limit in session.execute(limited)}
    taken = _taken(session, limits, at=at)
    return {number: max(0, limit - taken.get(number, 0)) for number, limit in limits.items()}


def check(session: Session, proposal: Proposal, *, at: datetime) -> None:
    """Raise FullError when an enterprise would be sent more than it takes; its own proposals do not count."""
    if proposal.author == OrganizationKind.ENTERPRISE.value:
        return
    parties = {party.organization_id: party.organization for party in proposal.parties if party.demand_id}
    # Of two who send at once, the second counts the first.
    session.execute(select(Organization.id).where(Organization.id.in_(parties)).with_for_update())
    for number, places in left(session, at=at, ids=parties).items():
        if places < 1:
            raise FullError(parties[number].name, parties[number].proposals_a_month or 0)


def fitting(drafts: Iterable[Draft], owners: Mapping[int, int], places: Mapping[int, int]) -> Sequence[Draft]:
    """Return the drafts, the best first taken, that ask no enterprise more often than it takes.

    `owners` maps needs to their enterprises, `places` enterprises to what they still take.
    """
    drafts = list(drafts)
    asked: Counter[int] = Counter()
    kept = set()
    for index in sorted(range(len(drafts)), key=lambda one: -drafts[one].score * drafts[one].fit):
        enterprises = {owners[need_id] for need_id, _posts in drafts[index].shares}
        if all(asked[one] < places[one] for one in enterprises if one in places):
            asked.update(enterprises)
            kept.add(index)
    return [draft for index, draft in enumerate(drafts) if index in kept]


def _taken(session: Session, ids: Collection[int], *, at: datetime) -> dict[int, int]:
    statement = (
        select(ProposalParty.organization_id, func.count(ProposalParty.proposal_id.distinct()))
        .join(Proposal, ProposalParty.proposal_id == Proposal.id)
        .where(
            ProposalParty.organization_id.in_(ids),
            Proposal.sent_at > at - WINDOW,
            Proposal.author != OrganizationKind.ENTERPRISE.value,
        )
        .group_by(ProposalParty.organization_id)
    )
    return {number: count for number, count in session.execute(statement)}  # noqa: C416 - rows are no tuples.
