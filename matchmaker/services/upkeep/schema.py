"""Bring the database's schema to the newest revision."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

import matchmaker
from matchmaker import models
from matchmaker.db import Base, Database
from matchmaker.models.listing import FULL_TEXT

assert models  # noqa: S101 - the tables register themselves on import.
LOCATION = Path(matchmaker.__file__).parent / "migrations"


def configured(connection: Connection) -> Config:
    """Return Alembic's configuration for a connection."""
    config = Config()
    config.set_main_option("script_location", str(LOCATION))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Upgrade to a revision; a new SQLite file gets its folder first."""
    path = database.engine.url.database
    if database.is_sqlite and path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    with database.engine.begin() as connection:
        command.upgrade(configured(connection), revision)


def downgrade(database: Database, revision: str = "base") -> None:
    """Go back to a revision."""
    with database.engine.begin() as connection:
        command.downgrade(configured(connection), revision)


def differences(database: Database) -> list[object]:
    """Return how the database differs from the models; an empty list is what is wanted."""
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, Base.metadata))


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out what a database keeps beside the tables to find words."""
    return not (kind in {"table", "index"} and (name or "").startswith(FULL_TEXT))


def revision(connection: Connection) -> str | None:
    """Return the revision that the database is at."""
    return MigrationContext.configure(connection).get_current_revision()
