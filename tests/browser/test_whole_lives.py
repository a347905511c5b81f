"""Three classes from the posting to the archived outcome, each by its school, enterprises and authority."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pytest
from playwright.sync_api import Page

from matchmaker.services.working_days import today
from matchmaker.terms import Kind
from tests.browser import lives, story
from tests.browser.people import Manner, Person
from tests.browser.story import PAIR


@dataclass(frozen=True)
class Life:
    """A kind of class: how many enterprises, how many posts each, and what the two sides tell for it."""

    kind: Kind
    enterprises: int = 1
    headcount: int = 30
    programme: Mapping[str, str] = field(default_factory=dict)
    demand: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.kind.value


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


CLASS, JOINT_CLASS, FACTORY = LIVES
STORIES = [
    (CLASS, Manner("zh")),
    (CLASS, Manner("en")),
    (JOINT_CLASS, Manner("en")),
    (FACTORY, Manner("zh")),
]


class Cast:
    """The people of a story: the enterprises use telephones, the others desks; days pass for all at once."""

    def __init__(self, make, enter, pass_days, enterprises: int) -> None:
        self._enter, self._pass_days = enter, pass_days
        hotels = [f"郑州故事酒店{number}（示例）" for number in range(1, enterprises + 1)]
        self.names = [PAIR.school, *hotels]
        sides = [make.school(name=PAIR.school), *(make.enterprise(name=name) for name in hotels)]
        self.school_id = sides[0].id
        self._users = [*(make.editor(side) for side in sides), make.reviewer()]
        self._come()

    def _come(self) -> None:
        last = len(self._users) - 1
        widths = [375 if 0 < number < last else 1280 for number in range(last + 1)]
        self.people = [
            self._enter(user, width=width) for user, width in zip(self._users, widths, strict=True)
        ]
        self.school, *self.enterprises, self.reviewer = self.people
        self.parties = self.people[:-1]

    def wait(self, days: int) -> None:
        """Let days pass; sessions run out meanwhile, and everybody signs in again."""
        self._pass_days(days)
        for person in self.people:
            person.page.context.close()
        self._come()


@pytest.fixture
def cast(make, enter, pass_days, life: Life) -> Cast:
    return Cast(make, enter, pass_days, life.enterprises)


@pytest.fixture
def look(axe: Callable[[Page], None]) -> Callable[[Person, str], None]:
    """Return a check that a page shuts nobody out as its reader sees it, and fits a desk and a telephone."""

    def act(person: Person, address: str) -> None:
        page = person.open(address).page
        axe(page)
        size = page.viewport_size
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.set_viewport_size(size)

    return act


@pytest.mark.parametrize(("life", "manner"), STORIES, ids=str)
def test_a_class_lives_from_posting_to_archive(life: Life, cast: Cast, work, look) -> None:
    address = _find_each_other(cast, work, life)
    look(cast.school, address)
    lives.agree(cast.parties, cast.reviewer, address)
    page = lives.start(cast.school, address)
    _run(cast, page, look)
    _end(cast, page, look)


def _find_each_other(cast: Cast, work: Callable[[], None], life: Life) -> str:
    """Post on both sides, publish, match and plan; return the address of the proposal that was sent."""
    pair = replace(PAIR, headcount=life.headcount)
    kind = life.kind.value
    story.write_programme(cast.school, pair, kind=kind, **life.programme)
    for person in cast.enterprises:
        story.write_demand(person, pair, kind=kind, **life.demand)
    for name in cast.names:
        story.publish(cast.reviewer, name)
    work()
    cast.reviewer.open("/plans?region=410100").press("重新规划")
    work()
    address = story.open_proposal(cast.reviewer, kind, *cast.names)
    story.step(cast.reviewer, "发送各方")
    return address


def _run(cast: Cast, page: str, look: Callable[[Person, str], None]) -> None:
    """Report the first term, have it returned once, and confirm it."""
    dossier = f"{page}/dossier"
    lives.report(cast.school, dossier, "填报学期情况", lives.TERM)
    look(cast.enterprises[0], dossier)
    lives.send_back(cast.enterprises[0], dossier)
    lives.correct(cast.school, dossier, {"mentors": "4"})
    for enterprise in cast.enterprises:
        lives.confirm(enterprise, dossier)
    cast.enterprises[-1].reads("已于%(day)s核对一致。")


def _end(cast: Cast, page: str, look: Callable[[Person, str], None]) -> None:
    """Note the end, evaluate, and tell what became of the class until it is archived."""
    outcome = f"{page}/evaluation"
    cast.wait(days=200)
    cast.school.open(page).follow("结课")
    cast.school.press("确认结课")
    for person in cast.people:
        lives.evaluate(person, page)
    lives.report(cast.school, outcome, "填报人数", lives.GRADUATION)
    for enterprise in cast.enterprises:
        lives.confirm(enterprise, outcome)
    look(cast.school, outcome)
    cast.wait(days=365)
    for enterprise in cast.enterprises:
        for _ in ("six months", "twelve months"):
            lives.report(enterprise, outcome, "填报人数", lives.STAY)
    lives.confirm(cast.school, outcome)
    cast.school.reads("已归档")
    employed = {"word": cast.school.words("就业人数"), "part": 22, "whole": 24, "percent": "91.7%"}
    cast.school.reads("%(word)s：%(part)s / %(whole)s 人，占 %(percent)s", **employed)
    record = f"/organizations/{cast.school_id}"
    look(cast.enterprises[0], record)
    cast.enterprises[0].reads("%(count)s 份核对过的成效，平均 %(percent)s", count=1, percent="91.7%")


def test_the_clock_of_the_stories_moves(pass_days) -> None:
    before = today()
    pass_days(200)
    assert (today() - before).days == 200
