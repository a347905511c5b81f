"""Pictures of every page of the demo for people to look at: run by `make screenshots`, not by the tests."""

from __future__ import annotations

import pytest

from tests.browser import demo_site

FOLDER = demo_site.ROOT / "test-results" / "screenshots"


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("account", demo_site.ACCOUNTS)
def test_take_pictures(visit_demo, account: str, width: int) -> None:
    folder = FOLDER / f"{account.partition('@')[0] or 'visitor'}-{width}"
    folder.mkdir(parents=True, exist_ok=True)
    page = visit_demo(account, width=width)
    for stop in demo_site.walk(page):
        name = stop.kind.strip("/").replace("/", "-").replace("#", "n") or "home"
        page.screenshot(path=folder / f"{name}.png", full_page=True)
    assert any(folder.iterdir())
