"""The ledger of places and posts: what is held of a posting, and never more than it has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.errors import UserError, translatable
from matchmaker.models import Demand, LedgerEntry, Programme, Proposal, ProposalParty
from matchmaker.models.ledger import LedgerAction
from matchmaker.terms import Kind

Posting = Programme | Demand

# Teachers who practise in an enterprise, and classes that visit its workshop, take neither places nor posts.
HOLDS_NOTHING = frozenset({Kind.TEACHER_PRACTICE, Kind.TRAINING_BASE})


class NotEnoughError(UserError):
    """A posting has fewer places or posts left than a proposal asks for."""

    def __init__(self, posting: Posting, *, left: int, wanted: int) -> None:
        message = (
            translatable("“%(title)s”只剩 %(left)s 个学位，不够本方案的 %(wanted)s 个。")
            if isinstance(posting, Programme)
            else translatable("“%(title)s”只剩 %(left)s 个岗位，不够本方案的 %(wanted)s 个。")
        )
        super().__init__(message, title=posting.title, left=left, wanted=wanted)
        self.left = left


class UnknownAmountError(UserError):
    """Nobody said how many places or posts there are, so none can be held."""

    def __init__(self, posting: Posting) -> None:
        message = (
            translatable("“%(title)s”没有填写学位数，请学校先补充。")
            if isinstance(posting, Programme)
            else translatable("“%(title)s”没有填写招用人数，请企业先补充。")
        )
        super().__init__(message, title=posting.title)


def held_of(session: Session, table: type[Posting], ids: Collection[int] | None = None) -> Mapping[int, int]:
    """Return how much is reserved or committed of the postings of one side: of all, or of these."""
    column: InstrumentedAttribute[Any] = _column(table)
    chosen = column.is_not(None) if ids is None else column.in_(ids)
    statement = select(column, func.sum(LedgerEntry.amount)).where(chosen).group_by(column)
    found = {key: int(amount) for key, amount in session.execute(statement)}
    return found if ids is None else dict.fromkeys(ids, 0) | found


def held(session: Session, posting: Posting) -> int:
    """Return how many places or posts of a posting are reserved or committed."""
    return held_of(session, type(posting), [posting.id])[posting.id]


def open_amount(session: Session, posting: Posting) -> int | None:
    """Return how many places or posts are left; None where nobody said how many there are."""
    return None if posting.capacity is None else posting.capacity - held(session, posting)


def lock(session: Session, postings: Collection[Posting]) -> dict[tuple[str, int], int | None]:
    """Take postings for this transaction and return their capacities as they stand, by table and id.

    Always in the same order, so that nobody waits in a circle; a row that only refers to a posting waits for
    no lock, and no lock for it.
    """
    capacities: dict[tuple[str, int], int | None] = {}
    for table, capacity in ((Demand, Demand.headcount), (Programme, Programme.places)):
        ids = [posting.id for posting in postings if isinstance(posting, table)]
        chosen = select(table.id, capacity).where(table.id.in_(ids)).order_by(table.id)
        found = session.execute(chosen.with_for_update(key_share=True))
        capacities |= {(table.__tablename__, row[0]): row[1] for row in found}
    return capacities


def reserve(session: Session, proposal: Proposal) -> None:
    """Hold what every party puts in; raise NotEnoughError or UnknownAmountError and hold nothing.

    1. Lock the postings in one order, so that two proposals never wait for each other.
    2. Compare what is left of each posting with what the proposal takes of it.
    3. Write a row a party.
    """
    parties = list(_parties(proposal))
    capacities = lock(session, [party.posting for party in parties])
    for party in parties:
        posting = party.posting
        capacity = capacities[posting.__tablename__, posting.id]
        if capacity is None:
            raise UnknownAmountError(posting)
        left = capacity - held(session, posting)
        if left < party.amount:
            raise NotEnoughError(posting, left=max(0, left), wanted=party.amount)
        _write(session, party, LedgerAction.RESERVE, party.amount)


def was_held(session: Session, proposal: Proposal) -> bool:
    """Tell whether anything was ever held for a proposal."""
    return (
        session.scalar(select(LedgerEntry.id).where(LedgerEntry.proposal_id == proposal.id).limit(1))
        is not None
    )


def commit(session: Session, proposal: Proposal) -> None:
    """Note that what is reserved belongs to an agreement now; it stays held."""
    for party in _parties(proposal):
        _write(session, party, LedgerAction.COMMIT, 0)


def release(session: Session, proposal: Proposal) -> None:
    """Give back whatever the proposal holds; twice gives back once."""
    lock(session, [party.posting for party in proposal.parties])
    for party in proposal.parties:
        mine = select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(
            LedgerEntry.proposal_id == proposal.id, _column(type(party.posting)) == party.posting.id
        )
        amount = int(session.scalar(mine) or 0)
        if amount:
            _write(session, party, LedgerAction.RELEASE, -amount)


def _parties(proposal: Proposal) -> Iterator[ProposalParty]:
    if proposal.kind not in HOLDS_NOTHING:
        yield from proposal.parties


def _column(table: type[Posting]) -> InstrumentedAttribute[int | None]:
    return LedgerEntry.programme_id if table is Programme else LedgerEntry.demand_id


def _write(session: Session, party: ProposalParty, action: LedgerAction, amount: int) -> None:
    session.add(
        LedgerEntry(
            proposal_id=party.proposal_id,
            programme_id=party.programme_id,
            demand_id=party.demand_id,
            action=action,
            amount=amount,
        )
    )
