"""Saving what an address says, from the search and from lists of matches."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from matchmaker.models import Notification, SavedFilter
from matchmaker.web import notices


@pytest.fixture
def school(make):
    return make.school()


@pytest.fixture
def browser(make, school, sign_in):
    return sign_in(make.editor(school))


def rows(make):
    with make.database.reading() as session:
        return session.scalars(select(SavedFilter)).all()


def test_the_filters_of_a_search_are_kept_renamed_and_removed(make, browser, client):
    assert "保存这组条件" not in client.get("/search").text
    page = browser.get("/search?side=demands&q=数控&kind=order_class&page=1").text
    assert "/saved/search/new?side=demands&amp;q=" in page
    address = "/saved/search/new?side=demands&q=数控%00&kind=order_class&level=nonsense"
    assert 'value="数控"' in browser.get(address).text
    response = browser.post(address, data={"name": "数控订单班", "frequency": "weekly"})
    assert response.status_code == 303
    [saved] = rows(make)
    assert saved.values == {"side": "demands", "q": "数控", "kind": "order_class", "sort": "newest"}
    listed = browser.get("/saved").text
    assert "数控订单班" in listed
    assert "kind=order_class" in listed
    assert browser.post(f"/saved/{saved.id}", data={"name": "", "frequency": "off"}).status_code == 422
    assert browser.post(f"/saved/{saved.id}", data={"name": "数控", "frequency": "off"}).status_code == 303
    assert rows(make)[0].name == "数控"
    assert browser.post(f"/saved/{saved.id}/remove").status_code == 303
    assert rows(make) == []


def test_two_filters_of_one_name_are_told_at_the_form(browser):
    said = {"name": "甲", "frequency": "off"}
    assert browser.post("/saved/search/new?side=programmes", data=said).status_code == 303
    response = browser.post("/saved/search/new?side=demands", data=said)
    assert response.status_code == 422
    assert "已有同名的条件" in response.text


def test_filters_that_are_kept_already_are_kept_once(browser, make):
    address = "/saved/search/new?side=demands&q=数控"
    browser.post(address, data={"name": "数控", "frequency": "off"})
    [saved] = rows(make)
    led = browser.get(address)
    assert led.location == f"/saved/{saved.id}?again=yes"
    assert "已经保存过" in browser.get(led.location).text
    assert browser.post(address, data={"name": "数控岗位", "frequency": "weekly"}).status_code == 303
    [still] = rows(make)
    assert (still.id, still.name, still.frequency) == (saved.id, "数控岗位", "weekly")


def test_the_filters_of_ones_own_matches_are_kept(browser, make, school):
    mine, theirs = make.programme(school), make.programme(make.school())
    address = f"/saved/programmes/{mine.id}/new?within=100&least=60"
    assert browser.post(address, data={"name": "近的", "frequency": "daily"}).status_code == 303
    [saved] = rows(make)
    assert saved.values == {"within": "100", "least": "60", "sort": "score"}
    assert saved.posting_id == mine.id
    assert f"/matches/programmes/{mine.id}?" in browser.get("/saved").text
    refused = browser.post(f"/saved/programmes/{theirs.id}/new", data={"name": "别人", "frequency": "off"})
    assert refused.status_code == 404


def test_an_official_keeps_the_filters_of_the_region(make, sign_in):
    reviewer = sign_in(make.reviewer())
    response = reviewer.post("/saved/region/new?least=80", data={"name": "好的", "frequency": "weekly"})
    assert response.status_code == 303
    assert "/matches?least=80" in reviewer.get("/saved").text


def test_news_of_a_saved_search_leads_to_its_results(browser, make, school, sign_in):
    address = "/saved/search/new?side=demands&q=数控"
    browser.post(address, data={"name": "数控", "frequency": "daily"})
    [saved] = rows(make)
    about = {"subject_type": "saved_filter", "subject_id": saved.id}
    news = Notification(name="saved_hits", values={"name": "数控", "count": 1}, **about)
    with browser.application.test_request_context():
        led = browser.get(notices.target(news))
    assert urlsplit(led.location).path == "/search"
    assert parse_qs(urlsplit(led.location).query)["q"] == ["数控"]
    assert sign_in(make.editor(school)).get(f"/saved/{saved.id}/results").status_code == 404
