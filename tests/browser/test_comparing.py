"""Choosing matches to lay side by side: no more can be ticked than are shown."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.fixture
def matches(make, visit):
    school = make.school()
    programme = make.programme(school)
    for score in range(60, 66):
        make.match(programme, make.demand(), score=score)
    return visit(f"/matches/programmes/{programme.id}", user=make.editor(school))


def test_no_more_can_be_chosen_than_stand_side_by_side(matches) -> None:
    boxes, count = matches.locator("input[name=other]"), matches.locator("#compare output")
    expect(count).to_have_text("0 / 4")
    for place in range(4):
        boxes.nth(place).check()
    expect(count).to_have_text("4 / 4")
    expect(boxes.nth(4)).to_be_disabled()
    boxes.nth(0).uncheck()
    expect(count).to_have_text("3 / 4")
    expect(boxes.nth(4)).to_be_enabled()
    matches.get_by_role("button", name="对比所选").click()
    expect(matches.locator(".compare > .card")).to_have_count(3)


def test_what_stands_side_by_side_can_be_printed(matches) -> None:
    matches.locator("input[name=other]").first.check()
    matches.get_by_role("button", name="对比所选").click()
    matches.evaluate("window.print = () => { document.title = 'printed'; }")
    matches.get_by_role("button", name="打印").click()
    expect(matches).to_have_title("printed")
