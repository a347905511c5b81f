"""What the battery shares: a database of either sort, filled at once."""

from __future__ import annotations

import pytest

from matchmaker.db import Base, Database
from matchmaker.services.upkeep import audit
from tests.factories import Batch, catalogue


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    """An empty database with the lists."""
    url = f"sqlite:///{tmp_path / 'battery.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    Base.metadata.create_all(database.engine)
    with database.transaction() as session:
        session.add_all(catalogue())
    yield database
    with database.reading() as session:
        assert audit.verify(session).faults == ()
    Base.metadata.drop_all(database.engine)
    database.engine.dispose()


@pytest.fixture
def prepare(store):
    """Return a function that makes records with `act` in one transaction."""

    def prepare_all(act):
        with store.transaction() as session:
            return act(Batch(session))

    return prepare_all
