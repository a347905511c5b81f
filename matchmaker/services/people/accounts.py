"""A person's own account: signing up for an organization, joining one by invitation, settings, password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.errors import UserError, translatable
from matchmaker.models import Organization, User
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.people import (
    credentials,
    directory,
    invitations,
    memberships,
    organizations,
    sessions,
    users,
)
from matchmaker.terms import OrganizationKind


class OldPasswordError(UserError):
    """The old password is wrong."""

    def __init__(self) -> None:
        super().__init__(translatable("当前密码不正确。"))


@dataclass(frozen=True, slots=True)
class Person:
    """Who signs up."""

    email: str
    name: str
    password: str


def sign_up(
    session: Session, person: Person, *, kind: OrganizationKind, values: Mapping[str, Any], request_id: str
) -> tuple[User, Organization | None]:
    """Create an account and its organization, which waits for verification.

    None stands for an organization that is here already: its people are not told, it is to be claimed.
    """
    code = organizations.read_code(kind, values.get("code"))
    user = _create(session, person, request_id)
    if directory.find(session, kind=kind, code=code, name=str(values["name"])) is not None:
        return user, None
    actor = Actor(user.id, request_id)
    organization = organizations.enter(session, kind=kind, values=values, actor=actor)
    memberships.add(session, organization, user, actor=actor)
    return user, organization


def enter_organization(
    session: Session, user: User, *, kind: OrganizationKind, values: Mapping[str, Any], actor: Actor
) -> Organization:
    """Let a person who has an account enter one more organization; raise DoubleError or CodeError."""
    organization = organizations.enter(session, kind=kind, values=values, actor=actor)
    memberships.add(session, organization, user, actor=actor)
    return organization


def join(session: Session, token: str, *, name: str, password: str, request_id: str) -> User:
    """Create the account of an invited person and accept the invitation; raise SpentLinkError."""
    email = invitations.check(session, token).email
    user = _create(session, Person(email, name, password), request_id)
    invitations.accept(session, token, user=user, actor=Actor(user.id, request_id))
    return user


def _create(session: Session, person: Person, request_id: str) -> User:
    return users.create(
        session,
        email=person.email,
        name=person.name,
        password=person.password,
        actor=Actor(request_id=request_id),
    )


def edit(session: Session, user: User, *, name: str, language: str, actor: Actor) -> None:
    """Change a person's own name and language."""
    # The event does not repeat a name: people's data stays in one place.
    if events.apply(user, {"name": name.strip(), "language": language}):
        events.record(session, user, "edit", actor=actor)


def change_password(session: Session, user: User, *, old: str, new: str, actor: Actor) -> User:
    """Set a new password and end every session, this one too: the caller opens a new one."""
    if not credentials.matches(user.password_hash, old):
        raise OldPasswordError
    user.password_hash = credentials.encode(new, email=user.email)
    sessions.revoke(session, user_id=user.id)
    events.record(session, user, "change_password", actor=actor)
    return user
