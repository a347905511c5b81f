"""Reading the audit trail: one record's history, and the whole, searched."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.models import Event, Membership, Organization, User
from matchmaker.policy import Identity, reach
from matchmaker.services.events import Recordable
from matchmaker.services.paging import TOP, Page, Window, paginate
from matchmaker.services.working_days import CHINA

LONGEST = 200  # Events of one record that a page shows.


@dataclass(frozen=True, slots=True)
class Name:
    """By what name somebody is told of."""

    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as the parties see it: whoever acted appears as the organization, not as a person."""

    action: str
    actor: Name | None
    at: datetime
    reason: str
    subject_type: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Filters:
    """How the trail is narrowed; the defaults narrow nothing."""

    subject_type: str = ""
    subject_id: int | None = None
    action: str = ""
    actor: str = ""  # Part of a person's name or address.
    since: date | None = None
    until: date | None = None  # This day too.


def history(session: Session, subject: Recordable) -> list[Entry]:
    """Return what happened to a record, the latest first, without the names of people."""
    found = session.scalars(select(Event).where(_of(subject)).order_by(Event.id.desc()).limit(LONGEST)).all()
    names = _organizations(session, {event.actor_id for event in found if event.actor_id is not None})
    return [
        Entry(
            action=event.action,
            actor=Name(names.get(event.actor_id, event.actor.name))
            if event.actor_id and event.actor
            else None,
            at=event.at,
            reason=event.reason,
            subject_type=event.subject_type,
            before=event.before,
            after=event.after,
        )
        for event in found
    ]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a record's edits came to between two moments, field by field, as an event would tell it."""

    subject_type: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def __bool__(self) -> bool:
        return bool(self.after)


def last(session: Session, subject: Recordable, actions: Collection[str] = ()) -> int:
    """Return the id of the last event of a record, or of the last of such actions; 0 for none."""
    chosen = select(func.max(Event.id)).where(_of(subject))
    if actions:
        chosen = chosen.where(Event.action.in_(actions))
    return session.scalar(chosen) or 0


def changes_since(session: Session, subject: Recordable, event_id: int) -> Changes:
    """Return what was edited after an event; what was changed back again did not change."""
    edits = select(Event).where(_of(subject), Event.action == "edit", Event.id > event_id)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for event in session.scalars(edits.order_by(Event.id)):
        before = {**event.before, **before}
        after |= event.after
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    return Changes(subject.__tablename__, {name: before.get(name) for name in changed}, changed)


def search(session: Session, identity: Identity, filters: Filters, *, window: Window = TOP) -> Page[Event]:
    """Return the events of the person's regions (an administrator's: all), the latest first."""
    statement = select(Event).options(joinedload(Event.actor)).where(*_conditions(filters))
    if not identity.is_administrator:
        regions = (Event.region_code.startswith(reach(code)) for code in sorted(identity.region_codes))
        statement = statement.where(or_(False, *regions))
    return paginate(session, statement.order_by(Event.id.desc()), window, columns={"at": Event.id})


def _of(subject: Recordable) -> ColumnElement[bool]:
    return (Event.subject_type == subject.__tablename__) & (Event.subject_id == subject.id)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.subject_type:
        conditions.append(Event.subject_type == filters.subject_type)
    if filters.subject_id is not None:
        conditions.append(Event.subject_id == filters.subject_id)
    if filters.action:
        conditions.append(Event.action == filters.action)
    if filters.actor:
        words = (User.name, User.email)
        is_theirs = or_(*(word.contains(filters.actor, autoescape=True) for word in words))
        conditions.append(Event.actor.has(is_theirs))
    if filters.since:
        conditions.append(Event.at >= _midnight(filters.since))
    if filters.until:
        conditions.append(Event.at < _midnight(filters.until + timedelta(days=1)))
    return conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=CHINA)


def _organizations(session: Session, user_ids: set[int]) -> dict[int, str]:
    statement = (
        select(Membership.user_id, Organization.name)
        .join(Organization, Membership.organization_id == Organization.id)
        .where(Membership.user_id.in_(user_ids))
        .order_by(Membership.id.desc())
    )
    return {row.user_id: row.name for row in session.execute(statement)}
