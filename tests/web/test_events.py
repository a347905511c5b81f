"""The audit trail's page: officials alone, each in their own region."""

from __future__ import annotations

import pytest

from matchmaker.models import Proposal
from matchmaker.services.events import Actor
from matchmaker.services.partnerships import answers
from matchmaker.workflow import ProposalState
from tests.factories import LINYI


@pytest.fixture
def declined(make):
    """A proposal of 郑州 that an enterprise declined."""
    demand = make.demand()
    user = make.editor(make.enterprise(), name="张编辑")
    proposal = make.proposal(make.programme(), demand, state=ProposalState.SENT)
    with make.database.transaction() as session:
        found = session.get_one(Proposal, proposal.id)
        facts = {"organization_id": demand.organization_id, "number": 1, "reason": "今年不招人"}
        answers.decline(session, found, actor=Actor(user.id, "request-1"), **facts)
    return proposal


def text(response):
    return response.get_data(as_text=True)


def test_a_reviewer_sees_who_did_what_and_why(make, sign_in, declined):
    page = text(sign_in(make.reviewer()).get("/events"))
    for words in ("张编辑", "谢绝", "今年不招人", f"合作方案 #{declined.id}", "sent → declined", "request-1"):
        assert words in page


def test_a_reviewer_elsewhere_sees_nothing_of_it(make, sign_in, declined):
    client = sign_in(make.reviewer(make.authority(region_code=LINYI)))
    assert "没有找到记录" in text(client.get("/events"))


def test_an_administrator_sees_every_region(make, sign_in, declined):
    assert "今年不招人" in text(sign_in(make.administrator()).get("/events"))


def test_the_parties_do_not_see_the_trail(make, sign_in, client, declined):
    assert sign_in(make.editor(make.school())).get("/events").status_code == 403
    assert client.get("/events").status_code == 302


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("subject=proposal", True),
        ("subject=programme", False),
        ("subject=proposal&id=1", True),
        ("subject=proposal&id=2", False),
        ("action=decline", True),
        ("action=approve", False),
        ("actor=张编辑", True),
        ("actor=李编辑", False),
        ("since=2020-01-01", True),
        ("since=2999-01-01", False),
        ("until=2999-01-01", True),
        ("until=2020-01-01", False),
        ("since=nonsense&id=x&action=x", True),
    ],
)
def test_the_trail_narrows(make, sign_in, declined, query, is_found):
    page = text(sign_in(make.reviewer()).get(f"/events?{query}"))
    assert ("今年不招人" in page) is is_found
