"""Databases that tests make for themselves, of either sort."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from matchmaker.db import Base, Database
from tests.factories import catalogue


@contextmanager
def with_lists(url: str) -> Iterator[Database]:
    """Return a database with the tables and the lists; they go in the end."""
    database = Database(url)
    Base.metadata.create_all(database.engine)
    with database.transaction() as session:
        session.add_all(catalogue())
    yield database
    Base.metadata.drop_all(database.engine)
    database.engine.dispose()
