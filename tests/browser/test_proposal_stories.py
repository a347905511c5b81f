"""Proposals as their parties deal with them: agreed by several, talked about, declined, changed underway."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from matchmaker.terms import Department, Kind
from matchmaker.workflow import ProposalState
from tests.browser import story
from tests.browser.people import Person, in_both_languages, with_scripts_and_without

HIDDEN = "联系方式在各方均有意向后可见。"
QUESTION, REASON = "每班可以安排几名师傅？", "今年的岗位已经招满。"


@dataclass(frozen=True)
class Table:
    """Those around a proposal, the school first, and the two authorities who read it."""

    address: str
    parties: list[Person]
    reviewers: list[Person]

    def tell(self, speaker: Person, listener: Person, step: str, words: str) -> None:
        """Take a step that asks for words, which the other party then finds on the page."""
        story.explain(speaker, step, words)
        expect(listener.open(self.address).main.get_by_text(words).first).to_be_visible()


@pytest.fixture
def propose(make, enter) -> Callable[..., Table]:
    """Return a function that puts a proposal of a kind to a school and enterprises; everybody has it open."""

    def act(kind: Kind, enterprises: int = 1) -> Table:
        sides = [make.school(), *(make.enterprise() for _ in range(enterprises))]
        demands = [make.demand(side) for side in sides[1:]]
        facts = {"kind": kind, "state": ProposalState.SENT, "students": 24}
        address = f"/proposals/{make.proposal(make.programme(sides[0]), *demands, **facts).id}"
        departments = Department.EDUCATION, Department.INDUSTRY
        reviewers = [make.reviewer(make.authority(department=department)) for department in departments]
        parties = [enter(make.editor(side)).open(address) for side in sides]
        return Table(address, parties, [enter(reviewer) for reviewer in reviewers])

    return act


@in_both_languages
def test_several_enterprises_make_up_one_class(propose) -> None:
    table = propose(Kind.JOINT_ORDER_CLASS, enterprises=3)
    for person in table.parties:
        person.open(table.address).reads(HIDDEN)
        story.step(person, "表示有意向")
    expect(person.text(HIDDEN)).to_have_count(0)
    story.approve(table.reviewers, table.address)
    story.confirm(table.parties, table.address)


@in_both_languages
def test_a_school_in_a_factory_is_talked_about_and_accepted(propose) -> None:
    table = propose(Kind.SCHOOL_IN_FACTORY)
    school, enterprise = table.parties
    table.tell(school, enterprise, "提问或洽谈", QUESTION)
    story.step(enterprise, "表示有意向")
    story.step(school.open(table.address), "表示有意向")
    school.reads("各方均有意向，学位和岗位已预留，等待审核：%(names)s")


@in_both_languages
def test_who_declines_says_why(propose) -> None:
    table = propose(Kind.ORDER_CLASS)
    school, enterprise = table.parties
    table.tell(enterprise, school, "谢绝", REASON)
    school.reads("方案已结束，没有占用学位和岗位。")
    expect(school.main.get_by_role("button", name=school.words("表示有意向"))).to_have_count(0)


@with_scripts_and_without
def test_nobody_confirms_a_version_that_they_have_not_seen(propose) -> None:
    table = propose(Kind.ORDER_CLASS)
    school, enterprise = table.parties
    for person in table.parties:
        story.step(person, "表示有意向")
    story.approve(table.reviewers, table.address)
    enterprise.open(table.address)
    school.open(table.address).follow("修改方案")
    school.write(students="23")
    school.press("保存新版本")
    school.is_told("已保存为第 %(number)s 版，请各方重新答复。", number=2)
    enterprise.press("确认当前版本")
    enterprise.reads("方案已被修改")
    enterprise.reads("您看到的是第 %(seen)s 版，现在是第 %(number)s 版。您的操作没有保存。", seen=1, number=2)
    expect(enterprise.page.locator(".changes")).to_contain_text("23")
    enterprise.follow("查看最新版本")
    expect(enterprise.main.get_by_role("button", name=enterprise.words("表示有意向"))).to_be_visible()
