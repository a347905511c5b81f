"""A running class as its two sides keep its figures straight."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import lives
from tests.browser.people import with_scripts_and_without
from tests.classes import YEAR, Class


@with_scripts_and_without
def test_a_term_is_reported_sent_back_corrected_and_confirmed(make, enter) -> None:
    group = Class(make, enterprises=1, started=YEAR)
    school, enterprise, reviewer = (enter(person, width=375) for person in group.people)
    dossier = f"{group.page}/dossier"
    lives.report(school, dossier, "填报学期情况", lives.TERM)
    lives.send_back(enterprise, dossier)
    lives.correct(school, dossier, {"mentors": "4"})
    lives.confirm(enterprise, dossier)
    for person in (school, reviewer):
        person.open(dossier).reads("已于%(day)s核对一致。")
        mentors = person.main.locator(".fact").filter(has_text=person.words("企业导师人数")).first
        expect(mentors.locator("dd")).to_contain_text("4")
    expect(school.main.get_by_role("link", name=school.words("修改报告"))).to_have_count(0)
