"""An organization is suspended: what it offers and proposes ends at once, and its partners are told."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Organization, Partnership, Proposal, ProposalParty
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.messages import notifications
from matchmaker.services.partnerships import proposals
from matchmaker.services.people import directory, organizations
from matchmaker.services.postings import moves
from matchmaker.workflow import PARTNERSHIP

LIVE = frozenset(state for state, action in PARTNERSHIP.moves if action == "terminate")


def suspend(session: Session, organization: Organization, *, reason: str, actor: Actor) -> Organization:
    """Suspend an organization.

    1. Its postings leave the market, and its open proposals end with the reason: nobody waits for them.
    2. A class that is agreed or runs goes on, because there are students in it; its parties are told, and
       they or their authorities decide what becomes of it.

    Raises NotAboveError, IllegalMoveError or GuardError.
    """
    organizations.decide(session, organization, action="suspend", reason=reason, actor=actor)
    for posting in directory.published(session, organization):
        moves.act(session, posting, "take_down", reason=reason, actor=actor)
    proposals.call_off(session, organization.id, reason=reason, actor=actor)
    for partnership in _live(session, organization):
        event = events.record(session, partnership, "miss_party", actor=actor, reason=reason)
        notifications.tell(
            session,
            event,
            organization_ids=sorted(partnership.owner_ids),
            name="partner_suspended",
            values={"kind": partnership.proposal.kind.value, "organization": organization.name},
        )
    return organization


def _live(session: Session, organization: Organization) -> list[Partnership]:
    is_party = Proposal.parties.any(ProposalParty.organization_id == organization.id)
    live = select(Partnership).join(Partnership.proposal).where(Partnership.state.in_(LIVE), is_party)
    return list(session.scalars(live.order_by(Partnership.id)))
