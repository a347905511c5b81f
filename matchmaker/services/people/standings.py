"""What a person stands for: the organizations behind an identity."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Organization
from matchmaker.policy import Identity
from matchmaker.terms import OrganizationKind


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom the person acts for, in words that pages use."""

    is_signed_in: bool
    is_administrator: bool
    is_editor: bool
    is_reviewer: bool
    organizations: tuple[Organization, ...]
    posts_for: tuple[Organization, ...]  # Those of them whose postings the person edits.

    @property
    def kinds(self) -> frozenset[OrganizationKind]:
        """What the organizations are that the person posts for."""
        return frozenset(row.kind for row in self.posts_for)


def find(session: Session, identity: Identity) -> Standing:
    """Return the standing of an identity; a visitor's asks nothing of the database."""
    ids = identity.member_of
    rows = (
        session.scalars(select(Organization).where(Organization.id.in_(ids)).order_by(Organization.id)).all()
        if ids
        else ()
    )
    return Standing(
        is_signed_in=identity.user_id is not None,
        is_administrator=identity.is_administrator,
        is_editor=bool(identity.editor_of),
        is_reviewer=bool(identity.reviewer_of),
        organizations=tuple(rows),
        posts_for=tuple(row for row in rows if row.id in identity.editor_of),
    )
