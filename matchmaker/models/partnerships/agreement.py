"""Scans of signed agreements; the rows tell of files below the data folder."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.db import Base, now
from matchmaker.models.organization import Organization


class ScanType(enum.StrEnum):
    """What a scan may be, as its media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


class AgreementScan(Base):
    """One signed copy: the file is named by its SHA-256, so that what lies there is what was handed in."""

    __tablename__ = "agreement_scan"
    __table_args__ = (
        UniqueConstraint("partnership_id", "organization_id", "sha256"),
        CheckConstraint("size > 0", name="size_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organization.id")
    )  # The party that handed it in.
    number: Mapped[int]  # Of the version that was signed.
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]  # Bytes.
    media_type: Mapped[ScanType]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    organization: Mapped[Organization] = relationship(lazy="joined")
