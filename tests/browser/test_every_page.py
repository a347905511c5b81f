"""Every page that a role can reach by links, in both languages: no faults for axe, nothing in the console."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import demo_site


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("account", demo_site.ACCOUNTS)
def test_no_page_has_faults(visit_demo, axe: Callable[[Page], None], account: str, language: str) -> None:
    page = visit_demo(account, language=language)
    stops, faults = [], []
    for stop in demo_site.walk(page):
        stops.append(stop)
        if stop.status >= 400:
            faults.append(f"{stop.path} answers {stop.status} though {stop.origin} links to it")
        try:
            axe(page)
        except AssertionError as found:
            faults.append(str(found))
    assert not faults, "\n".join(faults)
    assert len(stops) >= 5, stops


@pytest.mark.parametrize("account", demo_site.ACCOUNTS)
def test_every_page_fits_a_telephone(visit_demo, account: str) -> None:
    page = visit_demo(account, width=375, height=740)
    wide = [
        stop.path
        for stop in demo_site.walk(page)
        if page.evaluate("document.documentElement.scrollWidth") > 375
    ]
    assert wide == []
