"""Every page that a role reaches by links, in both languages: sound for axe, console and every width.

One button at most is the primary one.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import demo_site

HEIGHT = 800
DESK, TABLET, ZOOMED, TELEPHONE = 1280, 768, 640, 375  # At 200 % a desk shows as much as 640 pixels.
WIDTHS = (TELEPHONE, DESK)  # As wide as it was at the end.
# The battery looks at more widths, and axe at three of them in both languages; in the tests at one in each.
LOOKED_AT = {"zh": (DESK,), "en": (TELEPHONE,)}
if os.environ.get("WIDTHS") == "all":
    WIDTHS = (TELEPHONE, ZOOMED, TABLET, DESK)
    LOOKED_AT = dict.fromkeys(LOOKED_AT, (DESK, TABLET, TELEPHONE))
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("language", sorted(LOOKED_AT))
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
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            faults.extend(_faults(page, axe if width in LOOKED_AT[language] else None))
    assert not faults, "\n" + "\n".join(faults)
    assert len(stops) >= 5, stops


def _faults(page: Page, axe: Callable[[Page], None] | None) -> list[str]:
    """Tell by how much the page is wider than what shows it, and what axe finds where it looks."""
    excess = page.evaluate(OVERFLOW)
    width = page.viewport_size["width"]
    found = [f"{page.url} is {excess} pixels wider than {width}"] if excess else []
    try:
        if axe is not None:
            axe(page)
    except AssertionError as error:
        found.append(f"at {width} pixels: {error}")
    return found
