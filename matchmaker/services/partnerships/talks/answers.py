"""What each party says of a proposal: interested, discussing, declined; and at the end, confirmed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.models import Proposal, ProposalParty
from matchmaker.policy import NotPermittedError, Permission
from matchmaker.services import readings
from matchmaker.services.events import Actor
from matchmaker.services.experience import unmet
from matchmaker.services.experience.unmet import Refusal
from matchmaker.services.partnerships import moves, partnerships
from matchmaker.services.partnerships.moves import Step
from matchmaker.services.partnerships.talks import remarks
from matchmaker.services.partnerships.talks.remarks import Saying
from matchmaker.workflow import Answer, Guard


def show_interest(
    session: Session, proposal: Proposal, *, organization_id: int, number: int, actor: Actor
) -> Proposal:
    """Say that the organization wants this version; the last one to say so starts the review.

    Then places and posts are reserved, which raises NotEnoughError where they do not suffice.
    """
    proposal = moves.lock(session, proposal, number=number)
    parties = _parties(proposal, organization_id)
    moves.check_alive(proposal)
    is_confirmed = all(party.demand is None or party.demand.is_confirmed for party in parties)
    holds = frozenset({Guard.CONFIRMED_BY_OWNER}) if is_confirmed else frozenset()
    changes = _answer(parties, Answer.INTERESTED, reason="")
    moves.take(session, proposal, Step("show_interest", changes=changes, holds=holds), actor=actor)
    if moves.all_interested(proposal):
        moves.take(session, proposal, Step("begin_review"), actor=actor)
        readings.request(session, proposal)
    return proposal


def discuss(
    session: Session, proposal: Proposal, *, organization_id: int, number: int, reason: str, actor: Actor
) -> Proposal:
    """Ask something before a decision; the question stands in the proposal's thread."""
    proposal = moves.lock(session, proposal, number=number)
    changes = _answer(_parties(proposal, organization_id), Answer.DISCUSSING, reason="")
    moves.take(session, proposal, Step("discuss", changes=changes), actor=actor)
    saying = Saying(reason, number)
    remarks.write(session, proposal, saying, organization_id=organization_id, actor=actor)
    return proposal


def decline(
    session: Session, proposal: Proposal, *, organization_id: int, number: int, reason: Refusal, actor: Actor
) -> Proposal:
    """Say no, with a reason; the proposal ends, and what was lacking is kept without names."""
    proposal = moves.lock(session, proposal, number=number)
    changes = _answer(_parties(proposal, organization_id), Answer.DECLINED, reason=reason.text)
    told = {**changes, "why": (None, reason.why)}
    moves.take(session, proposal, Step("decline", reason=reason.text, changes=told), actor=actor)
    unmet.note_declining(session, proposal, organization_id, reason.why)
    return proposal


def confirm(
    session: Session, proposal: Proposal, *, organization_id: int, number: int, actor: Actor
) -> Proposal:
    """Stand behind the version that the person saw; the last one to do so makes the agreement."""
    proposal = moves.lock(session, proposal, number=number)
    parties = _parties(proposal, organization_id)
    changes = {"confirmed_number": (parties[0].confirmed_number, number), **_whose(parties)}
    for party in parties:
        party.confirmed_number = number
    moves.take(session, proposal, Step("confirm", changes=changes), actor=actor)
    if moves.all_confirmed(proposal):
        moves.take(session, proposal, Step("agree"), actor=actor)
        partnerships.found(session, proposal, actor=actor)
    return proposal


def _parties(proposal: Proposal, organization_id: int) -> list[ProposalParty]:
    parties = moves.parties_of(proposal, organization_id)
    if not parties:
        raise NotPermittedError(Permission.PROPOSAL_ANSWER)
    return parties


def _answer(parties: list[ProposalParty], answer: Answer, *, reason: str) -> dict[str, tuple[str, str]]:
    """Set the answer and return what changed, with whose answer it is."""
    changes = {"answer": (parties[0].answer.value, answer.value), **_whose(parties)}
    for party in parties:
        party.answer, party.answered_at, party.reason = answer, now(), reason.strip()
    return changes


def _whose(parties: list[ProposalParty]) -> dict[str, tuple[str, str]]:
    name = parties[0].organization.name
    return {"organization": (name, name)}
