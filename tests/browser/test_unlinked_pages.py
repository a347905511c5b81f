"""Pages that no link of the demo leads to: of mails, errors, refused forms, rarer records; and no others."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from flask import Flask, abort
from playwright.sync_api import expect

from matchmaker.db import now
from matchmaker.models import Job, Partnership, SavedFilter, Upload
from matchmaker.services.events import Actor
from matchmaker.services.partnerships import plans
from matchmaker.services.people import invitations, resets
from matchmaker.terms import Frequency, SavedPage, Side, Stage
from matchmaker.web.errors import MESSAGES
from matchmaker.workflow import PartnershipState, ProposalState
from tests.browser import demo_site
from tests.classes import GRADUATED, TERM, Class
from tests.classes import ended as over
from tests.factories import ZHENGZHOU
from tests.services.letters import link, sent_token

LANGUAGES = ["zh", "en"]
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#?]*)')
EACH = 3  # Pages of one kind that are opened.
# Pages of mails and of records that the demo lacks; what pages fetch into themselves; what machines read.
UNLINKED = {
    *("accounts.new_password", "accounts.invitation"),
    *("programmes.edit", "programmes.close", "matches.compare", "matches.why", "organizations.compare"),
    *("answers.veto", "answers.withdraw", "saved.show", "saved.results"),
    *("scans.download", "uploads.show", "uploads.faults"),
    *("partnerships.show", "partnerships.start", "partnerships.terminate"),
    *("evaluations.show", "evaluations.write", "evaluations.archive", "reports.new", "reports.edit"),
    *("plans.progress", "catalogue.outlook", "renewals.show"),
    "catalogue.entries",
    *("health.live", "health.ready", "static"),
}


@pytest.fixture
def look(visit, axe):
    """Return a function that opens a page in a language, looks for faults and returns it."""

    def act(path, *, language, user=None):
        page = visit(path, user=user, language=language)
        expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"))
        axe(page)
        page.set_viewport_size({"width": 375, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        return page

    return act


@pytest.fixture
def token(make):
    """Return a function that reads the token of the latest mail."""

    def act():
        with make.database.reading() as session:
            return sent_token(session)

    return act


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", sorted(MESSAGES))
def test_no_error_page_has_faults(look, app: Flask, monkeypatch, status: int, language: str) -> None:
    monkeypatch.setitem(app.view_functions, "search.index", lambda: abort(status))
    page = look("/search", language=language)
    expect(page.locator("main h1")).to_be_visible()
    assert page.locator("main a, main form").count() >= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_a_new_password_has_no_faults(look, make, token, language: str) -> None:
    make.user(email="a@test.example")
    with make.database.transaction() as writing:
        resets.request(writing, email="a@test.example", link=link)
    page = look(f"/accounts/new-password?token={token()}", language=language)
    expect(page.locator("main input[name=password]")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("has_account", [False, True])
def test_no_page_of_an_invitation_has_faults(look, make, token, language: str, has_account: bool) -> None:
    school = make.school()
    host = Actor(make.editor(school).id)
    guest = make.user(email="guest@test.example") if has_account else None
    with make.database.transaction() as writing:
        invitations.invite(writing, school, email="guest@test.example", link=link, actor=host)
    page = look(f"/accounts/invitation?token={token()}", language=language, user=guest)
    expect(page.locator("main form").first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_in_the_making_has_no_faults(look, make, language: str) -> None:
    reviewer = make.reviewer()
    with make.database.transaction() as writing:
        plans.request(writing, ZHENGZHOU, actor=Actor(reviewer.id))
    page = look("/plans", language=language, user=reviewer)
    expect(page.locator("main progress")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_finished", [False, True])
def test_no_page_of_an_import_has_faults(look, make, language: str, is_finished: bool) -> None:
    school = make.school()
    facts = {"side": Side.PROGRAMMES, "name": "table.csv", "content": b"x", "is_whole": False}
    if is_finished:
        message = {"message": "应为日期，例如 2026-09-01。", "values": {}}
        facts["faults"] = [{"row": 2, "column": "毕业日期", "value": "明年", **message}]
        facts["counts"] = {"created": 3, "updated": 0, "unchanged": 1, "kept": 0}
        facts["finished_at"] = now()
    else:
        facts["job_id"] = make.save(Job(name="import", key="import", progress=2, total=5)).id
    upload = make.save(Upload(organization_id=school.id, **facts))
    page = look(f"/uploads/{upload.id}", language=language, user=make.editor(school))
    expect(page.locator("main table" if is_finished else "main progress")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/demands/new", "/programmes/new"])
def test_no_refused_form_has_faults(look, axe, make, path: str, language: str) -> None:
    organization = make.school() if path.startswith("/programmes") else make.enterprise()
    page = look(path, language=language, user=make.editor(organization))
    page.click("main button[value=submit]")
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)


@pytest.fixture
def records(make):
    """Return addresses of pages about records that the demo lacks, each with somebody who may open it."""
    school, double = make.school(name="示例学校"), make.school(name="示例学校（重复）")
    programme, demands = make.programme(school), [make.demand(), make.demand()]
    for demand in demands:
        make.match(programme, demand)
    proposal = make.proposal(programme, demands[0], state=ProposalState.AGREED)
    partnership = make.save(Partnership(proposal_id=proposal.id))
    editor, reviewer = make.editor(school), make.reviewer()
    running = Class(make, enterprises=1)
    others = "&".join(f"other={demand.id}" for demand in demands)
    draft = make.proposal(programme, demands[1])
    sent = make.proposal(programme, make.demand(), state=ProposalState.SENT, author="school")
    filters = {"page": SavedPage.SEARCH, "values": {"side": "demands"}, "frequency": Frequency.OFF}
    saved = make.save(SavedFilter(user_id=editor.id, name="数控", **filters))
    return {
        f"/proposals/{draft.id}/veto": reviewer,
        f"/proposals/{sent.id}/withdraw": editor,
        f"/saved/{saved.id}": editor,
        f"/matches/programmes/{programme.id}/why?q=x": editor,
        f"/programmes/{programme.id}/close": editor,
        f"{running.page}/reports/new/{TERM}": running.people[0],
        f"/programmes/{programme.id}/edit": editor,
        f"/matches/programmes/{programme.id}/compare?{others}": editor,
        f"/organizations/{double.id}/merge?into={school.id}": reviewer,
        f"/partnerships/{partnership.id}": editor,
        f"/partnerships/{partnership.id}/start": editor,
        f"/partnerships/{partnership.id}/terminate": editor,
    }


@pytest.fixture
def ended(make):
    """Return addresses of pages about partnerships that have ended, each with somebody who may open it."""
    running = Class(make, **over(1))
    evaluated = Class(make, **over(1) | {"state": PartnershipState.EVALUATED})
    report = evaluated.filed(Stage.GRADUATION, GRADUATED)
    return {
        f"{running.page}/reports/new/graduation": running.people[0],
        f"{running.page}/evaluation/mine": running.people[0],
        f"{evaluated.page}/reports/{report.id}/edit": evaluated.people[0],
        f"{evaluated.page}/evaluation": evaluated.people[0],
        f"{evaluated.page}/evaluation/archive": evaluated.people[-1],
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_about_an_ended_partnership_has_faults(look, ended, language: str) -> None:
    for path, user in ended.items():
        page = look(path, language=language, user=user)
        expect(page.locator("main h1")).to_be_visible()
        assert page.url.endswith(path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_about_a_rarer_record_has_faults(look, records, language: str) -> None:
    for path, user in records.items():
        page = look(path, language=language, user=user)
        expect(page.locator("main h1")).to_be_visible()
        assert page.url.endswith(path)


def test_links_lead_to_every_other_page(visit_demo, app: Flask) -> None:
    addresses = app.url_map.bind("localhost")
    reached = set()
    for account in demo_site.ACCOUNTS:
        request = visit_demo(account).request
        # One's own demands open more than others', and some of them more than a closed one.
        waiting, seen = ["/demands/mine", "/"], Counter()
        while waiting:
            path = waiting.pop(0)
            kind = demo_site.NUMBER.sub("/#", path)
            if seen[kind] < EACH:
                seen[kind] += 1
                reached.add(addresses.match(path)[0])
                waiting.extend(LINK.findall(request.get(path).text()))
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert pages - reached <= UNLINKED
