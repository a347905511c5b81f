"""A posting's life after it is written: submitted, decided, paused, resumed, renewed, closed, expired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import now
from matchmaker.errors import UserError, translatable
from matchmaker.models import Demand, Programme
from matchmaker.services import events, reviews
from matchmaker.services.events import SYSTEM, Actor
from matchmaker.services.experience import unmet
from matchmaker.services.experience.unmet import Refusal
from matchmaker.services.postings import drafts, queries, rematching
from matchmaker.services.postings.drafts import P, Row
from matchmaker.services.postings.telling import tell_owner
from matchmaker.terms import UnmetReason
from matchmaker.workflow import (
    POSTING,
    Decision,
    Guard,
    IllegalMoveError,
    OrganizationState,
    PostingState,
)

# What a button on the posting's page does; the other moves need a form, a review or the clock.
OWNER_ACTIONS = ("submit", "withdraw", "extend", "resume", "renew", "pause")
REVIEWER_ACTIONS = ("take_down",)
EXPIRED_AT_ONCE = 500
SKILLED = {Programme: ("skills",), Demand: ("must_skills", "nice_skills")}  # The first is asked for.
ENDING = timedelta(days=30)  # How long before its end a posting's owner is offered to extend it.


class DoubtfulError(UserError):
    """It may be submitted as it stands, but its owner should be sure: `doubts` by field, told by the form."""

    def __init__(self, doubts: Mapping[str, str]) -> None:
        super().__init__(translatable("请先确认标出的内容。"))
        self.doubts = doubts


@dataclass(frozen=True, slots=True)
class Step:
    """An action with what its guards and its event need."""

    action: str
    reason: str = ""
    until: datetime | None = None  # The new end of the posting.
    why: UnmetReason | None = None  # Of a posting that is closed.


def act(
    session: Session,
    posting: Row,
    action: str,
    *,
    reason: str = "",
    actor: Actor,
    days: int = Settings.posting_days,
) -> None:
    """Move a posting; raise IllegalMoveError, IncompleteError or GuardError.

    `days` is how long a submitted, extended or renewed posting may stay on the market.
    """
    if action not in OWNER_ACTIONS + REVIEWER_ACTIONS:
        raise IllegalMoveError(posting.state, action)
    if action == "submit" and "submit" in POSTING.actions(posting.state):
        drafts.require_complete(posting)
    until = now() + timedelta(days=days) if action in {"submit", "renew", "extend"} else None
    _move(session, posting, Step(action, reason, until), actor=actor)
    if action == "submit":
        reviews.request(session, posting)
    if action == "withdraw":
        reviews.withdraw(session, posting)


def doubts(session: Session, posting: Row) -> dict[str, str]:
    """Return by field what the owner should be sure of: unanswered comments of a review, no skill at all."""
    found = {
        name: translatable("审核人对这一项提出了意见，您还没有修改。")
        for name in queries.unanswered(session, posting)
    }
    if not names_skills(posting):
        main = SKILLED[type(posting)][0]
        found[main] = translatable("还没有填写技能。技能是匹配的主要依据，建议至少写三项。")
    return found


def names_skills(posting: Row) -> bool:
    """Tell whether any skill is named."""
    return any(getattr(posting, name) for name in SKILLED[type(posting)])


def require_certain(session: Session, posting: Row) -> None:
    """Raise DoubtfulError where the owner should be sure first.

    What is incomplete is no doubt: it is told when the posting is submitted.
    """
    if not drafts.missing(posting) and (found := doubts(session, posting)):
        raise DoubtfulError(found)


def close(session: Session, posting: Row, refusal: Refusal, *, actor: Actor) -> None:
    """Close a posting for good, and keep what was lacking."""
    _move(session, posting, Step("close", refusal.text, why=refusal.why), actor=actor)
    unmet.note_closing(session, posting, refusal.why)


def pause_silent(session: Session, posting: Row) -> None:
    """Take a posting off the market because nobody answers for it; its owner may resume it."""
    _move(session, posting, Step("pause_silent"), actor=SYSTEM)


def apply_decision(
    session: Session,
    posting: Row,
    *,
    decision: Decision,
    reason: str = "",
    comments: Mapping[str, Any] | None = None,
    actor: Actor,
) -> None:
    """Do what a reviewer decided; what is said of single fields counts as a reason.

    Raises GuardError where the organization is not verified or no reason is given.
    """
    reason = reason.strip() or "；".join(str(comment) for comment in (comments or {}).values())
    is_late = posting.expires_at is None or posting.expires_at <= now()
    until = now() + timedelta(days=Settings.posting_days) if is_late else posting.expires_at
    _move(session, posting, Step(decision.value, reason, until), actor=actor)


def offered(posting: Row) -> list[str]:
    """Return the owner's actions that make sense now: a posting is extended when its end comes near."""
    possible = [action for action in POSTING.actions(posting.state) if action in (*OWNER_ACTIONS, "close")]
    is_ending = posting.expires_at is not None and posting.expires_at - now() <= ENDING
    return [action for action in possible if action != "extend" or is_ending]


def expire(session: Session, *, limit: int = EXPIRED_AT_ONCE) -> int:
    """Take postings off the market whose time is over; return how many, at most `limit`."""
    due: list[Row] = [*_due(session, Programme, limit), *_due(session, Demand, limit)]
    for posting in due[:limit]:
        _move(session, posting, Step("expire", until=posting.expires_at), actor=SYSTEM)
    return len(due[:limit])


def _due(session: Session, model: type[P], limit: int) -> Sequence[P]:
    is_live = model.state.in_((PostingState.PUBLISHED, PostingState.PAUSED))
    due = select(model).where(is_live, model.expires_at <= now())
    return session.scalars(due.order_by(model.expires_at, model.id).limit(limit)).all()


def _move(session: Session, posting: Row, step: Step, *, actor: Actor) -> None:
    before, action, reason = posting.state, step.action, step.reason.strip()
    state = POSTING.move(before, action, holds=_facts(posting, reason))
    values: dict[str, Any] = {"state": state}
    if step.until is not None:
        values["expires_at"] = step.until
    if action in {"approve", "renew"}:
        values["published_at"] = now()
    changes = events.apply(posting, values)
    if step.why is not None:
        changes["why"] = (None, step.why)
    event = events.record(session, posting, action, actor=actor, changes=changes, reason=reason)
    tell_owner(session, posting, event)
    if state is before:  # What stays where it is stays matched as it is.
        return
    if state is PostingState.PUBLISHED:
        rematching.request(session, posting, actor=actor)
    elif before is PostingState.PUBLISHED:
        rematching.forget(session, posting)


def _facts(posting: Row, reason: str) -> set[Guard]:
    facts = {
        Guard.REASON_GIVEN: bool(reason.strip()),
        Guard.ORGANIZATION_VERIFIED: posting.organization.state is OrganizationState.VERIFIED,
        Guard.COMPLETE: not drafts.missing(posting),
    }
    return {guard for guard, holds in facts.items() if holds}
