"""Who acts on what somebody else has changed is shown the difference, and keeps what was written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matchmaker.models import Organization, Programme, Proposal, Review
from matchmaker.services import decisions, reviews
from matchmaker.services.decisions import Ruling
from matchmaker.services.events import Actor
from matchmaker.services.partnerships import proposals, terms
from matchmaker.services.people import organizations
from matchmaker.services.postings import moves, programmes
from matchmaker.workflow import Decision, OrganizationState, PostingState, ProposalState
from tests.web.stage import Stage


def change(session, organization, **facts):
    return organizations.edit(session, organization, version=organization.version, **facts)


@pytest.fixture
def stage(make, sign_in):
    stage = Stage(make, sign_in)
    stage.propose(gives=[{"giver": "school", "item": "学位", "amount": 20, "unit": "名"}])
    return stage


@pytest.fixture
def meanwhile(database, settings, stage):
    """Return a function by which somebody else makes a new version."""

    def act(**facts):
        with database.transaction() as session:
            proposal = session.get_one(Proposal, stage.proposal.id)
            new = replace(terms.of(proposal), **facts)
            number = proposal.number
            proposals.edit(session, proposal, new, number=number, actor=Actor(), settings=settings)

    return act


def filled(stage, **facts):
    posts = {f"posts_{demand.id}": 10 for demand in stage.demands}
    give = {"give_0_giver": "school", "give_0_item": "学位", "give_0_amount": "15", "give_0_unit": "名"}
    data = {"kind": "joint_order_class", "students": 15, "note": "我们的说明", "number": 1}
    return data | posts | give | facts


def test_an_edit_of_an_older_version_keeps_its_input_and_goes_over_the_newer(stage, meanwhile):
    meanwhile(note="他们的说明")
    client, path = stage.clients[0], f"{stage.path}/edit"
    refused = client.post(path, data=filled(stage))
    assert refused.status_code == 409
    for text in ("他们的说明", "我们的说明", "您填写的内容", 'name="number" type="hidden" value="2"'):
        assert text in refused.text
    assert stage.stored().note == "他们的说明"
    assert client.post(path, data=filled(stage, number=2)).status_code == 303
    assert (stage.stored().number, stage.stored().note) == (3, "我们的说明")


def test_words_of_an_answer_to_an_older_version_are_kept(stage, meanwhile):
    meanwhile(note="他们的说明")
    refused = stage.press(1, "decline", reason="今年的岗位已经招满。", why="timing")
    assert refused.status_code == 409
    assert "今年的岗位已经招满。" in refused.text
    assert "他们的说明" in refused.text
    again = stage.press(1, "decline", reason="今年的岗位已经招满。", why="timing", number=2)
    assert (again.status_code, stage.stored().state) == (303, ProposalState.DECLINED)


def test_what_is_no_longer_possible_is_not_offered_again(stage, meanwhile, database):
    meanwhile(note="他们的说明")
    with database.transaction() as session:
        session.get_one(Proposal, stage.proposal.id).state = ProposalState.WITHDRAWN
    refused = stage.clients[0].post(f"{stage.path}/edit", data=filled(stage))
    assert refused.status_code == 409
    assert "您填写的内容" not in refused.text


@pytest.fixture
def desk(make, sign_in, database):
    """A reviewer who holds the verification of a school, and the page that was read."""
    user = make.reviewer()
    school = make.school(state=OrganizationState.UNVERIFIED, address="示例路1号")
    review = make.review(organization_id=school.id)
    with database.transaction() as session:
        reviews.take(session, session.get_one(Review, review.id), actor=Actor(user.id))
    return sign_in(user), school, f"/reviews/{review.id}"


def test_a_decision_on_what_changed_meanwhile_shows_the_change_and_keeps_the_words(desk, database):
    client, school, path = desk
    with database.transaction() as session:
        found = session.get_one(Organization, school.id)
        organizations.edit(
            session, found, version=found.version, values={"address": "示例路2号"}, actor=Actor()
        )
    data = {"decision": "reject", "reason": "代码与名称不符", "version": 2, "seen": 0}
    refused = client.post(f"{path}/decide", data=data)
    assert refused.status_code == 409
    for text in ("您审核期间的改动", "示例路1号", "示例路2号", "代码与名称不符"):
        assert text in refused.text
    with database.reading() as session:
        assert session.get_one(Organization, school.id).state is OrganizationState.UNVERIFIED
    seen = refused.text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    assert client.post(f"{path}/decide", data=data | {"seen": seen}).status_code == 303


@pytest.mark.parametrize("name", ["version", "seen"])
def test_a_number_that_no_column_holds_is_refused(desk, name):
    client, _, path = desk
    data = {"decision": "reject", "reason": "代码与名称不符", "version": 2, "seen": 0, name: 10**20}
    assert client.post(f"{path}/decide", data=data).status_code == 422


def test_a_reviewer_sees_what_changed_since_the_last_decision(make, sign_in, database):
    user = make.reviewer()
    programme = make.programme(state=PostingState.SUBMITTED, places=50)
    review = make.review(programme_id=programme.id)
    with database.transaction() as session:
        first, actor = session.get_one(Review, review.id), Actor(user.id)
        reviews.take(session, first, actor=actor)
        session.flush()
        ruling = Ruling(Decision.RETURN, "请核实学位数")
        decisions.decide(session, first, ruling, version=first.version, actor=actor)
        mine = session.get_one(Programme, programme.id)
        session.flush()
        programmes.edit(session, mine, values={"places": 45}, version=mine.version, actor=Actor())
        session.flush()
        moves.act(session, mine, "submit", actor=Actor())
        session.flush()
        second = reviews.open_of(session, mine)[0].id
    page = sign_in(user).get(f"/reviews/{second}").text
    changes = page.split("上次审核后的改动")[1].split("</section>")[0]
    assert "<span>50</span>" in changes
    assert "<span>45</span>" in changes
    assert "上次审核后的改动" not in sign_in(user).get(f"/reviews/{review.id}").text


def test_an_organization_that_somebody_else_changed_is_shown_the_difference(make, sign_in, database):
    school = make.school(address="示例路1号", code="4141013791")
    client = sign_in(make.editor(school))
    path = f"/organizations/{school.id}/edit"
    assert 'name="version" type="hidden" value="1"' in client.get(path).text
    with database.transaction() as session:
        change(
            session, session.get_one(Organization, school.id), values={"address": "示例路2号"}, actor=Actor()
        )
    data = {"address": "示例路3号", "summary": "我们的简介", "school_level": "college", "version": 1}
    refused = client.post(path, data=data)
    assert refused.status_code == 409
    for text in ("该记录已被他人修改", "地址：示例路2号", 'value="示例路3号"', 'type="hidden" value="2"'):
        assert text in refused.text
    assert client.post(path, data=data | {"version": 2}).status_code == 303
    with database.reading() as session:
        assert session.get_one(Organization, school.id).address == "示例路3号"
