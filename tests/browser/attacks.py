"""Every page in Chromium where every text is a payload: run by `make battery`, not by the tests."""

from __future__ import annotations

import pytest

from tests.attacks import texts
from tests.web.crowd import Crowd
from tests.web.routes import routes


@pytest.fixture
def crowd(database, settings):
    crowd = Crowd(database, settings, 2)
    texts.spoil(database)
    return crowd


def is_page(answer):
    """Tell files, pieces and data apart: a browser keeps them or asks for an icon that nobody promised."""
    return answer.headers["content-type"].startswith("text/html") and "<html" in answer.text()


@pytest.mark.parametrize("role", ["visitor", "school", "enterprise", "reviewer", "administrator"])
def test_nothing_that_people_wrote_runs(app, crowd, visit, role):
    page = visit("/", user=crowd.people.get(role))
    page.add_init_script("window.xss = () => console.error('a payload ran')")
    shown = 0
    for route in routes(app):
        if route.method == "GET" and is_page(page.request.get(crowd.address(route))):
            shown += page.goto(crowd.address(route)).status == 200
    assert shown >= 10
