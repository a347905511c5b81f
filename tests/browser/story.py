"""The steps from the registration to the agreement as people take them in the browser."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import expect
from stdnum.cn import uscc

from tests.browser.people import Person

PASSWORD = "two sides and a reviewer"  # Of accounts that live as long as a test.


@dataclass(frozen=True)
class Pair:
    """A school and an enterprise that are made for each other."""

    school: str = "郑州故事职业学院（示例）"
    enterprise: str = "郑州故事酒店（示例）"
    school_phone: str = "0371-00000101"
    enterprise_phone: str = "0371-00000201"
    major: str = "酒店管理与数字化运营"
    course: str = "前厅数字化运营"
    occupation: str = "前厅服务员"
    places: int = 40
    headcount: int = 30
    hit: tuple[str, ...] = ("前厅接待", "客房服务")
    missed: str = "英语会话"


PAIR = Pair()


def sign_up_school(person: Person, pair: Pair) -> None:
    """Register a school; it may write drafts but not submit them yet."""
    _open_sign_up(person, "学校")
    person.write(name=pair.school, code="4100000001", email="school@story.example", school_level="college")
    _register(person)


def sign_up_enterprise(person: Person, pair: Pair) -> None:
    """Register an enterprise with a code of which the last sign is right."""
    _open_sign_up(person, "企业")
    stem = "91410100MA0000001"
    code = stem + uscc.calc_check_digit(stem)
    person.write(name=pair.enterprise, code=code, email="enterprise@story.example")
    _register(person)


def _open_sign_up(person: Person, kind: str) -> None:
    person.open("/")
    person.page.locator(".site-header").get_by_role("link", name=person.words("注册")).click()
    person.follow("以%(kind)s身份注册", kind=person.words(kind))
    person.write(region_code="郑州市金水区", address="示例路1号", summary="示例数据")
    person.write(person="示例人员", password=PASSWORD, again=PASSWORD)


def _register(person: Person) -> None:
    person.press("注册")
    person.reads("单位正在等待所在地区主管部门核验。现在就可以填写并提交供需信息，核验通过后才会发布。")


def choose(person: Person, field: str, typed: str) -> None:
    """Type into a field of the catalogue and take the first offer, without scripts the very name."""
    page = person.page
    if person.has_scripts:
        expect(page.locator(".tag-box")).not_to_have_count(0)  # They listen by now.
    page.fill(f"#{field}", typed)
    if person.has_scripts:
        page.locator(f"#{field}-options label").first.click()
    else:
        page.locator("main button[value=fill]").click()
    page.wait_for_load_state("networkidle")  # What the entry brings along has arrived.


def take(reviewer: Person, subject: str) -> None:
    """Take what is reviewed, told by its own or its owner's name, out of the queue."""
    row = reviewer.open("/reviews").main.get_by_role("row").filter(has_text=subject)
    row.get_by_role("link").click()
    reviewer.press("领取审核")


def decide(reviewer: Person, decision: str = "通过", reason: str = "", **comments: str) -> None:
    """Decide on what was taken, with a word on some of its fields."""
    reviewer.check(decision)
    reviewer.write(reason=reason, **{f"comment_{name}": text for name, text in comments.items()})
    reviewer.press("提交决定")
    reviewer.is_told("%(decision)s：%(name)s。", decision=reviewer.words(decision))


def write_programme(person: Person, pair: Pair, *, kind: str = "", **more: str) -> None:
    """Write a programme whose courses come from the catalogue, perhaps for one kind alone, and submit it."""
    person.open("/programmes/mine").follow("发布专业")
    choose(person, "major_code", pair.major)
    expect(person.field("courses")).to_have_value(re.compile(pair.course))
    expect(person.field("title")).not_to_have_value("")
    person.write(places=str(pair.places), grade="2026", start_date="2026-09-01", graduation_date="2029-06-30")
    person.page.locator("#skills").fill("、".join(pair.hit))
    person.write(contact_name="校企合作处", contact_phone=pair.school_phone, **more)
    _submit(person, kind)


def write_demand(person: Person, pair: Pair, *, kind: str = "", **more: str) -> None:
    """Write a demand, perhaps for one kind alone, and submit it."""
    person.open("/demands/mine").follow("发布需求")
    choose(person, "occupation_code", pair.occupation)
    person.write(headcount=str(pair.headcount), start_date="2029-07-01")
    person.page.locator("#must_skills").fill("、".join((*pair.hit, pair.missed)))
    person.write(least_level="secondary", promise="full")
    person.write(contact_name="人力资源部", contact_phone=pair.enterprise_phone, **more)
    _submit(person, kind)


def _submit(person: Person, kind: str) -> None:
    if kind:
        person.field("accepted_kinds", f"[value={kind}]").check()
    person.press("提交审核")
    person.is_told("已提交审核，结果会通知您。")


def open_proposal(person: Person, kind: str, *names: str) -> str:
    """Open the proposal of a kind between these organizations; return its address."""
    row = person.open(f"/proposals?kind={kind}").page.locator("main tbody tr")
    for name in names:
        row = row.filter(has_text=name)
    row.get_by_role("link").first.click()
    return person.page.url


def step(person: Person, button: str) -> None:
    """Press the button of a step on the page of a proposal and see it done."""
    person.press(button)
    person.is_told("已完成：%(word)s", word=person.words(button))


def explain(person: Person, word: str, reason: str) -> None:
    """Take a step that asks for words."""
    person.follow(word)
    person.write(reason=reason)
    if person.main.locator("[name=why]").count():
        person.page.select_option("main [name=why]", index=1)
    person.press(word)
    person.is_told("已完成：%(word)s", word=person.words(word))


def publish(reviewer: Person, owner: str) -> None:
    """Approve what an organization handed in."""
    take(reviewer, owner)
    decide(reviewer)


def approve(reviewers: list[Person], address: str) -> None:
    """Let each of those who have to read the proposal agree; it is approved with the last of them."""
    for reviewer in reviewers:
        reviewer.open(address).reads("各方均有意向，学位和岗位已预留，等待审核：%(names)s")
        take(reviewer, reviewer.page.get_by_role("heading", level=1).inner_text())
        decide(reviewer)


def confirm(parties: list[Person], address: str) -> None:
    """Confirm the approved version one after the other; the last one finds a partnership."""
    for person in parties:
        step(person.open(address), "确认当前版本")
    person.reads("各方均已确认，合作达成。")
    person.follow("查看合作项目")
    person.reads("按各方确认的第 %(number)s 版方案执行", number=1)
    expect(person.text("已确认本版")).to_have_count(len(parties))
