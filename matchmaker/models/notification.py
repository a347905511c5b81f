"""What people are told, in the application and by mail, and the filters that they asked to be told of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.db import Base, now
from matchmaker.terms import Frequency, SavedPage, Topic


class Notification(Base):
    """A message in the application; `key` keeps the same event from being told twice.

    It is its own entry of the outbox too: `mail_at` is when the mail that tells of it is due.
    """

    __tablename__ = "notification"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))  # What happened, such as proposal_sent.
    topic: Mapped[Topic]
    subject_type: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    mail_at: Mapped[datetime | None] = mapped_column(index=True)  # None: written, or not wanted.


class Preference(Base):
    """How often a person wants mail about a topic."""

    __tablename__ = "preference"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(primary_key=True)
    frequency: Mapped[Frequency]


class Mail(Base):
    """A mail in the outbox, written in the transaction of the change that it tells of."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)


class SavedFilter(Base):
    """A page's filters as its address tells them; how often what is new is told."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str] = mapped_column(String(60))
    page: Mapped[SavedPage]
    posting_id: Mapped[int | None]  # Whose matches they are; none: the search's, or a region's.
    values: Mapped[dict[str, Any]]
    frequency: Mapped[Frequency]  # Daily, weekly or off.
    looked_on: Mapped[date | None] = mapped_column(index=True)  # None: nothing is looked for.
    created_at: Mapped[datetime] = mapped_column(default=now)


class SavedHit(Base):
    """Something that a saved filter has found: it is never told of again."""

    __tablename__ = "saved_hit"

    saved_filter_id: Mapped[int] = mapped_column(
        ForeignKey("saved_filter.id", ondelete="CASCADE"), primary_key=True
    )
    hit: Mapped[str] = mapped_column(String(40), primary_key=True)  # Such as demands:7, pair:3:7.
