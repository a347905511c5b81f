"""Every move of a proposal: the workflow decides, the ledger and the audit trail follow, people are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import StaleError, UserError, translatable
from matchmaker.models import Event, Proposal, ProposalParty
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.messages import notifications
from matchmaker.services.partnerships import ledger
from matchmaker.workflow import HOLDING, PROPOSAL, Answer, Guard, PostingState, ProposalState

# A posting that is paused looks for nobody new, but what it already talks about goes on.
ALIVE = frozenset({PostingState.PUBLISHED, PostingState.PAUSED})
# What the parties are told, by action.
TOLD: Mapping[str, str] = {
    "send": "proposal_sent",
    "resend": "proposal_sent",
    "edit": "proposal_changed",
    "show_interest": "proposal_answered",
    "decline": "proposal_declined",
    "begin_review": "proposal_in_review",
    "approve": "proposal_approved",
    "return": "proposal_returned",
    "reject": "proposal_rejected",
    "agree": "proposal_agreed",
    "withdraw": "proposal_withdrawn",
    "expire": "proposal_expired",
    "call_off": "proposal_called_off",
}


class ClosedPostingError(UserError):
    """A posting of the proposal is no longer offered."""

    def __init__(self, title: str) -> None:
        super().__init__(translatable("“%(title)s”已不在发布状态，不能继续。"), title=title)


@dataclass(frozen=True, slots=True)
class Step:
    """An action with what its guards and its event need."""

    action: str
    reason: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    holds: frozenset[Guard] = frozenset()  # Guards that the caller has established itself.


def lock(session: Session, proposal: Proposal, *, number: int | None = None) -> Proposal:
    """Take the proposal for this transaction, as the database has it now, not as it was read before.

    Two parties who answer at the same moment come one after the other, so that the second sees the first.
    Raises StaleError when `number` is given and is not the version that stands.
    """
    statement = select(Proposal).where(Proposal.id == proposal.id).with_for_update(of=Proposal)
    fresh = session.scalars(statement.execution_options(populate_existing=True)).one()
    if number is not None and fresh.number != number:
        raise StaleError
    return fresh


def take(session: Session, proposal: Proposal, step: Step, *, actor: Actor) -> None:
    """Take a step: check it, move the state, hold or give back places and posts, record, tell the parties."""
    before = proposal.state
    after = PROPOSAL.move(before, step.action, holds=step.holds | _guards(proposal, step.reason))
    if before in HOLDING and after not in HOLDING:
        ledger.release(session, proposal)
    if after in HOLDING and before not in HOLDING:
        ledger.reserve(session, proposal)
    if after is ProposalState.AGREED:
        ledger.commit(session, proposal)
    changes = {**step.changes, **events.apply(proposal, {"state": after})}
    event = events.record(session, proposal, step.action, actor=actor, changes=changes, reason=step.reason)
    _tell(session, proposal, event)


def check_alive(proposal: Proposal) -> None:
    """Raise ClosedPostingError when one of the postings was taken back meanwhile."""
    for party in proposal.parties:
        if party.posting.state not in ALIVE:
            raise ClosedPostingError(party.posting.title)


def parties_of(proposal: Proposal, organization_id: int) -> list[ProposalParty]:
    """Return an organization's parties: one a posting."""
    return [party for party in proposal.parties if party.organization_id == organization_id]


def all_interested(proposal: Proposal) -> bool:
    """Tell whether every party wants it."""
    return all(party.answer is Answer.INTERESTED for party in proposal.parties)


def all_confirmed(proposal: Proposal) -> bool:
    """Tell whether every party stands behind this very version."""
    return all(party.confirmed_number == proposal.number for party in proposal.parties)


def clear_answers(proposal: Proposal) -> None:
    """Ask every party anew."""
    for party in proposal.parties:
        party.answer, party.answered_at, party.reason = Answer.PENDING, None, ""
        party.confirmed_number = None


def _guards(proposal: Proposal, reason: str) -> frozenset[Guard]:
    established = {
        Guard.REASON_GIVEN: bool(reason.strip()),
        Guard.ALL_INTERESTED: all_interested(proposal),
        Guard.ALL_CONFIRMED: all_confirmed(proposal),
    }
    return frozenset(guard for guard, holds in established.items() if holds)


def _tell(session: Session, proposal: Proposal, event: Event) -> None:
    if event.action not in TOLD:
        return
    notifications.tell(
        session,
        event,
        organization_ids=sorted(proposal.owner_ids),
        name=TOLD[event.action],
        values={"kind": proposal.kind.value},
    )
