"""A site with records of every sort on either database, and whatever is done to it undone."""

from __future__ import annotations

import pytest

from matchmaker.db import Base, Database
from tests.attacks import payloads
from tests.attacks.site import Site
from tests.factories import catalogue


@pytest.fixture(params=payloads.DATABASES)
def database(request, settings):
    """An empty database of either sort, with the lists."""
    url = settings.database_url
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    Base.metadata.create_all(database.engine)
    with database.transaction() as session:
        session.add_all(catalogue())
    yield database
    Base.metadata.drop_all(database.engine)
    database.engine.dispose()


@pytest.fixture
def site(app, database, settings):
    site = Site(app, database, settings)
    yield site
    site.close()
