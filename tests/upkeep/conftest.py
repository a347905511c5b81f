"""What tests of the upkeep share: a database of either sort."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import text

from tests.factories import Make


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, database, tmp_path):
    """A database with the schema and the lists, of either sort."""
    if request.param == "sqlite":
        yield database
        return
    other = request.getfixturevalue("postgres_database")
    yield other
    with other.engine.begin() as connection:
        connection.execute(text("DROP FUNCTION refuse_change() CASCADE"))


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
