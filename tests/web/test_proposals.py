"""The pages of proposals, as each of their people sees them."""

from __future__ import annotations

import pytest

from matchmaker.models import Partnership
from matchmaker.terms import Kind
from matchmaker.workflow import HIDDEN_FROM_PARTIES, Answer, ProposalState
from tests.factories import LINYI
from tests.web.stage import Stage


@pytest.fixture
def stage(make, sign_in):
    stage = Stage(make, sign_in)
    stage.propose()
    return stage


def text(response):
    return response.get_data(as_text=True)


def edit_form(**facts):
    return {
        "number": 1,
        "kind": "joint_order_class",
        "students": 24,
        "note": "",
        "give_0_giver": "enterprise",
        "give_0_item": "企业导师",
        "give_0_amount": "3",
        "give_0_unit": "名",
    } | facts


def test_a_party_has_one_primary_button(stage):
    page = text(stage.school.get(stage.path))
    assert page.count("btn btn-primary") == 1
    assert f'action="{stage.path}/interest"' in page
    assert "等待答复" in page


def test_a_failed_gate_says_how_much_is_lacking(stage):
    assert "还差 3 个岗位" in text(stage.school.get(stage.path))


@pytest.mark.parametrize("state", sorted(HIDDEN_FROM_PARTIES))
def test_parties_do_not_see_what_was_not_sent(stage, state):
    stage.propose(state)
    assert stage.school.get(stage.path).status_code == 404
    assert f"#{stage.proposal.id}" not in text(stage.school.get("/proposals"))
    assert stage.reviewer.get(stage.path).status_code == 200


def test_strangers_do_not_find_the_proposal(stage, make, sign_in, client):
    strangers = [make.editor(make.school()), make.reviewer(make.authority(region_code=LINYI))]
    for stranger in map(sign_in, strangers):
        assert stranger.get(stage.path).status_code == 404
        assert stranger.post(f"{stage.path}/interest", data={"number": 1}).status_code in {403, 404}
        assert stranger.get(f"{stage.path}/edit").status_code == 404
        assert "没有合作方案" in text(stranger.get("/proposals"))
    assert client.get(stage.path).status_code == 302


def test_nobody_answers_for_another_organization(stage):
    response = stage.press(0, "interest", organization_id=stage.organizations[1].id)
    assert response.status_code == 404
    assert {party.answer for party in stage.stored().parties} == {Answer.PENDING}


def test_contacts_show_when_all_are_interested(stage):
    assert "0371-00000000" not in text(stage.clients[1].get(stage.path))
    for index in range(3):
        assert stage.press(index, "interest").status_code == 303
    assert stage.stored().state is ProposalState.IN_REVIEW
    assert "0371-00000000" in text(stage.clients[1].get(stage.path))


def test_contacts_hide_again_when_it_comes_to_nothing(stage):
    for index in range(3):
        stage.press(index, "interest")
    stage.press(0, "withdraw", reason="计划有变")
    assert "0371-00000000" not in text(stage.clients[1].get(stage.path))


def test_persons_are_told_of_as_their_organizations(stage):
    stage.press(0, "discuss", reason="实习期多长？")
    page = text(stage.clients[1].get(stage.path))
    assert "实习期多长？" in page
    assert f'history-actor">{stage.organizations[0].name}<' in page


def test_declining_asks_for_a_reason(stage):
    assert stage.clients[1].get(f"{stage.path}/decline").status_code == 200
    assert stage.press(1, "decline", reason="", why="timing").status_code == 422
    assert stage.press(1, "decline", reason="今年不招").status_code == 422
    assert stage.press(1, "decline", reason="今年不招", why="timing").status_code == 303
    assert stage.stored().state is ProposalState.DECLINED


def test_what_the_state_does_not_allow_is_a_conflict(stage):
    assert stage.press(0, "confirm").status_code == 409


def test_too_few_posts_are_told_on_the_page(stage):
    stage.propose(students=48)
    for index in (0, 1):
        assert stage.press(index, "interest").status_code == 303
    rival = stage.make.proposal(stage.programme, stage.demands[1], state=ProposalState.SENT, students=10)
    for index in (0, 2):
        data = {"number": 1, "organization_id": stage.organizations[index].id}
        stage.clients[index].post(f"/proposals/{rival.id}/interest", data=data)
    response = stage.press(2, "interest")
    assert response.status_code == 422
    assert "只剩 20 个岗位" in text(response) or "只剩 40 个学位" in text(response)


def test_an_edit_makes_a_version_and_shows_the_difference(stage):
    posts = {f"posts_{demand.id}": 12 for demand in stage.demands}
    assert stage.school.get(f"{stage.path}/edit").status_code == 200
    response = stage.school.post(f"{stage.path}/edit", data=edit_form(**posts))
    assert response.status_code == 303
    stored = stage.stored()
    assert (stored.number, stored.students, stored.is_touched) == (2, 24, True)
    assert stored.gives == [{"giver": "enterprise", "item": "企业导师", "amount": 3.0, "unit": "名"}]
    page = text(stage.school.get(stage.path))
    assert "<del>" in page
    assert "企业：企业导师 3 名" in page


def test_terms_that_contradict_each_other_are_told_in_the_form(stage):
    posts = {f"posts_{demand.id}": 10 for demand in stage.demands}
    response = stage.school.post(f"{stage.path}/edit", data=edit_form(**posts))
    assert response.status_code == 422
    assert "岗位合计 20 个，少于学生 24 人" in text(response)
    assert stage.stored().number == 1


def test_an_edit_of_an_older_version_shows_what_changed(stage):
    posts = {f"posts_{demand.id}": 12 for demand in stage.demands}
    stage.school.post(f"{stage.path}/edit", data=edit_form(**posts))
    response = stage.clients[1].post(f"{stage.path}/edit", data=edit_form(students=20, **posts))
    assert response.status_code == 409
    assert "您看到的是第 1 版，现在是第 2 版" in text(response)
    assert "<ins>" in text(response)


def test_an_answer_to_an_older_version_shows_what_changed(stage):
    posts = {f"posts_{demand.id}": 12 for demand in stage.demands}
    stage.school.post(f"{stage.path}/edit", data=edit_form(**posts))
    response = stage.press(1, "interest")
    assert response.status_code == 409
    assert "学生人数" in text(response)


def test_a_confirmation_of_an_older_version_shows_what_changed(stage):
    stage.propose(ProposalState.APPROVED)
    posts = {f"posts_{demand.id}": 12 for demand in stage.demands}
    stage.school.post(f"{stage.path}/edit", data=edit_form(**posts))
    response = stage.press(1, "confirm")
    assert response.status_code == 409
    assert "您看到的是第 1 版，现在是第 2 版" in text(response)


def test_the_rows_of_another_kind_can_be_filled_in_without_saving(stage):
    posts = {f"posts_{demand.id}": 12 for demand in stage.demands}
    data = edit_form(kind="industry_college", refill="1", **posts)
    response = stage.school.post(f"{stage.path}/edit", data=data)
    assert response.status_code == 200
    assert 'value="投入资金"' in text(response)
    assert stage.stored().kind is Kind.JOINT_ORDER_CLASS


def test_an_authority_sends_a_draft(stage):
    stage.propose(ProposalState.DRAFT)
    page = text(stage.reviewer.get(stage.path))
    assert page.count("btn btn-primary") == 1
    assert stage.reviewer.post(f"{stage.path}/send", data={"number": 1}).status_code == 303
    stored = stage.stored()
    assert stored.state is ProposalState.SENT
    assert (stored.expires_at - stored.sent_at).days == 21


def test_an_authority_vetoes_a_draft_and_its_pairs(stage):
    stage.propose(ProposalState.DRAFT)
    data = {"number": 1, "reason": "该专业已停招"}
    assert stage.reviewer.post(f"{stage.path}/veto", data=data).status_code == 303
    assert stage.stored().state is ProposalState.VETOED
    assert stage.reviewer.get(stage.path).status_code == 200


def test_the_whole_way_to_an_agreement(stage):
    for index in range(3):
        stage.press(index, "interest")
    page = text(stage.reviewer.get(stage.path))
    review = page.split('href="/reviews/')[1].split('"')[0]
    stage.reviewer.post(f"/reviews/{review}/take")
    version = text(stage.reviewer.get(f"/reviews/{review}")).split('name="version"')[1].split('value="')[1]
    data = {"decision": "approve", "version": version.split('"')[0]}
    assert stage.reviewer.post(f"/reviews/{review}/decide", data=data).status_code == 303
    for index in range(3):
        assert stage.press(index, "confirm").status_code == 303
    assert stage.stored().state is ProposalState.AGREED
    with stage.make.database.reading() as session:
        partnership = session.query(Partnership).one()
    assert f'href="/partnerships/{partnership.id}"' in text(stage.school.get(stage.path))


def test_the_list_narrows_to_what_waits_for_me(stage):
    stage.press(0, "interest")
    assert "没有合作方案" in text(stage.school.get("/proposals?show=waiting"))
    assert f"#{stage.proposal.id}" in text(stage.clients[1].get("/proposals?show=waiting"))


@pytest.mark.parametrize("query", ["?state=nonsense", "?kind=x", "?page=0", "?page=x", "?q=" + "长" * 200])
def test_an_address_changed_by_hand_still_lists(stage, query):
    assert stage.school.get(f"/proposals{query}").status_code == 200


def test_the_list_finds_a_party_by_name(stage):
    name = stage.organizations[2].name
    assert f"#{stage.proposal.id}" in text(stage.school.get(f"/proposals?q={name}"))
    assert "没有合作方案" in text(stage.school.get("/proposals?q=不存在的单位"))


def test_the_page_reads_in_english_too(stage):
    stage.school.set_cookie("language", "en")
    assert stage.school.get(stage.path).status_code == 200
