"""The engine, the sessions and the base class of every table."""

from __future__ import annotations

import enum
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Connection, DateTime, Dialect, Engine, Enum, MetaData, create_engine, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator


def now() -> datetime:
    """Return the present moment in UTC; the one clock of the services."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its time zone: stored as UTC, also where the database knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """The type of its values."""
        return datetime

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """Give every constraint a predictable name and every Python type its column type."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        list[str]: Json,
        dict[str, Any]: Json,
        list[dict[str, Any]]: Json,
        enum.StrEnum: Enum(
            enum.StrEnum,
            native_enum=False,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


class Database:
    """One engine and the sessions that are opened on it."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = create_engine(url, pool_pre_ping=not self.is_sqlite, json_serializer=_write_json)
        self.kept: dict[str, Any] = {}  # What the process holds of it; every session finds it as its info.
        told: dict[Any, Any] = {"kept": self.kept}
        self.sessions = sessionmaker(self.engine, expire_on_commit=False, info=told)
        reading = self.engine.execution_options(matchmaker_reading=True, postgresql_readonly=True)
        self.reading_sessions = sessionmaker(reading, autoflush=False, expire_on_commit=False, info=told)
        if self.is_sqlite:
            _make_sqlite_transactional(self.engine)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session that commits at the end and rolls back on an error."""
        with self.sessions.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that the database itself keeps from writing."""
        with self.reading_sessions() as session:
            yield session


def _write_json(value: object) -> str:
    # Chinese stays as it is, so that a search in the text of a list finds it.
    return json.dumps(value, ensure_ascii=False)


def _make_sqlite_transactional(engine: Engine) -> None:
    # The driver would open transactions itself, late; two writers that upgrade then fail with "locked".
    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        is_reading = connection.get_execution_options().get("matchmaker_reading", False)
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if is_reading else 'OFF'}")
        connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")
