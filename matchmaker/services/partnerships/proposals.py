"""Proposals change, go out, are decided on and come to an end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import now
from matchmaker.models import Mark, Proposal, ProposalParty
from matchmaker.services import reviews
from matchmaker.services.events import SYSTEM, Actor
from matchmaker.services.experience import room
from matchmaker.services.partnerships import judgments, marks, moves, terms, versions
from matchmaker.services.partnerships.marks import Pair, Saying
from matchmaker.services.partnerships.moves import Step
from matchmaker.services.partnerships.terms import Terms
from matchmaker.workflow import EXPIRING, PROPOSAL, Decision, Guard, ProposalState

OPEN = frozenset(state for state, action in PROPOSAL.moves if action == "call_off")
EXPIRED_AT_ONCE = 500


def edit(
    session: Session, proposal: Proposal, new: Terms, *, number: int, actor: Actor, settings: Settings
) -> Proposal:
    """Make a new version of the proposal; every party is asked anew and nothing stays reserved.

    Terms that change nothing make no version. Raises StaleError when `number` is not the version that
    stands, and TermsError.
    """
    proposal = moves.lock(session, proposal, number=number)
    new = terms.aligned(new)
    changed = versions.difference(versions.snapshot(proposal), versions.written(new))
    if not changed:
        return proposal
    terms.check(new, proposal)
    versions.keep(session, proposal)
    changes = {change.field: (change.before, change.after) for change in changed}
    moves.take(session, proposal, Step("edit", changes=changes), actor=actor)
    moves.clear_answers(proposal)
    write(proposal, new)
    proposal.number += 1
    proposal.is_touched = True
    judgments.renew(session, proposal, settings=settings)
    versions.keep(session, proposal, user_id=actor.user_id)
    _wait_for_answers(proposal, settings)
    return proposal


def write(proposal: Proposal, new: Terms) -> None:
    """Put terms that were checked on a proposal; the school gives a place to every student."""
    proposal.kind, proposal.students = new.kind, new.students
    proposal.term_start, proposal.term_end = new.term_start, new.term_end
    proposal.gives, proposal.note = [dict(row) for row in new.gives], new.note
    for party in proposal.parties:
        party.amount = new.students if party.demand is None else new.posts[party.demand.id]


def send(session: Session, proposal: Proposal, *, number: int, actor: Actor, settings: Settings) -> Proposal:
    """Put a draft to its parties; raises FullError when one of them takes no more this month."""
    room.check(session, proposal, at=now())
    return _send(session, proposal, "send", number=number, actor=actor, settings=settings)


def resend(
    session: Session, proposal: Proposal, *, number: int, actor: Actor, settings: Settings
) -> Proposal:
    """Put a returned proposal to its parties again; each answers anew."""
    return _send(session, proposal, "resend", number=number, actor=actor, settings=settings)


def veto(
    session: Session, proposal: Proposal, *, number: int, organization_id: int, reason: str, actor: Actor
) -> Proposal:
    """Drop a draft, with a reason; its pairs are marked, so that planning again leaves them out."""
    proposal = moves.lock(session, proposal, number=number)
    moves.take(session, proposal, Step("veto", reason=reason), actor=actor)
    proposal.is_touched = True
    for pair in (Pair(one.id, other.id) for one in proposal.programmes for other in proposal.demands):
        marks.put(session, pair, Saying(Mark.VETOED, reason), organization_id=organization_id, actor=actor)
    return proposal


def withdraw(session: Session, proposal: Proposal, *, number: int, reason: str, actor: Actor) -> Proposal:
    """Take a proposal back before it is agreed, with a reason."""
    proposal = moves.lock(session, proposal, number=number)
    moves.take(session, proposal, Step("withdraw", reason=reason), actor=actor)
    reviews.withdraw(session, proposal)
    return proposal


def call_off(session: Session, organization_id: int, *, reason: str, actor: Actor) -> int:
    """End every open proposal in which an organization takes part, with a reason; return how many.

    What it only waits for in a draft, the next plan leaves out.
    """
    is_party = Proposal.parties.any(ProposalParty.organization_id == organization_id)
    found = session.scalars(select(Proposal).where(Proposal.state.in_(OPEN), is_party).order_by(Proposal.id))
    count = 0
    for proposal in found.all():
        fresh = moves.lock(session, proposal)
        if fresh.state in OPEN:  # It may have moved on while this one waited for the lock.
            moves.take(session, fresh, Step("call_off", reason=reason), actor=actor)
            reviews.withdraw(session, fresh)
            count += 1
    return count


def expire(session: Session, *, limit: int = EXPIRED_AT_ONCE) -> int:
    """End the proposals whose time to answer has run out; return how many, at most `limit`."""
    at, count = now(), 0
    due = select(Proposal).where(Proposal.state.in_(EXPIRING), Proposal.expires_at <= at)
    for proposal in session.scalars(due.order_by(Proposal.id).limit(limit)).all():
        fresh = moves.lock(session, proposal)
        if fresh.answer_by and fresh.answer_by <= at:  # Else it moved on while this one waited for the lock.
            moves.take(session, fresh, Step("expire"), actor=SYSTEM)
            count += 1
    return count


def apply_decision(
    session: Session,
    proposal: Proposal,
    *,
    decision: Decision,
    reason: str,
    comments: Mapping[str, str],
    actor: Actor,
) -> None:
    """Do what one of the authorities that read it decided, whose own review is settled already.

    The last one to agree approves it, and the parties have as long to confirm as they had to answer. Who
    returns or rejects it decides for all.
    """
    proposal = moves.lock(session, proposal)
    session.flush()  # The settled review no longer waits.
    others = reviews.open_of(session, proposal)
    changes = {f"comment_{name}": ("", text) for name, text in comments.items() if text}
    action = "endorse" if others and decision is Decision.APPROVE else decision.value
    holds = frozenset[Guard]() if others else frozenset({Guard.ALL_READ})
    moves.take(session, proposal, Step(action, reason, changes, holds), actor=actor)
    if decision is not Decision.APPROVE:
        reviews.withdraw(session, proposal)
    if proposal.state is ProposalState.APPROVED and proposal.sent_at and proposal.expires_at:
        proposal.expires_at = now() + (proposal.expires_at - proposal.sent_at)


def _send(
    session: Session, proposal: Proposal, action: str, *, number: int, actor: Actor, settings: Settings
) -> Proposal:
    proposal = moves.lock(session, proposal, number=number)
    moves.check_alive(proposal)
    moves.clear_answers(proposal)
    moves.take(session, proposal, Step(action), actor=actor)
    proposal.is_touched = True
    versions.keep(session, proposal)
    _wait_for_answers(proposal, settings)
    return proposal


def _wait_for_answers(proposal: Proposal, settings: Settings) -> None:
    """Start the time to answer of what the parties are asked now."""
    if proposal.state is ProposalState.SENT:
        proposal.sent_at = now()
        proposal.expires_at = proposal.sent_at + timedelta(days=settings.proposal_days)
