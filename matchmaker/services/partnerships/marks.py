"""What people say of a pair: pinned or vetoed by an authority, dismissed by one side."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.errors import UserError, translatable
from matchmaker.models import Mark, MatchMark, Organization
from matchmaker.policy import Identity, covers
from matchmaker.services import events
from matchmaker.services.events import Actor

# The words of the audit trail.
ACTIONS = {Mark.PINNED: "pin", Mark.VETOED: "veto_pair", Mark.DISMISSED: "dismiss"}


class ReasonMissingError(UserError):
    """A pair is put aside without saying why."""

    def __init__(self) -> None:
        super().__init__(translatable("请填写理由。"))


@dataclass(frozen=True, slots=True)
class Pair:
    """A programme and a demand; unlike a match, a pair outlives the runs."""

    programme_id: int
    demand_id: int


@dataclass(frozen=True, slots=True)
class Saying:
    """A mark and why."""

    mark: Mark
    reason: str = ""


def put(session: Session, pair: Pair, saying: Saying, *, organization_id: int, actor: Actor) -> MatchMark:
    """Mark a pair for an organization, in place of what it said before; only a pin needs no reason."""
    reason = saying.reason.strip()
    if not reason and saying.mark is not Mark.PINNED:
        raise ReasonMissingError
    found = find(session, pair, organization_id=organization_id)
    if found is None:
        found = MatchMark(
            programme_id=pair.programme_id, demand_id=pair.demand_id, organization_id=organization_id
        )
        session.add(found)
    values = {"mark": saying.mark, "reason": reason, "user_id": actor.user_id, "at": now()}
    changes = events.apply(found, values)
    told = {name: change for name, change in changes.items() if name == "mark"}
    events.record(session, found, ACTIONS[saying.mark], actor=actor, changes=told, reason=reason)
    return found


def remove(session: Session, pair: Pair, *, organization_id: int, actor: Actor) -> None:
    """Take back what an organization said of a pair; nothing said, nothing to take back."""
    found = find(session, pair, organization_id=organization_id)
    if found is not None:
        events.record(session, found, "unmark", actor=actor, changes={"mark": (found.mark, None)})
        session.delete(found)


def find(session: Session, pair: Pair, *, organization_id: int) -> MatchMark | None:
    """Return what an organization says of a pair."""
    return session.scalar(
        select(MatchMark).where(
            MatchMark.programme_id == pair.programme_id,
            MatchMark.demand_id == pair.demand_id,
            MatchMark.organization_id == organization_id,
        )
    )


def authority_of(session: Session, identity: Identity, region_codes: frozenset[str]) -> int | None:
    """Return for which authority the person speaks about a record of these regions."""
    mine = select(Organization.id, Organization.region_code).where(Organization.id.in_(identity.reviewer_of))
    for row in session.execute(mine.order_by(Organization.id)):
        if row.region_code and any(covers(row.region_code, code) for code in region_codes):
            return int(row.id)
    return None
