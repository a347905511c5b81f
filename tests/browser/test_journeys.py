"""How many presses and entries it takes from the desk to a posting that waits for its review."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from matchmaker.models import Demand, Programme
from matchmaker.workflow import PostingState

MOST = 12
SKILLS = ["前厅接待", "客房服务", "服务礼仪"]


class Hand:
    """A person at the page; a press and an entry count one each."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, locator: Locator) -> None:
        self.count += 1
        locator.click()

    def write(self, field: str, text: str) -> None:
        self.count += 1
        self.page.fill(f"main [name={field}]", text)


@pytest.fixture
def begin(visit):
    """Return a function that opens the desk and presses its primary button."""

    def act(user) -> Hand:
        hand = Hand(visit("/dashboard", user=user))
        hand.press(hand.page.locator("main .btn-primary"))
        hand.page.wait_for_load_state()  # What is typed before the scripts run offers no choices.
        return hand

    return act


def choose(hand: Hand, field: str, typed: str, name: str) -> None:
    hand.write(field, typed)
    hand.press(hand.page.locator(f"#{field}-options").get_by_text(name))
    for skill in SKILLS:
        hand.press(hand.page.locator("[data-suggests]").get_by_text(skill))


def submit(hand: Hand) -> int:
    hand.press(hand.page.get_by_role("button", name="提交审核"))
    expect(hand.page.get_by_role("status")).to_contain_text("已提交审核")
    return hand.count


def test_a_first_demand_takes_eight_steps(make, begin, database) -> None:
    make.demand(must_skills=SKILLS, nice_skills=[])
    enterprise = make.enterprise()
    hand = begin(make.editor(enterprise))
    choose(hand, "occupation_code", "前厅", "前厅服务员")
    hand.write("headcount", "20")
    assert submit(hand) == 8 <= MOST
    with database.reading() as session:
        demand = session.query(Demand).filter_by(organization_id=enterprise.id).one()
    assert (demand.state, demand.must_skills) == (PostingState.SUBMITTED, SKILLS)


def test_a_first_programme_takes_nine_steps(make, begin, database) -> None:
    make.programme(skills=SKILLS)
    school = make.school()
    hand = begin(make.editor(school))
    choose(hand, "major_code", "酒店", "酒店管理与数字化运营")
    hand.write("places", "45")
    hand.write("graduation_date", "2029-06-30")
    assert submit(hand) == 9 <= MOST
    with database.reading() as session:
        programme = session.query(Programme).filter_by(organization_id=school.id).one()
    assert (programme.state, programme.skills) == (PostingState.SUBMITTED, SKILLS)
    assert programme.courses == ["前厅数字化运营"]
