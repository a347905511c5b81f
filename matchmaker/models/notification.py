"""What people are told: in the application and by mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.db import Base, now
from matchmaker.terms import Frequency, Topic


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
