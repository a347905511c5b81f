"""The frame of every page: who sees which places, and what stands when the database does not."""

import re

import pytest

from matchmaker.db import Base

NAVIGATION = re.compile(r'<nav class="site-nav".*?</nav>', re.DOTALL)


def places(page):
    """Return the words of the navigation in its order."""
    return re.findall(r">([^<>\s][^<>]*)</a>", NAVIGATION.search(page.text)[0])


def test_a_visitor_sees_the_public_places(client):
    assert places(client.get("/")) == ["首页", "找专业", "找需求"]


def test_a_school_sees_its_programmes_and_an_enterprise_its_demands(make, sign_in):
    school = places(sign_in(make.editor(make.school())).get("/"))
    enterprise = places(sign_in(make.editor(make.enterprise())).get("/"))
    assert "我的专业" in school
    assert "我的需求" not in school
    assert "我的需求" in enterprise
    assert "审核" not in school + enterprise


def test_a_reviewer_sees_the_queue_and_an_administrator_the_accounts(make, sign_in):
    reviewer = places(sign_in(make.reviewer()).get("/"))
    administrator = places(sign_in(make.administrator()).get("/"))
    assert "审核" in reviewer
    assert "用户" not in reviewer
    assert "用户" in administrator


@pytest.mark.parametrize("role", ["school", "enterprise", "reviewer", "administrator"])
def test_every_place_of_the_navigation_opens(make, sign_in, role):
    people = {
        "school": lambda: make.editor(make.school()),
        "enterprise": lambda: make.editor(make.enterprise()),
        "reviewer": make.reviewer,
        "administrator": make.administrator,
    }
    client = sign_in(people[role]())
    addresses = re.findall(r'href="([^"]+)"', NAVIGATION.search(client.get("/").text)[0])
    assert len(addresses) >= 5
    for address in addresses:
        response = client.get(address.replace("&amp;", "&"))
        assert response.status_code == 200, address
        assert 'aria-current="page"' in NAVIGATION.search(response.text)[0], address


def test_the_title_of_a_refused_form_begins_with_the_error(client):
    page = client.post("/accounts/log-in", data={}).text
    assert re.search(r"<title>\s*错误：", page)


def test_without_a_database_the_page_says_so_and_asks_it_nothing(make, sign_in, client, database):
    signed_in = sign_in(make.editor(make.school()))
    Base.metadata.drop_all(database.engine)
    for browser in (client, signed_in):
        response = browser.get("/")
        assert response.status_code == 503
        assert "数据库暂时无法连接" in response.text
        assert "请求编号" in response.text


def test_a_system_error_keeps_its_trace_to_itself(client, app, monkeypatch):
    def fail(*_arguments, **_values):
        raise ValueError("a secret detail")

    monkeypatch.setattr("matchmaker.web.public.home.figures.count", fail)
    response = client.get("/")
    assert response.status_code == 500
    assert "a secret detail" not in response.text
    assert response.headers["X-Request-ID"] in response.text
