"""What people are told in the application of an event, or of a date that comes near."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Event, Membership, Notification, User
from matchmaker.services.messages.outbox import insert_once


class Subject(Protocol):
    """A row that a notification leads to."""

    __tablename__: str

    @property
    def id(self) -> int: ...


def tell(
    session: Session,
    event: Event,
    *,
    organization_ids: Iterable[int],
    name: str,
    values: Mapping[str, Any] | None = None,
) -> None:
    """Tell every active member of the organizations of an event, once, but not the one who caused it."""
    session.flush()  # The event gets its id from the database.
    people = _members(session, organization_ids) - {event.actor_id}
    about = (event.subject_type, event.subject_id)
    _note(session, people, name=name, about=about, key=f"event:{event.id}", values=values)


def remind(
    session: Session,
    *,
    organization_ids: Iterable[int],
    name: str,
    subject: Subject,
    key: str,
    values: Mapping[str, Any] | None = None,
) -> None:
    """Tell every active member of the organizations what no event tells; each key goes out once."""
    people = _members(session, organization_ids)
    _note(session, people, name=name, about=(subject.__tablename__, subject.id), key=key, values=values)


def _members(session: Session, organization_ids: Iterable[int]) -> set[int | None]:
    members = select(Membership.user_id).join(User).where(User.is_active)
    return set(session.scalars(members.where(Membership.organization_id.in_(list(organization_ids)))))


def _note(
    session: Session,
    people: Iterable[int | None],
    *,
    name: str,
    about: tuple[str, int],
    key: str,
    values: Mapping[str, Any] | None,
) -> None:
    subject_type, subject_id = about
    rows = [
        {
            "user_id": user_id,
            "name": name,
            "subject_type": subject_type,
            "subject_id": subject_id,
            "values": dict(values or {}),
            "key": f"{key}:{user_id}",
        }
        for user_id in people
    ]
    insert_once(session, Notification, rows)
