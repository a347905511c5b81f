"""The main job as newcomers do it in the browser: post, match, plan, answer, review and confirm."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from matchmaker.terms import Department
from tests.browser import story
from tests.browser.people import Person, with_scripts_and_without
from tests.browser.story import PAIR

HIDDEN = "联系方式在各方均有意向后可见。"


@pytest.fixture
def reviewers(make, enter) -> list[Person]:
    """One who reads for schools and one who reads for enterprises."""
    departments = Department.EDUCATION, Department.INDUSTRY
    return [enter(make.reviewer(make.authority(department=department))) for department in departments]


@with_scripts_and_without
def test_newcomers_come_to_an_agreement(enter, reviewers, work) -> None:
    school, enterprise = enter(), enter()
    _publish_both(school, enterprise, reviewers)
    work()
    _finds_the_match(enterprise)
    reviewers[0].open("/plans?region=410100").press("重新规划")
    work()
    address = story.open_proposal(reviewers[0], "order_class", PAIR.school, PAIR.enterprise)
    assert school.page.request.get(address).status == 404, "a draft is the authority's own"
    story.step(reviewers[0], "发送各方")
    story.step(school.open(address), "表示有意向")
    school.reads(HIDDEN)
    assert PAIR.enterprise_phone not in school.page.content()
    story.step(enterprise.open(address), "表示有意向")
    for person, phone in ((enterprise, PAIR.school_phone), (school.open(address), PAIR.enterprise_phone)):
        expect(person.text(HIDDEN)).to_have_count(0)
        expect(person.main).to_contain_text(phone)
    story.approve(reviewers, address)
    story.confirm([school, enterprise], address)
    _open_own(school, "programmes").reads("，尚余 %(left)s", left=PAIR.places - PAIR.headcount)
    _open_own(enterprise, "demands").reads("，尚余 %(left)s", left=0)


def _publish_both(school: Person, enterprise: Person, reviewers: list[Person]) -> None:
    """Sign both sides up and let the reviewers verify them and publish what they post."""
    for_schools, for_enterprises = reviewers
    story.sign_up_school(school, PAIR)
    story.publish(for_schools, PAIR.school)
    story.write_programme(school, PAIR)
    story.publish(for_schools, PAIR.school)
    story.sign_up_enterprise(enterprise, PAIR)
    story.publish(for_enterprises, PAIR.enterprise)
    story.write_demand(enterprise, PAIR)
    story.publish(for_enterprises, PAIR.enterprise)


def _open_own(person: Person, noun: str) -> Person:
    """Open the newcomer's only posting."""
    person.open(f"/{noun}/mine").page.locator("main tbody a").first.click()
    return person


def _finds_the_match(enterprise: Person) -> None:
    """See the new programme among the matches, with parts that add up and the skills by name."""
    _open_own(enterprise, "demands").follow("查看 %(count)s 个匹配", count=1)
    card = enterprise.page.locator(".match").filter(has_text=PAIR.school)
    total = float(card.locator(".score-total strong").inner_text())
    parts = [float(text) for text in card.locator(".score-row-points").all_inner_texts()]
    assert len(parts) >= 5
    assert total == pytest.approx(sum(parts), abs=0.05)
    assert [text.split()[-1] for text in card.locator(".skill-hit").all_inner_texts()] == list(PAIR.hit)
    assert [text.split()[-1] for text in card.locator(".skill-missed").all_inner_texts()] == [PAIR.missed]
