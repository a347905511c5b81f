"""Organizations: entering one, editing it, and an authority's decision on whether it is what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.errors import StaleError, UserError, translatable
from matchmaker.models import Event, Organization, Review, User
from matchmaker.services import events, reviews
from matchmaker.services.events import Actor
from matchmaker.services.messages import notifications
from matchmaker.services.people import regions
from matchmaker.services.people.directory import CHECKS, FIELDS, IDENTITY, find, tidy
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import ORGANIZATION, Decision, Guard, OrganizationState

DECISIONS = {Decision.APPROVE: "verify", Decision.RETURN: "refuse", Decision.REJECT: "refuse"}
SETTLED = {"verify": Decision.APPROVE, "refuse": Decision.REJECT}


class CodeError(UserError):
    """The code is none of the organization's kind."""

    field = "code"

    def __init__(self, kind: OrganizationKind) -> None:
        if kind is OrganizationKind.SCHOOL:
            super().__init__(translatable("学校标识码应为10位数字。"))
        else:
            super().__init__(translatable("统一社会信用代码不正确，请核对18位代码。"))


class DoubleError(UserError):
    """Another organization has this code or this name."""

    def __init__(self) -> None:
        super().__init__(translatable("该代码或名称已被平台上的另一单位使用，请申请认领或联系主管部门。"))


class FixedError(UserError):
    """A verified organization may not become another one."""

    def __init__(self) -> None:
        super().__init__(translatable("已核验单位的名称、代码和地区不能自行修改，请联系系统管理员。"))


def read_code(kind: OrganizationKind, text: str | None) -> str | None:
    """Return the code in its one writing; raise CodeError. Authorities have none."""
    if kind is OrganizationKind.AUTHORITY:
        return None
    code = CHECKS[kind](text or "")
    if code is None:
        raise CodeError(kind)
    return code


def enter(
    session: Session, *, kind: OrganizationKind, values: Mapping[str, Any], actor: Actor
) -> Organization:
    """Add an organization that nobody has verified, and ask the authority of its region to do so."""
    facts = _read(kind, values)
    facts["code"] = read_code(kind, facts.get("code"))
    if find(session, kind=kind, code=facts["code"], name=facts["name"]) is not None:
        raise DoubleError
    organization = Organization(kind=kind, **facts)
    session.add(organization)
    _flush_code(session)
    changes = {name: (None, value) for name, value in facts.items() if value not in (None, "")}
    event = events.record(session, organization, "create", actor=actor, changes=changes)
    session.flush()  # The event's id keeps the same event from being told twice.
    reviews.request(session, organization)
    _tell_authority(session, organization, event)
    return organization


def _read(kind: OrganizationKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a kind that the values tell of."""
    facts = {name: values[name] for name in FIELDS[kind] if name in values}
    if "name" in facts:
        facts["name"] = tidy(facts["name"])
    return facts


def edit(
    session: Session, organization: Organization, *, values: Mapping[str, Any], version: int, actor: Actor
) -> Organization:
    """Change what an organization that the user saw in `version` says of itself.

    Only an administrator renames a verified one. Raises StaleError, CodeError, FixedError or DoubleError.
    """
    if organization.version != version:
        raise StaleError
    facts = _read(organization.kind, values)
    code = facts.get("code", organization.code)
    facts["code"] = read_code(organization.kind, code) if code or organization.code else None
    new = [name for name in IDENTITY if name in facts and facts[name] != getattr(organization, name)]
    # What an import left out may be filled in; what an authority has seen stays.
    known = [name for name in new if getattr(organization, name)]
    if known and organization.state is OrganizationState.VERIFIED and not _is_administrator(session, actor):
        raise FixedError
    if {"name", "code"} & set(new):
        _refuse_double(session, organization, facts)
    changes = events.apply(organization, facts)
    if changes:
        _flush_code(session)
        events.record(session, organization, "edit", actor=actor, changes=changes)
    return organization


def _refuse_double(session: Session, organization: Organization, facts: Mapping[str, Any]) -> None:
    for code, name in ((facts.get("code"), ""), (None, facts.get("name", organization.name))):
        found = find(session, kind=organization.kind, code=code, name=name)
        if found is not None and found is not organization:
            raise DoubleError


def _flush_code(session: Session) -> None:
    try:
        session.flush()  # Somebody may enter the same code in this very moment.
    except IntegrityError:
        raise DoubleError from None


def _is_administrator(session: Session, actor: Actor) -> bool:
    return actor.user_id is None or session.get_one(User, actor.user_id).is_administrator


def apply_again(session: Session, organization: Organization, *, actor: Actor) -> None:
    """Ask for verification once more after a refusal."""
    event = _move(session, organization, "apply", actor=actor)
    reviews.request(session, organization)
    _tell_authority(session, organization, event)


def decide(
    session: Session, organization: Organization, *, action: str, reason: str, actor: Actor
) -> Organization:
    """Verify, refuse or suspend an organization and settle what waits for it in the queue.

    What a suspension ends beside it stands in services.suspensions.

    Raises NotAboveError, IllegalMoveError or GuardError.
    """
    regions.require_above(session, organization, actor=actor)
    event = _move(session, organization, action, actor=actor, reason=reason)
    _tell_members(session, organization, event)
    waiting = Review.organization_id == organization.id, Review.decided_at.is_(None)
    for review in session.scalars(select(Review).where(*waiting)):
        reviews.settle(review, SETTLED.get(action), reason=event.reason, actor=actor)
    return organization


def apply_decision(
    session: Session, organization: Organization, *, decision: Decision, reason: str, actor: Actor
) -> None:
    """Carry out what a reviewer decided in the queue, who settles the queue's entry."""
    regions.require_above(session, organization, actor=actor)
    event = _move(session, organization, DECISIONS[decision], actor=actor, reason=reason)
    _tell_members(session, organization, event)


def _move(
    session: Session, organization: Organization, action: str, *, actor: Actor, reason: str = ""
) -> Event:
    reason = reason.strip()
    holds = {Guard.REASON_GIVEN} if reason else set()
    state = ORGANIZATION.move(organization.state, action, holds=holds)
    changes = events.apply(organization, {"state": state})
    event = events.record(session, organization, action, actor=actor, changes=changes, reason=reason)
    session.flush()  # The event's id keeps the same event from being told twice.
    return event


def _tell_authority(session: Session, organization: Organization, event: Event) -> None:
    notifications.tell(
        session,
        event,
        organization_ids=regions.authority_ids(session, organization.region_code),
        name="organization_waiting",
        values={"organization": organization.name},
    )


def _tell_members(session: Session, organization: Organization, event: Event) -> None:
    notifications.tell(
        session,
        event,
        organization_ids=[organization.id],
        name=f"organization_{organization.state}",
        values={"organization": organization.name, "reason": event.reason},
    )
