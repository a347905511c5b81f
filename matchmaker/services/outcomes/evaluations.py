"""Evaluations: each party and an authority say what went well once a partnership has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Evaluation, Organization, Partnership
from matchmaker.policy import Identity, NotPermittedError, Permission, answers_for, covers
from matchmaker.services import events, working_days
from matchmaker.services.events import Actor
from matchmaker.services.messages import notifications
from matchmaker.services.outcomes import criteria
from matchmaker.services.partnerships import marks, partnerships
from matchmaker.services.reports import archive
from matchmaker.terms import Criterion, OrganizationKind
from matchmaker.workflow import PARTNERSHIP, Guard, OrganizationState, PartnershipState


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an organization says; a rating is 1 (bad) to 5 (good)."""

    ratings: Mapping[Criterion, int]
    would_repeat: bool
    went_well: str = ""
    to_improve: str = ""


def of_partnership(session: Session, partnership: Partnership) -> Sequence[Evaluation]:
    """Return who has evaluated it, in that order."""
    statement = select(Evaluation).where(Evaluation.partnership_id == partnership.id)
    return session.scalars(statement.order_by(Evaluation.id)).all()


def shown(
    partnership: Partnership, given: Sequence[Evaluation], *, mine: frozenset[int]
) -> Sequence[Evaluation]:
    """Return what may be read: one's own, and the others' once all are given, so that nobody retaliates."""
    if partnership.state in (PartnershipState.EVALUATED, PartnershipState.ARCHIVED):
        return given
    return [evaluation for evaluation in given if evaluation.organization_id in mine]


def file(
    session: Session, partnership: Partnership, opinion: Opinion, *, organization_id: int, actor: Actor
) -> Evaluation:
    """Give an evaluation or change one's own; the last of all that are wanted closes the evaluation.

    Raises NotPermittedError, IllegalMoveError, GuardError before the end, and RatingsError.
    """
    organization = session.get_one(Organization, organization_id)
    if not _has_say(partnership, organization):
        raise NotPermittedError(Permission.PARTNERSHIP_EVALUATE)
    partnerships.lock(session, partnership)
    ended = partnerships.ended_on(partnership, on=working_days.today())
    holds = frozenset() if ended is None else frozenset({Guard.HAS_ENDED})
    PARTNERSHIP.move(partnership.state, "evaluate", holds=holds)
    criteria.check(organization.kind, opinion.ratings)
    values = {
        "ratings": {criterion.value: rating for criterion, rating in opinion.ratings.items()},
        "would_repeat": opinion.would_repeat,
        "went_well": opinion.went_well.strip(),
        "to_improve": opinion.to_improve.strip(),
        "user_id": actor.user_id,
    }
    evaluation = _keep(session, partnership, organization, values)
    # The history is read by the other side, so it tells who has evaluated and not what.
    named = {"organization": (None, organization.name)}
    events.record(session, partnership, "evaluate", actor=actor, changes=named)
    _close(session, partnership, actor=actor)
    return evaluation


def missing(partnership: Partnership, given: Sequence[Evaluation]) -> tuple[frozenset[int], bool]:
    """Return the parties that have not evaluated, and whether an authority still has to."""
    ids = {evaluation.organization_id for evaluation in given}
    return frozenset(partnership.owner_ids - ids), ids <= partnership.owner_ids


def is_owed(partnership: Partnership, given: Sequence[Evaluation], identity: Identity) -> bool:
    """Tell whether one is missing that this person may give: a party's, or that of any one authority."""
    silent, needs_authority = missing(partnership, given)
    return bool(silent & identity.editor_of) or (needs_authority and answers_for(identity, partnership))


def speakers(session: Session, partnership: Partnership, identity: Identity) -> Sequence[Organization]:
    """Return for whom the person may speak, those first whose evaluation is missing, parties first."""
    given = of_partnership(session, partnership)
    spoken = {evaluation.organization_id for evaluation in given}
    _silent, needs_authority = missing(partnership, given)
    mine = sorted(partnership.owner_ids & identity.editor_of)
    authority = marks.authority_of(session, identity, partnership.region_codes)
    waiting = [number for number in mine if number not in spoken]
    if authority is not None:
        mine.append(authority)
        waiting += [authority] if needs_authority else []
    return [session.get_one(Organization, number) for number in dict.fromkeys([*waiting, *mine])]


def _has_say(partnership: Partnership, organization: Organization) -> bool:
    if organization.id in partnership.owner_ids:
        return True
    is_authority = organization.kind is OrganizationKind.AUTHORITY
    return (
        is_authority
        and organization.state is OrganizationState.VERIFIED
        and any(covers(organization.region_code or "-", code) for code in partnership.region_codes)
    )


def _keep(
    session: Session, partnership: Partnership, organization: Organization, values: Mapping[str, Any]
) -> Evaluation:
    statement = select(Evaluation).where(
        Evaluation.partnership_id == partnership.id, Evaluation.organization_id == organization.id
    )
    found = session.scalar(statement)
    if found is None:
        found = Evaluation(partnership_id=partnership.id, organization_id=organization.id, **values)
        session.add(found)
    else:
        events.apply(found, values)
    return found


def _close(session: Session, partnership: Partnership, *, actor: Actor) -> None:
    """Close the evaluation when nobody's is missing, and tell the parties that they can read it."""
    session.flush()  # The evaluation just given counts.
    parties, needs_authority = missing(partnership, of_partnership(session, partnership))
    if parties or needs_authority:
        return
    state = PARTNERSHIP.move(partnership.state, "close_evaluation", holds={Guard.ALL_EVALUATED})
    changes = events.apply(partnership, {"state": state})
    event = events.record(session, partnership, "close_evaluation", actor=actor, changes=changes)
    notifications.tell(
        session,
        event,
        organization_ids=sorted(partnership.owner_ids),
        name="close_evaluation",
        values={"kind": partnership.proposal.kind.value},
    )
    archive.complete(session, partnership, actor=actor)
