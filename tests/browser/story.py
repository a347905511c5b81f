"""The steps of the main job as people take them in the browser, each in a page of their own."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect
from stdnum.cn import uscc

PASSWORD = "two sides and a reviewer"  # Of accounts that live as long as a test.
SECONDS = 30  # The worker looks for jobs every second; a slow machine may need longer for one.


@dataclass(frozen=True)
class Pair:
    """A school and an enterprise that are made for each other, with words of their own on the site."""

    number: int
    major: str
    course: str
    occupation: str
    headcount: int
    hit: tuple[str, ...]
    missed: str

    @property
    def school(self) -> str:
        return f"郑州故事职业学院{self.number}（示例）"

    @property
    def enterprise(self) -> str:
        return f"郑州故事服务有限公司{self.number}（示例）"

    @property
    def school_phone(self) -> str:
        return f"0371-0000010{self.number}"

    @property
    def enterprise_phone(self) -> str:
        return f"0371-0000020{self.number}"


def sign_up_school(page: Page, pair: Pair) -> None:
    """Register a school; it may write drafts but not submit them yet."""
    _open_sign_up(page, "学校")
    _fill(page, name=pair.school, code=f"41{pair.number:08d}", email=f"school{pair.number}@story.example")
    page.select_option("main [name=school_level]", "college")
    _register(page)


def sign_up_enterprise(page: Page, pair: Pair) -> None:
    """Register an enterprise with a code of which the last sign is right."""
    _open_sign_up(page, "企业")
    stem = f"91410100MA{pair.number:07d}"
    code = stem + uscc.calc_check_digit(stem)
    _fill(page, name=pair.enterprise, code=code, email=f"enterprise{pair.number}@story.example")
    _register(page)


def _open_sign_up(page: Page, kind: str) -> None:
    page.goto("/")
    page.locator(".site-header").get_by_role("link", name="注册").click()
    page.get_by_role("link", name=f"以{kind}身份注册").click()
    _fill(page, region_code="郑州市金水区", address="示例路1号", summary="示例数据")
    _fill(page, person="示例人员", password=PASSWORD, again=PASSWORD)


def _register(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="注册").click()
    expect(page.get_by_text("单位正在等待所在地区主管部门核验")).to_be_visible()


def _fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        field = _unfolded(page, name)
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def _unfolded(page: Page, name: str, more: str = "") -> Locator:
    """Return a field, the part of the form that it is folded away in opened."""
    found = page.locator(f"main [name={name}]{more}")
    found.evaluate("field => { const part = field.closest('details'); if (part) part.open = true; }")
    return found


def choose(page: Page, field: str, typed: str) -> None:
    """Type into a field of the catalogue and take the first offer, without scripts the very name."""
    page.fill(f"#{field}", typed)
    if page.locator(".tag-box").count():
        page.locator(f"#{field}-options label").first.click()
    else:
        page.locator("main button[value=fill]").click()
    page.wait_for_load_state("networkidle")  # What the entry brings along has arrived.


def decide(page: Page, subject: str, decision: str = "通过", reason: str = "") -> None:
    """Take what is reviewed, told by its own or its owner's name, out of the queue and decide on it."""
    page.goto("/reviews")
    row = page.get_by_role("main").get_by_role("row").filter(has_text=subject)
    row.get_by_role("link").click()
    page.get_by_role("button", name="领取审核").click()
    page.get_by_role("radio", name=decision, exact=True).check()
    page.fill("main [name=reason]", reason)
    page.get_by_role("button", name="提交决定").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(row).to_have_count(0)


def post_programme(page: Page, pair: Pair, *, kind: str = "", **more: str) -> None:
    """Write a programme whose courses come from the catalogue, perhaps for one kind alone, and submit it."""
    page.goto("/programmes/mine")
    page.get_by_role("link", name="发布专业").click()
    choose(page, "major_code", pair.major)
    expect(page.locator("[name=courses]")).to_have_value(re.compile(pair.course))
    expect(page.locator("[name=title]")).not_to_have_value("")
    _fill(page, places="40", grade="2026", start_date="2026-09-01", graduation_date="2029-06-30")
    page.locator("#skills").fill("、".join(pair.hit))
    _fill(page, contact_name="校企合作处", contact_phone=pair.school_phone, **more)
    _submit(page, kind)


def post_demand(page: Page, pair: Pair, *, kind: str = "", **more: str) -> None:
    """Write a demand, perhaps for one kind alone, and submit it."""
    page.goto("/demands/mine")
    page.get_by_role("link", name="发布需求").click()
    choose(page, "occupation_code", pair.occupation)
    _fill(page, headcount=str(pair.headcount), start_date="2029-07-01")
    page.locator("#must_skills").fill("、".join((*pair.hit, pair.missed)))
    page.select_option("main [name=least_level]", "secondary")
    _fill(page, promise="full", contact_name="人力资源部", contact_phone=pair.enterprise_phone, **more)
    _submit(page, kind)


def _submit(page: Page, kind: str) -> None:
    if kind:
        _unfolded(page, "accepted_kinds", f"[value={kind}]").check()
    page.get_by_role("main").get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("status")).to_contain_text("已提交审核")


def until_shown(page: Page, path: str, locator: Locator) -> None:
    """Open a page again and again until the worker has done what it is to show."""
    deadline = time.monotonic() + SECONDS
    page.goto(path)
    while not locator.count() and time.monotonic() < deadline:
        page.goto(path)
    expect(locator).to_be_visible()


def plan(page: Page) -> None:
    """Have the region planned and wait for the end."""
    path = "/plans?region=410100"
    page.goto(path)
    page.get_by_role("button", name="重新规划").click()
    until_shown(page, path, page.locator(".job-progress").get_by_role("link", name="查看结果"))


def open_proposal(page: Page, kind: str, *names: str) -> str:
    """Open the proposal of a kind between these organizations; return its path."""
    page.goto("/proposals?" + f"kind={kind}")
    row = page.locator("main tbody tr")
    for name in names:
        row = row.filter(has_text=name)
    row.get_by_role("link").first.click()
    return page.url


def press(page: Page, button: str) -> None:
    """Press the button of a step on the page of a proposal and see it done."""
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(f"已完成：{button}")


def explain(page: Page, step: str, reason: str) -> None:
    """Take a step that asks for words."""
    page.get_by_role("main").get_by_role("link", name=step, exact=True).click()
    page.fill("main [name=reason]", reason)
    if page.locator("main [name=why]").count():
        page.select_option("main [name=why]", index=1)
    page.get_by_role("main").get_by_role("button", name=step, exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(f"已完成：{step}")
