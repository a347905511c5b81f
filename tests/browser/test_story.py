"""The main job as newcomers do it in the browser: post, match, plan, answer, review and confirm."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from matchmaker.terms import Kind
from tests.browser import story
from tests.browser.story import Pair

HIDDEN = "各方均有意向后可见"
PETS = Pair(
    number=1,
    major="宠物养护与驯导",
    course="宠物美容技术",
    occupation="宠物健康护理员",
    headcount=30,
    hit=("宠物洗护", "宠物行为观察", "消毒防疫"),
    missed="客户沟通",
)
# Who reads for the school's side and who for the enterprises'.
REVIEWERS = {
    "4101": ("zhengzhou@demo.example", "zhengzhou-industry@demo.example"),
    "3713": ("linyi@demo.example", "linyi-industry@demo.example"),
}
BEAUTY = Pair(
    number=2,
    major="550111",
    course="美容护肤",
    occupation="美容师",
    headcount=24,
    hit=("皮肤护理", "美体护理", "彩妆造型"),
    missed="门店销售",
)


@pytest.mark.parametrize(("pair", "has_scripts"), [(PETS, True), (BEAUTY, False)], ids=["scripts", "plain"])
def test_newcomers_come_to_an_agreement(visit_demo, pair: Pair, has_scripts: bool) -> None:
    school = visit_demo(java_script_enabled=has_scripts)
    enterprise = visit_demo(java_script_enabled=has_scripts)
    reviewer = visit_demo("zhengzhou@demo.example", java_script_enabled=has_scripts)
    _publish_both(school, enterprise, reviewer, pair)
    _finds_the_match(enterprise, pair)
    story.plan(reviewer)
    address = story.open_proposal(reviewer, "order_class", pair.school, pair.enterprise)
    assert school.request.get(address).status == 404, "a draft is the authority's own"
    story.press(reviewer, "发送各方")
    story.press(_open(school, address), "表示有意向")
    expect(school.get_by_text(HIDDEN)).to_be_visible()
    assert pair.enterprise_phone not in school.content()
    story.press(_open(enterprise, address), "表示有意向")
    for page, phone in ((enterprise, pair.school_phone), (_open(school, address), pair.enterprise_phone)):
        expect(page.get_by_text(HIDDEN)).to_have_count(0)
        expect(page.get_by_text(phone)).to_be_visible()
    industry = visit_demo("zhengzhou-industry@demo.example", java_script_enabled=has_scripts)
    _approve([reviewer, industry], address)
    _all_confirm([school, enterprise], address)
    expect(_mine(school, "programmes").get_by_text(f"尚余 {40 - pair.headcount} 个")).to_be_visible()
    expect(_mine(enterprise, "demands").get_by_text("尚余 0 人")).to_be_visible()


@pytest.fixture
def opened(visit_demo, waiting):
    """Return a function that finds a proposal of a kind that waits, and opens it for each of its parties.

    It also returns a function that lets everyone who has to read the proposal approve it.
    """

    def act(kind: Kind) -> tuple[str, Callable[[], None], list[Page]]:
        proposal, emails = waiting(kind)
        address = f"/proposals/{proposal.id}"
        readers = REVIEWERS[proposal.region_code[:4]]
        return (
            address,
            lambda: _approve([visit_demo(email) for email in readers], address),
            [_open(visit_demo(email), address) for email in emails],
        )

    return act


def test_several_enterprises_make_up_one_class(visit_demo, opened) -> None:
    address, approve, parties = opened(Kind.JOINT_ORDER_CLASS)
    assert len(parties) >= 3
    for page in parties:
        expect(_open(page, address).get_by_text(HIDDEN)).to_be_visible()
        story.press(page, "表示有意向")
    expect(page.get_by_text(HIDDEN)).to_have_count(0)
    approve()
    _all_confirm(parties, address)


def test_a_school_in_a_factory_is_talked_about_and_accepted(opened) -> None:
    address, _, (school, enterprise) = opened(Kind.SCHOOL_IN_FACTORY)
    story.explain(school, "提问或洽谈", "每班可以安排几名师傅？")
    expect(_open(enterprise, address).get_by_text("每班可以安排几名师傅？").first).to_be_visible()
    story.press(enterprise, "表示有意向")
    story.press(_open(school, address), "表示有意向")
    expect(school.get_by_role("main")).to_contain_text("等待审核")


def test_who_declines_says_why(opened) -> None:
    address, _, (school, enterprise) = opened(Kind.ORDER_CLASS)
    story.explain(enterprise, "谢绝", "今年的岗位已经招满。")
    expect(_open(school, address).get_by_text("今年的岗位已经招满。").first).to_be_visible()
    expect(school.get_by_role("main")).to_contain_text("方案已结束")
    expect(school.get_by_role("button", name="表示有意向")).to_have_count(0)


def test_nobody_confirms_a_version_that_they_have_not_seen(visit_demo, opened) -> None:
    address, approve, (school, enterprise) = opened(Kind.ORDER_CLASS)
    for page in (school, enterprise):
        story.press(_open(page, address), "表示有意向")
    approve()
    _open(enterprise, address)
    _open(school, address).get_by_role("link", name="修改方案").click()
    students = str(int(school.input_value("[name=students]")) - 1)
    school.fill("[name=students]", students)
    school.get_by_role("button", name="保存新版本").click()
    expect(school.get_by_role("status")).to_contain_text("已保存为第 2 版")
    enterprise.get_by_role("button", name="确认当前版本").click()
    expect(enterprise.get_by_role("heading", level=1)).to_have_text("方案已被修改")
    expect(enterprise.get_by_role("main")).to_contain_text("您看到的是第 1 版，现在是第 2 版")
    expect(enterprise.locator(".changes")).to_contain_text(students)
    enterprise.get_by_role("link", name="查看最新版本").click()
    expect(enterprise.get_by_role("button", name="表示有意向")).to_be_visible()


def _open(page: Page, address: str) -> Page:
    page.goto(address)
    return page


def _mine(page: Page, noun: str) -> Page:
    """Open the newcomer's only posting."""
    page.goto(f"/{noun}/mine")
    page.locator("main tbody a").first.click()
    return page


def _publish_both(school: Page, enterprise: Page, reviewer: Page, pair: Pair) -> None:
    """Sign both sides up and let the reviewer verify them and publish what they post."""
    story.sign_up_school(school, pair)
    story.decide(reviewer, pair.school)
    story.post_programme(school, pair)
    story.decide(reviewer, pair.school)
    story.sign_up_enterprise(enterprise, pair)
    story.decide(reviewer, pair.enterprise)
    story.post_demand(enterprise, pair)
    story.decide(reviewer, pair.enterprise)


def _finds_the_match(page: Page, pair: Pair) -> None:
    """See the new programme first among the matches, with parts that add up and the skills by name."""
    demand = _mine(page, "demands").url.rpartition("/")[2]
    card = page.locator(".match").filter(has_text=pair.school)
    story.until_shown(page, f"/matches/demands/{demand}", card)
    expect(page.locator(".match").first).to_contain_text(pair.school)
    total = float(card.locator(".score-total strong").inner_text())
    parts = [float(text) for text in card.locator(".score-row-points").all_inner_texts()]
    assert len(parts) >= 5
    assert total == pytest.approx(sum(parts), abs=0.05)
    assert [text.split()[-1] for text in card.locator(".skill-hit").all_inner_texts()] == list(pair.hit)
    assert [text.split()[-1] for text in card.locator(".skill-missed").all_inner_texts()] == [pair.missed]


def _approve(reviewers: list[Page], address: str) -> None:
    """Let each of those who have to read the proposal agree; it is approved with the last of them."""
    for reviewer in reviewers:
        expect(_open(reviewer, address).get_by_role("main")).to_contain_text("等待审核")
        story.decide(reviewer, reviewer.get_by_role("heading", level=1).inner_text())


def _all_confirm(parties: list[Page], address: str) -> None:
    """Confirm the approved version one after the other; the last one finds a partnership."""
    for page in parties:
        story.press(_open(page, address), "确认当前版本")
    last = parties[-1]
    expect(last.get_by_role("main")).to_contain_text("合作达成")
    last.get_by_role("link", name="查看合作项目").click()
    expect(last.get_by_role("main")).to_contain_text("按各方确认的第 1 版方案执行")
    expect(last.get_by_text("已确认本版")).to_have_count(len(parties))
