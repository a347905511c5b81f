"""Every page that a role can reach by links, in both languages: no faults for axe, nothing in the console."""

from __future__ import annotations

import pytest

from tests.browser import demo_site


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("account", demo_site.ACCOUNTS)
def test_no_page_has_faults(visit_demo, axe, account: str, language: str) -> None:
    page = visit_demo(account, language=language)
    kinds = []
    for kind in demo_site.walk(page):
        axe(page)
        kinds.append(kind)
    assert len(kinds) >= 3, kinds


@pytest.mark.parametrize("account", demo_site.ACCOUNTS)
def test_every_page_fits_a_telephone(visit_demo, account: str) -> None:
    page = visit_demo(account, width=375, height=740)
    wide = [
        kind for kind in demo_site.walk(page) if page.evaluate("document.documentElement.scrollWidth") > 375
    ]
    assert wide == []
