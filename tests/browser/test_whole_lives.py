"""Three classes from the posting to the archived outcome, each by its school, enterprises and authority."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pytest
from playwright.sync_api import Page, expect

from matchmaker.services.working_days import today
from matchmaker.terms import Kind
from matchmaker.web.documents import mails
from matchmaker.worker import Worker
from tests.browser import lives, story
from tests.browser.story import Pair

PAIR = Pair(
    number=1,
    major="540106",
    course="前厅数字化运营",
    occupation="4-03-01-01",
    headcount=30,
    hit=("前厅接待", "客房服务"),
    missed="英语会话",
)


@dataclass(frozen=True)
class Life:
    """A kind of class: how many enterprises, how many posts each, and what the two sides tell for it."""

    kind: Kind
    enterprises: int = 1
    headcount: int = 30
    programme: Mapping[str, str] = field(default_factory=dict)
    demand: Mapping[str, str] = field(default_factory=dict)


LIVES = (
    Life(Kind.ORDER_CLASS),
    Life(Kind.JOINT_ORDER_CLASS, enterprises=2, headcount=14),
    Life(
        Kind.FACTORY_IN_SCHOOL,
        programme={"site_area_m2": "600", "site_power_kw": "200", "site_logistics": "yes"},
        demand={
            "line": "客房布草洗涤线一条",
            "line_area_m2": "300",
            "line_power_kw": "80",
            "is_process_allowed": "yes",
        },
    ),
)


class Cast:
    """The people of a story: the enterprises use telephones, the others desks; days pass for all at once."""

    def __init__(self, make, visit, pass_days, enterprises: int) -> None:
        self._visit, self._pass_days = visit, pass_days
        hotels = [f"郑州故事酒店{number}（示例）" for number in range(1, enterprises + 1)]
        self.names = ["郑州故事职业学院（示例）", *hotels]
        sides = [make.school(name=self.names[0]), *(make.enterprise(name=name) for name in hotels)]
        self.school_id = sides[0].id
        self._users = [*(make.editor(side) for side in sides), make.reviewer()]
        self._enter()

    def _enter(self) -> None:
        last = len(self._users) - 1
        widths = [375 if 0 < number < last else 1280 for number in range(last + 1)]
        self.pages = [
            self._visit(user=user, width=width) for user, width in zip(self._users, widths, strict=True)
        ]
        self.school, *self.enterprises, self.reviewer = self.pages
        self.parties = self.pages[:-1]

    def wait(self, days: int) -> None:
        """Let days pass; sessions run out meanwhile, and everybody signs in again."""
        self._pass_days(days)
        for page in self.pages:
            page.context.close()
        self._enter()


@pytest.fixture(params=LIVES, ids=lambda life: life.kind.value)
def life(request) -> Life:
    return request.param


@pytest.fixture
def cast(make, visit, pass_days, life: Life) -> Cast:
    return Cast(make, visit, pass_days, life.enterprises)


@pytest.fixture
def work(app, database, settings) -> Callable[[], None]:
    """Return a function that does what a worker would find to do."""
    worker = Worker(database, settings, mails.composer(app, settings))

    def act() -> None:
        while worker.run_one():
            pass

    return act


@pytest.fixture
def look(axe: Callable[[Page], None]) -> Callable[[Page, str], None]:
    """Return a check that a page fits a desk and a telephone and shuts nobody out."""

    def act(page: Page, address: str) -> None:
        page.goto(address)
        size = page.viewport_size
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 800})
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.set_viewport_size(size)

    return act


def test_a_class_lives_from_posting_to_archive(life: Life, cast: Cast, work, look) -> None:
    address = _find_each_other(cast, work, life)
    look(cast.school, address)
    lives.agree(cast.parties, cast.reviewer, address)
    page = lives.start(cast.school, address)
    _run(cast, page, look)
    _end(cast, page, look)


def _find_each_other(cast: Cast, work: Callable[[], None], life: Life) -> str:
    """Post on both sides, publish, match and plan; return the path of the proposal that was sent."""
    pair = replace(PAIR, headcount=life.headcount)
    kind = life.kind.value
    story.post_programme(cast.school, pair, kind=kind, **life.programme)
    for page in cast.enterprises:
        story.post_demand(page, pair, kind=kind, **life.demand)
    for name in cast.names:
        story.decide(cast.reviewer, name)
    work()
    cast.reviewer.goto("/plans?region=410100")
    cast.reviewer.get_by_role("button", name="重新规划").click()
    work()
    address = story.open_proposal(cast.reviewer, kind, *cast.names)
    story.press(cast.reviewer, "发送各方")
    return address


def _run(cast: Cast, page: str, look: Callable[[Page, str], None]) -> None:
    """Report the first term, have it returned once, and confirm it."""
    dossier = f"{page}/dossier"
    lives.report(cast.school, dossier, "填报学期情况", lives.TERM)
    look(cast.enterprises[0], dossier)
    lives.send_back(cast.enterprises[0], dossier, "企业导师应为4人")
    lives.correct(cast.school, dossier, {"mentors": "4"})
    for enterprise in cast.enterprises:
        lives.confirm(enterprise, dossier)
    expect(cast.enterprises[-1].get_by_text("核对一致")).to_be_visible()


def _end(cast: Cast, page: str, look: Callable[[Page, str], None]) -> None:
    """Note the end, evaluate, and tell what became of the class until it is archived."""
    outcome = f"{page}/evaluation"
    cast.wait(days=200)
    cast.school.goto(page)
    cast.school.get_by_role("button", name="结课").click()
    for one in cast.pages:
        lives.evaluate(one, page)
    lives.report(cast.school, outcome, "填报人数", lives.GRADUATION)
    for enterprise in cast.enterprises:
        lives.confirm(enterprise, outcome)
    look(cast.school, outcome)
    cast.wait(days=365)
    for enterprise in cast.enterprises:
        for _ in ("six months", "twelve months"):
            lives.report(enterprise, outcome, "填报人数", lives.STAY)
    lives.confirm(cast.school, outcome)
    expect(cast.school.get_by_text("已归档").first).to_be_visible()
    expect(cast.school.get_by_text("就业人数：22 / 24 人").first).to_be_visible()
    record = f"/organizations/{cast.school_id}"
    look(cast.enterprises[0], record)
    expect(cast.enterprises[0].get_by_text("1 份核对过的成效，平均 91.7%")).to_be_visible()


def test_the_clock_of_the_stories_moves(pass_days) -> None:
    before = today()
    pass_days(200)
    assert (today() - before).days == 200
