"""The steps of a class from the agreement to the archive, as its people take them in the browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import story

TERM = {
    "students": "24",
    "left_students": "0",
    "interns": "10",
    "insured": "24",
    "mentors": "3",
    "class_hours": "400",
    "practice_hours": "220",
    "incidents": "0",
}
GRADUATION = {"graduates": "24", "employed": "22", "matched": "20", "local": "18"}
STAY = {"hired": "10", "kept": "9"}


def agree(parties: list[Page], reviewer: Page, address: str) -> None:
    """Show interest one after the other, have it approved, and confirm the version that stands."""
    for page in parties:
        page.goto(address)
        story.press(page, "表示有意向")
    reviewer.goto(address)
    story.decide(reviewer, reviewer.get_by_role("heading", level=1).inner_text())
    for page in parties:
        page.goto(address)
        story.press(page, "确认当前版本")


def start(page: Page, address: str) -> str:
    """Start the agreed class; return the path of the partnership."""
    page.goto(address)
    page.get_by_role("link", name="查看合作项目").click()
    page.get_by_role("button", name="开始运行").click()
    expect(page.get_by_role("status")).to_contain_text("已开始运行")
    return page.url


def report(page: Page, address: str, button: str, figures: dict[str, str]) -> None:
    """File the first report that is open on a page."""
    page.goto(address)
    page.get_by_role("main").get_by_role("link", name=button).first.click()
    for name, value in figures.items():
        page.fill(f"main [name={name}]", value)
    page.get_by_role("button", name="提交对方核对").click()
    expect(page.get_by_role("status")).to_contain_text("请对方核对")


def confirm(page: Page, address: str) -> None:
    """Confirm every report that waits on a page."""
    page.goto(address)
    waiting = page.get_by_role("button", name="核对无误")
    expect(waiting.first).to_be_visible()
    for _ in range(waiting.count()):
        waiting.first.click()
        expect(page.get_by_role("status")).to_contain_text("已记录您的核对结果")


def send_back(page: Page, address: str, reason: str) -> None:
    """Ask for a correction of the report that waits on a page."""
    page.goto(address)
    page.get_by_text("需要对方修改").click()
    page.fill("main [name=reason]", reason)
    page.get_by_role("button", name="退回对方修改").click()
    expect(page.get_by_text(reason).first).to_be_visible()


def correct(page: Page, address: str, figures: dict[str, str]) -> None:
    """Correct the report that came back."""
    page.goto(address)
    page.get_by_role("main").get_by_role("link", name="修改报告").click()
    for name, value in figures.items():
        page.fill(f"main [name={name}]", value)
    page.get_by_role("button", name="提交对方核对").click()
    expect(page.get_by_role("status")).to_contain_text("重新核对")


def evaluate(page: Page, address: str) -> None:
    """Rate every criterion and say that it was good."""
    page.goto(f"{address}/evaluation")
    page.get_by_role("link", name="填写评价").click()
    for choice in page.get_by_role("radio", name="较好").all():
        choice.check()
    page.get_by_role("radio", name="愿意", exact=True).check()
    page.fill("main [name=went_well]", "按计划开课，双方沟通及时。")
    page.get_by_role("button", name="保存评价").click()
    expect(page.get_by_role("status")).to_contain_text("已记录您的评价")
