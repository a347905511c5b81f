"""A proposal is made from a matched pair by one of its sides, or by an authority."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.errors import UserError, translatable
from matchmaker.models import Match, Organization, Proposal, ProposalParty
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.partnerships import gives, judgments, ledger, moves, proposals, terms
from matchmaker.services.partnerships.talks import answers
from matchmaker.services.partnerships.terms import Terms
from matchmaker.terms import Kind, OrganizationKind
from matchmaker.workflow import HOLDING, ProposalState

# While one of these stands, the same pair needs no second proposal.
STANDING = HOLDING | {ProposalState.SENT, ProposalState.DISCUSSING, ProposalState.RETURNED}


class DuplicateProposalError(UserError):
    """The pair is talking already."""

    status = 409

    def __init__(self) -> None:
        super().__init__(translatable("双方之间已有进行中的合作方案，请在原方案上继续。"))


class NoRegionError(UserError):
    """No authority would answer for the proposal."""

    def __init__(self) -> None:
        super().__init__(translatable("双方都没有填写所在地区，无法确定审核部门，请先补充。"))


def suggest(match: Match, settings: Settings, *, kind: Kind | None = None) -> Terms:
    """Return terms to begin with: a kind both sides accept, and as many students as both have room for."""
    possible = kinds_for(match)
    kind = kind if kind in possible else possible[0]
    limits = [settings.class_maximum, match.programme.places, match.demand.headcount]
    students = max(1, min(limit for limit in limits if limit is not None))
    rows = gives.default_gives(kind, match.programme, [match.demand], students=students)
    return Terms(
        kind=kind,
        students=students,
        posts={match.demand_id: students},
        term_start=match.demand.start_date,
        term_end=match.programme.graduation_date,
        gives=tuple(rows),
    )


def kinds_for(match: Match) -> tuple[Kind, ...]:
    """Return the kinds that one enterprise and one school can run and that both accept, if they named any."""
    possible = tuple(kind for kind in Kind if kind is not Kind.JOINT_ORDER_CLASS)
    named = [set(row.accepted_kinds) for row in (match.programme, match.demand) if row.accepted_kinds]
    return tuple(kind for kind in possible if all(kind.value in kinds for kinds in named)) or possible


def create(
    session: Session, match: Match, new: Terms, *, organization_id: int, actor: Actor, settings: Settings
) -> Proposal:
    """Make a proposal of a pair: a party's goes out at once with its own interest, an authority's is a draft.

    Raises DuplicateProposalError, NoRegionError, TermsError, ClosedPostingError, and GuardError when the
    enterprise has not confirmed its keyed-in demand.
    """
    organization = session.get_one(Organization, organization_id)
    new = terms.aligned(new)
    proposal = _build(match, new, author=organization.kind)
    _check_new(session, match)
    terms.check(new, proposal)
    moves.check_alive(proposal)
    session.add(proposal)
    session.flush()  # The judgment and the events need the parties' rows.
    proposals.write(proposal, new)
    judgments.renew(session, proposal, settings=settings)
    events.record(session, proposal, "create", actor=actor)
    if organization.kind is not OrganizationKind.AUTHORITY:
        proposals.send(session, proposal, number=1, actor=actor, settings=settings)
        answers.show_interest(session, proposal, organization_id=organization_id, number=1, actor=actor)
    return proposal


def _build(match: Match, new: Terms, *, author: OrganizationKind) -> Proposal:
    region = match.programme.region_code or match.demand.region_code
    if region is None:
        raise NoRegionError
    proposal = Proposal(
        kind=new.kind,
        state=ProposalState.DRAFT,
        region_code=region,
        students=new.students,
        reasons=[judgments.reason(match)],
        score=match.score,
        fit=0.0,
        author=author.value,
        is_touched=True,
        is_example=match.is_example,
        number=1,
    )
    amount = new.posts.get(match.demand_id, 0)
    proposal.parties = [
        ProposalParty.of(match.programme, new.students),
        ProposalParty.of(match.demand, amount),
    ]
    return proposal


def _check_new(session: Session, match: Match) -> None:
    ledger.lock(session, [match.demand, match.programme])  # Of two who propose at once, one sees the other.
    is_drafted = (Proposal.state == ProposalState.DRAFT) & (Proposal.author == OrganizationKind.AUTHORITY)
    standing = select(Proposal.id).where(
        Proposal.state.in_(STANDING) | is_drafted,
        Proposal.parties.any(ProposalParty.programme_id == match.programme_id),
        Proposal.parties.any(ProposalParty.demand_id == match.demand_id),
    )
    if session.scalar(standing.limit(1)) is not None:
        raise DuplicateProposalError
