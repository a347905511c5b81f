"""Agreed partnerships: they are founded, start, and may be ended before their time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.models import Partnership, Proposal
from matchmaker.policy import Identity
from matchmaker.services import events, working_days
from matchmaker.services.events import Actor
from matchmaker.services.paging import TOP, Columns, Page, Window, paginate
from matchmaker.services.partnerships import ledger, moves
from matchmaker.services.partnerships.listings import visible
from matchmaker.services.working_days import CHINA
from matchmaker.workflow import PARTNERSHIP, Guard, PartnershipState

SORTERS: Columns = {
    "partnership": Partnership.id,
    "students": Proposal.students,
    "state": Partnership.state,
    "agreed": Partnership.agreed_at,
}


class Phase(StrEnum):
    """What a partnership is called where its state alone would mislead."""

    TAUGHT = "taught"  # It is over and waits for evaluations.


def found(session: Session, proposal: Proposal, *, actor: Actor) -> Partnership:
    """Create the partnership of a proposal that every party has confirmed."""
    partnership = Partnership(proposal=proposal)
    session.add(partnership)
    events.record(session, partnership, "found", actor=actor)
    return partnership


def of_proposal(session: Session, proposal: Proposal) -> Partnership | None:
    """Return what became of the proposal."""
    return session.scalar(select(Partnership).where(Partnership.proposal_id == proposal.id))


def search(
    session: Session,
    identity: Identity,
    *,
    state: PartnershipState | None = None,
    among: Collection[int] | None = None,
    window: Window = TOP,
) -> Page[Partnership]:
    """Return the partnerships that the person may see, or those of some numbers, the newest first."""
    statement = _visible(identity)
    if state is not None:
        statement = statement.where(Partnership.state == state)
    if among is not None:
        statement = statement.where(Partnership.id.in_(among))
    newest = statement.order_by(Partnership.agreed_at.desc(), Partnership.id.desc())
    return paginate(session, newest, window, columns=SORTERS)


def every(session: Session, identity: Identity) -> Sequence[Partnership]:
    """Return all partnerships that the person may see, in no order, for figures of them."""
    return session.scalars(_visible(identity)).all()


def _visible(identity: Identity) -> Select[Partnership]:
    return select(Partnership).join(Partnership.proposal).where(visible(identity))


def ended_on(partnership: Partnership, *, on: date) -> date | None:
    """Return the day on which it ended: the day that was noted, or that of its terms once it has come."""
    if partnership.ended_at is not None:
        return partnership.ended_at.astimezone(CHINA).date()
    planned = partnership.proposal.term_end
    return planned if planned is not None and planned <= on else None


def has_begun(partnership: Partnership, *, on: date) -> bool:
    """Tell whether its agreed first day has come; without one it begins when its parties say so."""
    planned = partnership.proposal.term_start
    return planned is None or planned <= on


def phase(partnership: Partnership, *, on: date) -> PartnershipState | Phase:
    """Return how far it is, as people say it: a class that was taught to its end runs no more."""
    is_over = partnership.state is PartnershipState.RUNNING and ended_on(partnership, on=on) is not None
    return Phase.TAUGHT if is_over else partnership.state


def start(session: Session, partnership: Partnership, *, actor: Actor) -> None:
    """Note that the class runs."""
    lock(session, partnership)
    state = PARTNERSHIP.move(partnership.state, "start")
    changes = events.apply(partnership, {"state": state, "started_at": now()})
    events.record(session, partnership, "start", actor=actor, changes=changes)


def finish(session: Session, partnership: Partnership, *, actor: Actor) -> None:
    """Note that the class has ended; from now on it can be evaluated.

    What has ended already, by a note or by its terms, keeps its day. Raises GuardError before it began.
    """
    lock(session, partnership)
    check_begun(partnership)
    if ended_on(partnership, on=working_days.today()) is None:
        changes = events.apply(partnership, {"ended_at": now()})
        events.record(session, partnership, "finish", actor=actor, changes=changes)


def check_begun(partnership: Partnership) -> None:
    """Raise GuardError while a class cannot have ended: its agreed first day is still to come."""
    holds = {Guard.HAS_BEGUN} if has_begun(partnership, on=working_days.today()) else ()
    PARTNERSHIP.move(partnership.state, "finish", holds=holds)


def terminate(session: Session, partnership: Partnership, *, reason: str, actor: Actor) -> None:
    """End it before its time; what it held is open to others again. An end that was noted keeps its day."""
    lock(session, partnership)
    holds = {Guard.REASON_GIVEN} if reason.strip() else set()
    state = PARTNERSHIP.move(partnership.state, "terminate", holds=holds)
    ended_at = partnership.ended_at or now()
    values = {"state": state, "ended_at": ended_at, "end_reason": reason.strip()}
    ledger.release(session, partnership.proposal)
    events.record(
        session,
        partnership,
        "terminate",
        actor=actor,
        changes=events.apply(partnership, values),
        reason=reason,
    )


def lock(session: Session, partnership: Partnership) -> None:
    """Take the partnership for this transaction, in the state that the database has it in now."""
    moves.lock(session, partnership.proposal)
    session.refresh(partnership, ["state", "ended_at"])
