"""Answers held back until the person has gone on writing: nothing that was written meanwhile is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from matchmaker.models import Demand

Held = list[Route]


@pytest.fixture
def enterprise(make):
    return make.editor(make.enterprise(name="示例企业"))


@pytest.fixture
def school(make):
    return make.editor(make.school(name="示例学校"))


@pytest.fixture
def hold() -> Callable[[Page, str], Held]:
    """Return a function that holds back what a page posts with one button, and returns what it held."""

    def act(page: Page, button: str) -> Held:
        held: Held = []
        # The name is there with its value, in a body of either sort.
        meant = re.compile(rf'action(=|"\s+){button}')

        def sift(route: Route) -> None:
            if route.request.method == "POST" and meant.search(route.request.post_data or ""):
                held.append(route)
            else:
                route.continue_()

        page.route("**/*", sift)
        return held

    return act


def wait_for(page: Page, held: Held) -> Route:
    """Let the page run until something is held, and return it."""
    for _ in range(200):
        if held:
            return held.pop()
        page.wait_for_timeout(50)
    raise AssertionError("nothing was sent")


def release(page: Page, route: Route) -> None:
    """Let the request go on, and wait until its answer was dealt with."""
    with page.expect_event("requestfinished", lambda request: request == route.request):
        route.continue_()
    page.wait_for_timeout(200)  # The page deals with an answer after it has arrived.


def test_a_title_typed_while_the_occupation_fills_in_is_saved(
    visit, enterprise, make, hold, database
) -> None:
    make.demand(must_skills=["前厅接待"], nice_skills=[])
    page = visit("/demands/new", user=enterprise)
    held = hold(page, "fill")
    page.fill("#occupation_code", "4-03-01-01")
    page.focus("#title")
    page.keyboard.type("夜班前厅接待")
    page.fill("#headcount", "12")
    page.locator("#must_skills").press_sequentially("礼")
    release(page, wait_for(page, held))
    expect(page.locator("[data-suggests]")).to_contain_text("前厅接待")
    page.keyboard.type("仪")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("夜班前厅接待")
    with database.reading() as session:
        draft = session.scalars(select(Demand).order_by(Demand.id.desc())).first()
    assert (draft.headcount, draft.must_skills) == (12, ["礼仪"])


def test_a_major_fills_in_only_what_was_not_touched_meanwhile(visit, school, hold) -> None:
    page = visit("/programmes/new", user=school)
    held = hold(page, "fill")
    page.fill("#major_code", "540106")
    page.focus("#title")
    page.keyboard.type("现代酒店班")
    page.fill("#places", "45")
    page.locator("#skills").press_sequentially("礼")
    release(page, wait_for(page, held))
    expect(page.locator("#level")).not_to_have_value("")
    expect(page.locator("[name=courses]")).to_have_value(re.compile("前厅数字化运营"))
    expect(page.locator("#title")).to_have_value("现代酒店班")
    expect(page.locator("#piece-title [role=status]")).to_contain_text("没有自动填入")
    expect(page.locator("#piece-courses [role=status]")).to_be_empty()
    expect(page.locator("#places")).to_have_value("45")
    expect(page.locator("#skills")).to_have_value("礼")
    expect(page.locator("#skills")).to_be_focused()


def test_a_tag_half_written_stays_and_the_button_brings_the_courses_later(visit, school, hold) -> None:
    page = visit("/programmes/new", user=school)
    held = hold(page, "fill")
    page.fill("#major_code", "540106")
    page.locator("#courses").press_sequentially("茶")
    release(page, wait_for(page, held))
    expect(page.locator("#title")).not_to_have_value("")
    page.keyboard.type("艺")
    page.get_by_role("button", name="填入课程").click()
    release(page, wait_for(page, held))
    expect(page.locator("[name=courses]")).to_have_value(re.compile("茶艺\n前厅数字化运营"))


def test_an_answer_for_what_is_no_longer_in_the_field_is_not_taken(visit, school, hold) -> None:
    page = visit("/programmes/new", user=school)
    held = hold(page, "fill")
    page.fill("#major_code", "540106")
    page.focus("#title")
    outdated = wait_for(page, held)
    page.focus("#major_code")
    page.keyboard.press("End")
    page.keyboard.type("9")
    release(page, outdated)
    expect(page.locator("#major_code")).to_have_value("5401069")
    expect(page.locator("#major_code")).to_be_focused()
    expect(page.locator("#title")).to_have_value("")


def test_another_major_chosen_later_replaces_what_the_first_one_brought(visit, school, hold) -> None:
    page = visit("/programmes/new", user=school)
    held = hold(page, "fill")
    for code, name in (("540106", "酒店管理与数字化运营"), ("460103", "数控技术")):
        page.fill("#major_code", code)
        page.focus("#places")
        release(page, wait_for(page, held))
        expect(page.locator("#title")).to_have_value(name)
        expect(page.locator("[name=filled_code]")).to_have_value(code)
        expect(page.locator("#places")).to_be_focused()
    expect(page.locator("[name=courses]")).to_have_value("")


def test_what_is_written_while_a_draft_saves_itself_is_saved_too(visit, enterprise, hold, database) -> None:
    page = visit("/demands/new", user=enterprise)
    held = hold(page, "keep")
    page.fill("#title", "写到一半")
    first = wait_for(page, held)
    page.focus("#title")
    page.keyboard.press("End")
    page.keyboard.type("的岗位")
    page.evaluate(
        """() => {
          Object.defineProperty(document, 'hidden', {value: true})
          document.dispatchEvent(new Event('visibilitychange'))
        }"""
    )
    release(page, first)
    expect(page.locator("#title")).to_have_value("写到一半的岗位")
    release(page, wait_for(page, held))
    with database.reading() as session:
        assert session.scalars(select(Demand.title)).all() == ["写到一半的岗位"]
