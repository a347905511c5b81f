"""What the battery shares: a database of either sort, filled at once."""

from __future__ import annotations

import pytest

from matchmaker.services.upkeep import audit
from tests.databases import with_lists
from tests.factories import Batch


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    """An empty database with the lists."""
    url = f"sqlite:///{tmp_path / 'battery.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    with with_lists(url) as database:
        yield database
        with database.reading() as session:
            assert audit.verify(session).faults == ()


@pytest.fixture
def prepare(store):
    """Return a function that makes records with `act` in one transaction."""

    def prepare_all(act):
        with store.transaction() as session:
            return act(Batch(session))

    return prepare_all
