"""What tests of the upkeep share: a database of either sort."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import text

from matchmaker.db import Base, Database
from tests.factories import Make, catalogue


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, database, tmp_path):
    """A database with the schema and the lists, of either sort."""
    if request.param == "sqlite":
        yield database
        return
    other = Database(request.getfixturevalue("postgres_url"))
    Base.metadata.create_all(other.engine)
    with other.transaction() as session:
        session.add_all(catalogue())
    yield other
    Base.metadata.drop_all(other.engine)
    with other.engine.begin() as connection:
        connection.execute(text("DROP FUNCTION refuse_change()"))
    other.engine.dispose()


@pytest.fixture
def school(store):
    return Make(store).school()


@pytest.fixture(autouse=True)
def log_level():
    """Leave the process's log level as it was: a command that is run in it sets its own."""
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)
