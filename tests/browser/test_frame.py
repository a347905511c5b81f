"""What every page of the site has in a real browser."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("width", [1280, 375])
def test_the_home_page_has_no_faults_and_fits_the_screen(visit, axe, width: int) -> None:
    page = visit("/", width=width)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_tab_stop_skips_to_the_content(visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    target = page.evaluate("document.activeElement.getAttribute('href')")
    assert target.startswith("#")
    assert page.locator(target).count() == 1


def test_a_missing_page_has_a_way_on_and_no_faults(visit, axe) -> None:
    page = visit("/nowhere")
    axe(page)
    assert page.locator("main a, main form").count() >= 1
