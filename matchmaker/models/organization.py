"""Schools, enterprises and authorities, and the people who act for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.db import Base, now
from matchmaker.models.posting import Source
from matchmaker.models.user import User
from matchmaker.policy import Role
from matchmaker.terms import Department, Level, OrganizationKind
from matchmaker.workflow import ClaimState, OrganizationState


class Organization(Base):
    """A school, an enterprise or an authority."""

    __tablename__ = "organization"
    __table_args__ = (UniqueConstraint("kind", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OrganizationKind]
    name: Mapped[str] = mapped_column(String(120), index=True)
    # School: ten-digit identification code; enterprise: 统一社会信用代码; None: not known.
    code: Mapped[str | None] = mapped_column(String(18))
    state: Mapped[OrganizationState] = mapped_column(default=OrganizationState.UNVERIFIED, index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    department: Mapped[Department | None]  # Authorities only.
    school_level: Mapped[Level | None]  # Schools only.
    is_public_school: Mapped[bool | None]
    industry_code: Mapped[str | None] = mapped_column(ForeignKey("industry.code"))  # Enterprises only.
    staff_total: Mapped[int | None]  # Enterprises only: people employed.
    technical_posts: Mapped[int | None]  # Enterprises only: posts of technical, service and managing trades.
    # Enterprises only: how many proposals in 30 days others may send to it; None: any number.
    proposals_a_month: Mapped[int | None]
    address: Mapped[str] = mapped_column(String(200), default="")
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    summary: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[Source] = mapped_column(default=Source.ENTERED)
    is_example: Mapped[bool] = mapped_column(default=False)  # 示例数据
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declared form.

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose record this is."""
        return frozenset({self.id})

    @property
    def region_codes(self) -> frozenset[str]:
        """Regions whose authorities answer for it."""
        return frozenset({self.region_code} if self.region_code else ())

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it."""
        return self.state is OrganizationState.VERIFIED


class Membership(Base):
    """What a person may do for an organization."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    role: Mapped[Role]
    created_at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship()
    organization: Mapped[Organization] = relationship()


class Invitation(Base):
    """An invitation to act for an organization; the mail holds the token, the row only its SHA-256."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[Role]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship(lazy="joined")


class Claim(Base):
    """A person's wish to act for an organization that was imported without people."""

    __tablename__ = "claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    evidence: Mapped[str] = mapped_column(Text)
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.PENDING)
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    organization: Mapped[Organization] = relationship(lazy="joined")
    user: Mapped[User] = relationship(lazy="joined", foreign_keys=[user_id])
