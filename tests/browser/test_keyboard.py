"""A demand from the log-in to the draft without a mouse: every stop can be reached and is seen."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import in_both_languages
from tests.factories import PASSWORD

STOPS = 120  # Presses of the tab key that a page may need.
# A ring or a line around what has the focus, or around the box that it fills.
IS_SEEN = """() => {
  if (document.activeElement === document.body) return true // The browser's own bar comes between.
  const style = getComputedStyle(document.activeElement)
  return style.outlineStyle !== 'none' || style.boxShadow !== 'none' || style.borderStyle !== 'none'
}"""


def reach(page: Page, target: Locator) -> None:
    """Press the tab key until the target has the focus; every stop on the way shows that it has it."""
    expect(target.first).to_be_visible()
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(IS_SEEN), page.evaluate("document.activeElement.outerHTML")
        if target.first.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} cannot be reached by the tab key on {page.url}")


def write(page: Page, name: str, text: str) -> None:
    reach(page, page.locator(f"main [name={name}], main #{name}"))
    page.keyboard.insert_text(text)


@in_both_languages
def test_a_demand_is_written_without_a_mouse(make, enter) -> None:
    make.editor(make.enterprise(name="示例企业"), email="a@test.example")
    person = enter().open("/accounts/log-in")
    page = person.page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # To the content.
    write(page, "email", "a@test.example")
    write(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/dashboard"))
    reach(page, page.locator(".site-header a[href='/demands/mine']"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/demands/mine"))
    reach(page, page.locator("main a[href='/demands/new']"))
    page.keyboard.press("Enter")
    write(page, "occupation_code", "4-03-01-01")
    write(page, "title", "前厅接待")
    write(page, "headcount", "12")
    expect(page.locator("[data-kept]")).not_to_be_empty(timeout=15_000)  # It has saved itself meanwhile.
    reach(page, person.main.get_by_role("button", name=person.words("保存草稿"), exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("前厅接待")
