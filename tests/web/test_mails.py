"""Mails tell of notifications in the reader's language, and lead to the pages and to the renewal button."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from matchmaker.db import now
from matchmaker.models import Demand, Event, Notification, Programme
from matchmaker.services.postings import renewals
from matchmaker.services.working_days import CHINA
from matchmaker.terms import Frequency, Stage, Topic
from matchmaker.web.documents import mails
from matchmaker.workflow import PostingState


@pytest.fixture
def compose(app, settings):
    return mails.composer(app, replace(settings, base_url="https://site.example"))


def told(user, **facts):
    facts = {
        "name": "proposal_sent",
        "topic": Topic.PROPOSAL,
        "subject_type": "proposal",
        "subject_id": 7,
        "values": {"kind": "order_class"},
    } | facts
    return Notification(user_id=user.id, key="k", **facts)


def test_a_mail_speaks_the_readers_language(make, compose):
    for language, word in (("zh", "等待您答复"), ("en", "is waiting for your answer")):
        user = make.user(language=language)
        letter = compose(user, [told(user)])
        assert word in letter.subject
        assert word in letter.body
        assert "https://site.example/proposals/7\n" in letter.body
        assert "https://site.example/notifications/preferences" in letter.body


def test_several_notifications_are_one_mail_that_counts_them(make, compose):
    user = make.user()
    letter = compose(user, [told(user), told(user, subject_id=8)])
    assert "2 条通知" in letter.subject
    assert all(f"/proposals/{number}" in letter.body for number in (7, 8))


@pytest.mark.parametrize(
    ("name", "period", "page"),
    [
        ("report_reminder", "2026-1", "dossier"),
        ("report_reminder", Stage.SIX_MONTHS.value, "evaluation"),
        ("evaluation_reminder", None, "evaluation"),
    ],
)
def test_what_is_owed_leads_to_where_it_is_given(make, compose, name, period, page):
    values = {"kind": "order_class", "days": 3} | ({"period": period} if period else {})
    user = make.user()
    facts = {"topic": Topic.REMINDER, "subject_type": "partnership", "values": values}
    letter = compose(user, [told(user, name=name, **facts)])
    assert f"https://site.example/partnerships/7/{page}\n" in letter.body


@pytest.fixture
def ending(make, compose):
    """A posting that ends soon, and the path of the link in the mail to its editor."""
    enterprise = make.enterprise()
    demand = make.demand(enterprise, expires_at=now() + timedelta(days=10))
    user = make.editor(enterprise)
    day = demand.expires_at.astimezone(CHINA).date().isoformat()
    values = {"title": demand.title, "day": day}
    subject = {"subject_type": "demand", "subject_id": demand.id}
    letter = compose(user, [told(user, name="posting_expiring", values=values, **subject)])
    path = letter.body.split("https://site.example", 1)[1].split()[0]
    return demand, user, path


def renew(client, path):
    return client.post("/renewals", data={"token": path.partition("token=")[2]})


def stored(database, posting):
    with database.reading() as session:
        return session.get_one(type(posting), posting.id)


def test_opening_the_link_shows_a_button_and_changes_nothing(client, ending, database):
    demand, _user, path = ending
    page = client.get(path)
    assert (page.status_code, demand.title in page.text) == (200, True)
    assert stored(database, demand).expires_at == demand.expires_at


def test_the_button_renews_without_signing_in_once(client, ending, database, session):
    demand, user, path = ending
    assert renew(client, path).status_code == 303
    assert stored(database, demand).expires_at > now() + timedelta(days=179)
    event = session.query(Event).filter_by(action="extend").one()
    assert event.actor_id == user.id
    session.rollback()
    assert client.get(path).status_code == renew(client, path).status_code == 410


def test_what_has_expired_meanwhile_is_published_again(client, ending, database):
    demand, _user, path = ending
    with database.transaction() as session:
        session.get_one(Demand, demand.id).state = PostingState.EXPIRED
    assert renew(client, path).status_code == 303
    assert stored(database, demand).state is PostingState.PUBLISHED


def test_a_link_is_worth_nothing_to_who_left_or_with_another_end(client, ending, make, settings, database):
    demand, user, path = ending
    stranger = {"noun": "demand", "posting_id": demand.id, "user_id": make.user().id}
    day = demand.expires_at.astimezone(CHINA).date().isoformat()
    assert renew(client, f"?token={renewals.token(settings, day=day, **stranger)}").status_code == 410
    other = stranger | {"user_id": user.id}
    assert renew(client, f"?token={renewals.token(settings, day='2020-01-01', **other)}").status_code == 410
    with database.transaction() as session:
        session.merge(user).is_active = False
    assert renew(client, path).status_code == 410


def test_a_link_of_a_posting_that_is_gone_leads_nowhere(client, settings, make):
    facts = {"noun": "programme", "posting_id": 999, "user_id": make.user().id, "day": "2026-01-01"}
    assert client.get(f"/renewals?token={renewals.token(settings, **facts)}").status_code == 404
    assert Programme.__tablename__ == facts["noun"]


def test_one_chooses_how_often_mail_comes(make, sign_in):
    client = sign_in(make.user())
    page = client.get("/notifications/preferences").text
    assert page.count('type="radio"') >= len(Topic) * len(Frequency)
    data = dict.fromkeys(Topic, "weekly") | {"reminder": "off"}
    assert client.post("/notifications/preferences", data=data).status_code == 303
    again = client.get("/notifications/preferences").text
    for topic in Topic:
        checked = re.search(rf'<input checked[^>]*name="{topic}"[^>]*value="(\w+)"', again)
        assert checked[1] == data[topic]
    data["posting"] = "hourly"
    assert client.post("/notifications/preferences", data=data).status_code == 422
