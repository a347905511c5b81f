"""Pictures are drawn from the tables beside them, under the strict content policy, and are not needed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.factories import JINSHUI


def test_a_picture_is_drawn_from_the_table_beside_it(visit, make, axe) -> None:
    make.programme(places=1200)
    make.demand(headcount=30, region_code=JINSHUI)
    page = visit("/overview", user=make.reviewer())
    pictures = page.locator(".chart-picture svg")
    expect(pictures).to_have_count(page.locator(".chart table").count())
    drawn = set(pictures.first.locator("text").all_text_contents())
    assert {"郑州市", "金水区", "1,200", "30"} <= drawn
    pictures.first.hover(position={"x": 200, "y": 70})
    expect(pictures.first).to_contain_text("学位数")
    axe(page)
    page.set_viewport_size({"width": 375, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_without_scripts_the_figures_stand_in_tables(visit, make) -> None:
    make.programme(places=1200)
    page = visit("/overview", user=make.reviewer(), width=375, java_script_enabled=False)
    expect(page.locator(".chart-picture")).to_have_count(0)
    expect(page.get_by_role("row", name="旅游类 1,200 0")).to_be_visible()
