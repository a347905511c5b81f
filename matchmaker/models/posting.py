"""What programmes and demands have in common."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from matchmaker.db import now
from matchmaker.workflow import PostingState

if TYPE_CHECKING:
    from matchmaker.models.organization import Organization


class Source(enum.StrEnum):
    """How a record came to us."""

    ENTERED = "entered"
    KEYED_IN = "keyed_in"  # By an authority for an enterprise.
    IMPORTED = "imported"
    DEMO = "demo"


class Posting:
    """The columns and facts of every posting."""

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[PostingState] = mapped_column(default=PostingState.DRAFT, index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    longitude: Mapped[float | None]  # Degrees; None: the region's centre stands in.
    latitude: Mapped[float | None]
    accepted_kinds: Mapped[list[str]] = mapped_column(default=list)  # Kind values; empty: any.
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    source: Mapped[Source] = mapped_column(default=Source.ENTERED)
    source_key: Mapped[str | None] = mapped_column(String(80), unique=True)  # Of an imported row.
    is_example: Mapped[bool] = mapped_column(default=False)  # 示例数据
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now, index=True)
    published_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr
    @classmethod
    def organization(cls) -> Mapped[Organization]:
        return relationship("Organization", lazy="joined")

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose record this is."""
        return frozenset({self.organization_id})

    @property
    def region_codes(self) -> frozenset[str]:
        """Regions whose authorities answer for it."""
        return frozenset({self.region_code} if self.region_code else ())

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it (never its contact)."""
        return self.state is PostingState.PUBLISHED
