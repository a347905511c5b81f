"""What happened: who changed what, from what to what, in which request; and the chain that seals it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, ForeignKey, Index, String, Table, Text
from sqlalchemy import event as hooks
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.db import Base, now
from matchmaker.models.user import User


class Event(Base):
    """A change that was made; rows are only ever added."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # None: the system.
    action: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(20))  # Table name.
    subject_id: Mapped[int]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    region_code: Mapped[str | None] = mapped_column(String(6), index=True)
    request_id: Mapped[str] = mapped_column(String(36), default="")

    actor: Mapped[User | None] = relationship(lazy="joined")


class EventLink(Base):
    """A link of the chain: the hash of an event and of the link before it; written when its event commits."""

    __tablename__ = "event_link"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, 3 … without a gap.
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


# The database itself refuses to change or to remove what was written.
REFUSAL = "events are only ever added"
REFUSE = f"""
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$
"""


def _keep(table: Table) -> None:
    """Add the triggers that refuse changes to what creates the table."""
    for change in ("update", "delete"):
        trigger = f"CREATE TRIGGER {table.name}_no_{change} BEFORE {change.upper()} ON {table.name}"
        refusal = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        _run_after(table, f"{trigger} {refusal}", dialect="sqlite")
    each = f"ON {table.name} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    all_ = f"ON {table.name} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    on_postgresql = (
        REFUSE,
        f"CREATE TRIGGER {table.name}_no_change BEFORE UPDATE OR DELETE {each}",
        f"CREATE TRIGGER {table.name}_no_truncate BEFORE TRUNCATE {all_}",
    )
    for statement in on_postgresql:
        _run_after(table, statement, dialect="postgresql")


def _run_after(table: Table, statement: str, *, dialect: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call] # SQLAlchemy leaves its parameters without types.
    hooks.listen(table, "after_create", ddl.execute_if(dialect=dialect))


_keep(Base.metadata.tables[Event.__tablename__])
_keep(Base.metadata.tables[EventLink.__tablename__])
