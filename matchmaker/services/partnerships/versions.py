"""What a proposal said at each of its versions, and how two versions differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Proposal, ProposalVersion
from matchmaker.services.partnerships.terms import Terms, of

FIELDS = ("kind", "students", "posts", "term_start", "term_end", "gives", "note")


@dataclass(frozen=True, slots=True)
class Change:
    """One field that two versions tell differently."""

    field: str
    before: Any
    after: Any


def snapshot(proposal: Proposal) -> dict[str, Any]:
    """Return what the proposal says now, as plain values."""
    return written(of(proposal))


def written(terms: Terms) -> dict[str, Any]:
    """Return terms as plain values; the posts stand under the ids of their demands."""
    return {
        "kind": terms.kind.value,
        "students": terms.students,
        "posts": {str(demand_id): amount for demand_id, amount in sorted(terms.posts.items())},
        "term_start": terms.term_start.isoformat() if terms.term_start else None,
        "term_end": terms.term_end.isoformat() if terms.term_end else None,
        "gives": [dict(row) for row in terms.gives],
        "note": terms.note,
    }


def keep(session: Session, proposal: Proposal, *, user_id: int | None = None) -> None:
    """Write down the version that stands, once."""
    if kept(session, proposal, proposal.number) is None:
        row = ProposalVersion(
            proposal_id=proposal.id, number=proposal.number, content=snapshot(proposal), user_id=user_id
        )
        session.add(row)
        session.flush()  # The next question for this version has to find it.


def kept(session: Session, proposal: Proposal, number: int) -> ProposalVersion | None:
    """Return a version as it was written down; None where it was not."""
    mine = (ProposalVersion.proposal_id == proposal.id, ProposalVersion.number == number)
    return session.scalar(select(ProposalVersion).where(*mine))


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return the fields that differ, in their usual order."""
    return [
        Change(name, before.get(name), after.get(name))
        for name in FIELDS
        if before.get(name) != after.get(name)
    ]


def changes_since(session: Session, proposal: Proposal, number: int) -> list[Change]:
    """Return what changed between an older version and the one that stands; nothing where it is not known."""
    older = kept(session, proposal, number)
    return [] if older is None else difference(older.content, snapshot(proposal))


def history(session: Session, proposal: Proposal) -> list[tuple[ProposalVersion, list[Change]]]:
    """Return the kept versions, the newest first, each with what it changed."""
    statement = select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)
    rows = session.scalars(statement.order_by(ProposalVersion.number)).all()
    changes = [difference(older.content, newer.content) for older, newer in pairwise(rows)]
    first: list[list[Change]] = [[]] if rows else []
    return list(zip(rows, [*first, *changes], strict=True))[::-1]
