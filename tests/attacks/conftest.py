"""A site with records of every sort on either database, and whatever is done to it undone."""

from __future__ import annotations

import pytest

from tests.attacks import payloads
from tests.attacks.site import Site
from tests.databases import with_lists


@pytest.fixture(params=payloads.DATABASES)
def database(request, settings):
    """An empty database of either sort, with the lists."""
    url = settings.database_url
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    with with_lists(url) as database:
        yield database


@pytest.fixture
def site(app, database, settings):
    site = Site(app, database, settings)
    yield site
    site.close()
