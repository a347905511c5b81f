"""Every page that a role reaches by links, in both languages: sound for axe, console and telephone.

One button at most is the primary one.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import demo_site

DESK = {"width": 1280, "height": 900}
TELEPHONE = {"width": 375, "height": 740}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("account", demo_site.ACCOUNTS)
def test_no_page_has_faults(visit_demo, axe: Callable[[Page], None], account: str, language: str) -> None:
    page = visit_demo(account, language=language)
    stops, faults = [], []
    for stop in demo_site.walk(page):
        stops.append(stop)
        if stop.status >= 400:
            faults.append(f"{stop.path} answers {stop.status} though {stop.origin} links to it")
        if page.locator("main .btn-primary:visible").count() > 1:
            faults.append(f"{stop.path} has more than one primary button")
        try:
            axe(page)
        except AssertionError as found:
            faults.append(str(found))
        faults.extend(_overflow(page))
    assert not faults, "\n" + "\n".join(faults)
    assert len(stops) >= 5, stops


def _overflow(page: Page) -> list[str]:
    """Tell by how much the page is wider than a telephone, and leave it as wide as it was."""
    page.set_viewport_size(TELEPHONE)
    excess = page.evaluate(OVERFLOW)
    page.set_viewport_size(DESK)
    return [f"{page.url} is {excess} pixels wider than a telephone"] if excess else []
