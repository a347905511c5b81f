"""The demo as `make run` serves it: its own worker matches what is posted while the site runs."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from tests.browser import story
from tests.browser.people import Manner, Person
from tests.browser.story import PAIR

TITLE = "前厅接待（新发布）"
SECONDS = 30  # The worker looks for jobs every second; a slow machine may need longer for one.


def test_a_demand_is_matched_while_the_site_runs(visit_demo) -> None:
    names = ("enterprise@demo.example", "zhengzhou@demo.example")
    enterprise, reviewer = (Person(visit_demo(name), Manner("zh")) for name in names)
    story.write_demand(enterprise, PAIR, title=TITLE)
    address = enterprise.page.url
    story.publish(reviewer, TITLE)
    found = enterprise.main.get_by_role("link", name=enterprise.words("查看 %(count)s 个匹配"))
    deadline = time.monotonic() + SECONDS
    enterprise.open(address)
    while not found.count() and time.monotonic() < deadline:
        enterprise.open(address)
    found.click()
    expect(enterprise.page.locator(".match").first.locator(".skill-hit").first).to_be_visible()
