"""A reviewer's morning and a region's plan, as authorities take them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from matchmaker.services import jobs
from matchmaker.workflow import PostingState
from tests.browser import story
from tests.browser.people import Person, in_both_languages

VETOED, SENT = "郑州故事酒店（示例）", "郑州另一酒店（示例）"


@pytest.fixture
def reviewer(make, enter) -> Person:
    return enter(make.reviewer())


@in_both_languages
def test_a_morning_s_queue_is_emptied(make, enter, reviewer) -> None:
    school = make.school()
    for number in range(4):
        posting = make.programme(school, title=f"专业{number}", state=PostingState.SUBMITTED)
        make.review(programme_id=posting.id)
    editor = enter(make.editor(school))
    reviewer.open("/dashboard").reads("共 %(total)s 条", total=4)
    reviewer.main.locator(".next-step a").click()
    for number in range(2):
        reviewer.page.get_by_role(
            "checkbox", name=reviewer.words("勾选%(name)s", name=f"专业{number}")
        ).check()
    reviewer.press("通过所选")
    reviewer.is_told("已通过 %(count)s 项。", count=2)
    reviewer.main.get_by_role("link", name="专业2").click()
    reviewer.press("领取审核")
    story.decide(reviewer, "退回修改", reason="请补充实训条件。")
    expect(reviewer.page.get_by_role("heading", level=1)).to_have_text("专业3")  # The next one has opened.
    reviewer.press("领取审核")
    story.decide(reviewer)
    reviewer.reads("没有待审核的内容")
    for state, count in (("published", 3), ("returned", 1)):
        editor.open(f"/programmes/mine?state={state}")
        expect(editor.page.locator("main tbody tr")).to_have_count(count)


@in_both_languages
def test_a_region_s_plan_is_looked_through_and_sent(make, enter, reviewer, work, session) -> None:
    school = make.school()
    make.programme(school, places=80)
    hotels = [make.enterprise(name=name) for name in (VETOED, SENT)]
    for hotel in hotels:
        make.demand(hotel)
    jobs.enqueue(session, name="match", payload={}, key="match")
    session.commit()
    work()
    reviewer.open("/overview").reads("%(place)s各专业类的供需", place="郑州市")
    reviewer.open("/plans?region=410100").press("重新规划")
    work()
    _draft(reviewer, VETOED)
    story.explain(reviewer, "否决", "该企业正在整改。")
    _draft(reviewer, SENT)
    story.step(reviewer, "发送各方")
    reviewer.open("/plans?region=410100").press("重新规划")
    work()
    reviewer.open("/plans?region=410100")
    expect(reviewer.main.get_by_text(VETOED)).to_have_count(0)
    refused, asked = (enter(make.editor(hotel)).open("/proposals") for hotel in hotels)
    expect(refused.page.locator("main tbody tr")).to_have_count(0)
    expect(asked.page.locator("main tbody tr")).to_have_count(1)


def _draft(reviewer: Person, enterprise: str) -> None:
    row = reviewer.open("/plans?region=410100").page.locator("main tbody tr").filter(has_text=enterprise)
    row.get_by_role("link").first.click()
