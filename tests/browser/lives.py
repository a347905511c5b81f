"""The steps of a class from the agreement to the archive, as its people take them in the browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import story
from tests.browser.people import Person

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
REASON = "企业导师应为4人"


def agree(parties: list[Person], reviewer: Person, address: str) -> None:
    """Show interest one after the other, have it approved, and confirm the version that stands."""
    for person in parties:
        story.step(person.open(address), "表示有意向")
    story.approve([reviewer], address)
    story.confirm(parties, address)


def start(person: Person, address: str) -> str:
    """Start the agreed class; return the address of the partnership."""
    person.open(address).follow("查看合作项目")
    person.follow("开始运行")
    person.press("确认开始运行")
    person.is_told("合作项目已开始运行。")
    return person.page.url


def report(person: Person, address: str, button: str, figures: dict[str, str]) -> None:
    """File the first report that is open on a page."""
    person.open(address).follow(button)
    person.write(**figures)
    person.press("提交对方核对")
    person.is_told("已提交，请对方核对。")


def confirm(person: Person, address: str) -> None:
    """Confirm every report that waits on a page."""
    waiting = person.open(address).main.get_by_role("button", name=person.words("核对无误"))
    expect(waiting.first).to_be_visible()
    for left in reversed(range(waiting.count())):
        waiting.first.click()
        expect(waiting).to_have_count(left)


def send_back(person: Person, address: str) -> None:
    """Ask for a correction of the report that waits on a page."""
    person.open(address).text("需要对方修改").click()
    person.write(reason=REASON)
    person.press("退回对方修改")
    expect(person.main.get_by_text(REASON).first).to_be_visible()


def correct(person: Person, address: str, figures: dict[str, str]) -> None:
    """Correct the report that came back."""
    person.open(address).follow("修改报告")
    person.write(**figures)
    person.press("提交对方核对")
    person.is_told("已修改，请对方重新核对。")


def evaluate(person: Person, address: str) -> None:
    """Rate every criterion and say that it was good."""
    person.open(f"{address}/evaluation").follow("填写评价")
    good = person.main.get_by_role("radio", name=person.words("较好"), exact=True)
    expect(good.first).to_be_visible()
    for choice in good.all():
        choice.check()
    person.check("愿意")
    person.write(went_well="按计划开课，双方沟通及时。")
    person.press("保存评价")
    person.is_told("已记录您的评价。")
