"""What people are told in the application of an event, or of a date that comes near."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.models import Event, Membership, Notification, User
from matchmaker.services.messages import preferences
from matchmaker.services.messages.outbox import insert_once
from matchmaker.terms import Topic


class Subject(Protocol):
    """A row that a notification leads to."""

    __tablename__: str

    @property
    def id(self) -> int: ...


TOPICS: Mapping[str, Topic] = {
    "proposal": Topic.PROPOSAL,
    "programme": Topic.POSTING,
    "demand": Topic.POSTING,
    "partnership": Topic.PARTNERSHIP,
    "organization": Topic.ORGANIZATION,
}


@dataclass(frozen=True, slots=True)
class Message:
    """What is told, about what, under a key of its own for each person."""

    name: str
    topic: Topic
    about: tuple[str, int]  # The table of the subject, and its id.
    key: str
    values: Mapping[str, Any]


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
    people = {user_id for user_id in _members(session, organization_ids) if user_id != event.actor_id}
    about = (event.subject_type, event.subject_id)
    message = Message(name, TOPICS[event.subject_type], about, f"event:{event.id}", values or {})
    note(session, people, message)


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
    about = (subject.__tablename__, subject.id)
    note(session, people, Message(name, Topic.REMINDER, about, key, values or {}))


def _members(session: Session, organization_ids: Iterable[int]) -> set[int]:
    members = select(Membership.user_id).join(User).where(User.is_active)
    return set(session.scalars(members.where(Membership.organization_id.in_(list(organization_ids)))))


def note(session: Session, people: Collection[int], message: Message) -> None:
    """Tell people a message; each key goes out once to each."""
    subject_type, subject_id = message.about
    moment, chosen = now(), preferences.of_many(session, people, message.topic)
    rows = [
        {
            "user_id": user_id,
            "name": message.name,
            "topic": message.topic,
            "subject_type": subject_type,
            "subject_id": subject_id,
            "values": dict(message.values),
            "key": f"{message.key}:{user_id}",
            "mail_at": preferences.due(chosen[user_id], moment),
        }
        for user_id in sorted(people)
    ]
    insert_once(session, Notification, rows)
