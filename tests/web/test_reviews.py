"""The page of a review: taken by one, decided once, with the rules filled in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matchmaker.db import now
from matchmaker.models import Organization, Programme, Proposal, Review
from matchmaker.workflow import Answer, Decision, OrganizationState, PostingState, ProposalState
from tests.web.desk import text


def test_the_page_has_the_rules_filled_in(desk):
    page = text(desk.reviewer.get(desk.path))
    assert "实践性教学课时不少于总课时的50%" in page
    assert "不符合" in page
    assert "另有 7 条以后核对" in page


def test_a_rule_that_nobody_can_answer_yet_is_only_named(desk):
    page = text(desk.reviewer.get(desk.path))
    listed, folded = page.index('<ul class="gates">'), page.index("条以后核对")
    assert listed < page.index("实践性教学课时") < folded < page.index("实习责任保险")
    review_of(desk, demand_id=desk.make.demand(state=PostingState.SUBMITTED).id)
    assert "规模以上企业提供的实习实训岗位" in text(desk.reviewer.get(desk.path)).partition("条以后核对")[0]


def test_a_word_beside_an_open_rule_is_not_red(desk):
    with desk.make.database.transaction() as session:
        session.get_one(Programme, desk.programme.id).practice_share = None
    listed = text(desk.reviewer.get(desk.path)).partition('<ul class="gates">')[2].partition("</ul>")[0]
    assert "必须满足" in listed
    assert "tone-red" not in listed


def test_an_administrator_is_told_whom_to_ask(desk):
    page = text(desk.administrator.get(desk.path))
    assert "请联系：" in page
    assert desk.stored(Organization, desk.memberships()[0]).name in page


def test_one_reviewer_takes_it_and_the_other_waits(desk):
    assert desk.reviewer.post(f"{desk.path}/take").status_code == 303
    assert "已领取，请在一小时内作出决定" in text(desk.reviewer.get(desk.path))
    assert desk.colleague.post(f"{desk.path}/take").status_code == 409
    assert f"已由{desk.user.name}领取" in text(desk.colleague.get(desk.path))
    assert desk.decide(desk.colleague).status_code == 409


def test_a_released_review_is_free_again(desk):
    desk.reviewer.post(f"{desk.path}/take")
    assert desk.reviewer.post(f"{desk.path}/release").status_code == 303
    assert desk.colleague.post(f"{desk.path}/take").status_code == 303


def test_an_hour_later_somebody_else_may_take_over(desk):
    desk.reviewer.post(f"{desk.path}/take")
    with desk.make.database.transaction() as session:
        session.get_one(Review, desk.review.id).taken_at = now() - timedelta(minutes=61)
    assert desk.colleague.post(f"{desk.path}/take").status_code == 303
    assert desk.decide(desk.reviewer).status_code == 409


def test_nobody_decides_without_having_taken_it(desk):
    assert desk.decide(desk.reviewer).status_code == 409
    assert desk.stored(Programme, desk.programme.id).state is PostingState.SUBMITTED


def test_an_approved_posting_is_published(desk):
    desk.reviewer.post(f"{desk.path}/take")
    assert desk.decide(desk.reviewer).status_code == 303
    assert desk.stored(Programme, desk.programme.id).state is PostingState.PUBLISHED
    review = desk.stored(Review, desk.review.id)
    assert (review.decision, review.decided_by_id) == (Decision.APPROVE, desk.user.id)


def test_it_is_decided_once(desk):
    desk.reviewer.post(f"{desk.path}/take")
    desk.decide(desk.reviewer)
    assert desk.decide(desk.reviewer).status_code == 409
    assert desk.reviewer.post(f"{desk.path}/take").status_code == 409
    assert desk.path in text(desk.reviewer.get("/reviews?show=decided"))
    assert desk.path not in text(desk.reviewer.get("/reviews"))


def test_a_returned_posting_keeps_the_comments_by_field(desk):
    desk.reviewer.post(f"{desk.path}/take")
    assert desk.decide(desk.reviewer, "return", comment_places="请写清可用学位").status_code == 303
    assert desk.stored(Programme, desk.programme.id).state is PostingState.RETURNED
    assert desk.stored(Review, desk.review.id).comments == {"places": "请写清可用学位"}


@pytest.mark.parametrize("decision", ["return", "reject"])
def test_going_back_needs_a_word(desk, decision):
    desk.reviewer.post(f"{desk.path}/take")
    response = desk.decide(desk.reviewer, decision)
    assert response.status_code == 422
    assert "请填写理由或逐项意见" in text(response)
    assert desk.stored(Review, desk.review.id).decided_at is None


def test_a_decision_about_an_older_state_is_stale(desk):
    desk.reviewer.post(f"{desk.path}/take")
    data = {"decision": "approve", "version": 1}
    assert desk.reviewer.post(f"{desk.path}/decide", data=data).status_code == 409


def test_an_unknown_decision_is_told(desk):
    desk.reviewer.post(f"{desk.path}/take")
    assert desk.decide(desk.reviewer, "maybe").status_code == 422


def review_of(desk, **facts):
    desk.review = desk.make.review(**facts)
    desk.path = f"/reviews/{desk.review.id}"
    desk.reviewer.post(f"{desk.path}/take")
    assert desk.reviewer.get(desk.path).status_code == 200


def test_an_approved_organization_is_verified(desk):
    school = desk.make.school(state=OrganizationState.UNVERIFIED)
    review_of(desk, organization_id=school.id)
    assert desk.decide(desk.reviewer).status_code == 303
    assert desk.stored(Organization, school.id).state is OrganizationState.VERIFIED


def test_a_demand_shows_what_was_handed_in(desk):
    demand = desk.make.demand(state=PostingState.SUBMITTED, wage_min=4500)
    review_of(desk, demand_id=demand.id)
    assert "4,500 元/月" in text(desk.reviewer.get(desk.path))


def proposal_in_review(desk):
    proposal = desk.make.proposal(
        desk.make.programme(), desk.make.demand(), state=ProposalState.IN_REVIEW, gates=[]
    )
    with desk.make.database.transaction() as session:
        for party in session.get_one(Proposal, proposal.id).parties:
            party.answer = Answer.INTERESTED
    review_of(desk, proposal_id=proposal.id)
    return proposal


def test_a_returned_proposal_tells_its_parties_why(desk, sign_in):
    proposal = proposal_in_review(desk)
    facts = {"reason": "人数偏少", "comment_students": "请说明人数依据"}
    assert desk.decide(desk.reviewer, "return", **facts).status_code == 303
    stored = desk.stored(Proposal, proposal.id)
    assert stored.state is ProposalState.RETURNED
    page = text(sign_in(desk.make.editor(stored.parties[0].organization)).get(f"/proposals/{proposal.id}"))
    assert "请说明人数依据" in page
    assert 'btn-primary"' in page
    assert f'/proposals/{proposal.id}/edit"' in page


def test_a_rejected_proposal_is_over(desk):
    proposal = proposal_in_review(desk)
    assert desk.decide(desk.reviewer, "reject", reason="不符合区域规划").status_code == 303
    assert desk.stored(Proposal, proposal.id).state is ProposalState.REJECTED


def test_the_page_leads_to_all_that_was_handed_in(desk):
    assert f'href="/programmes/{desk.programme.id}"' in text(desk.reviewer.get(desk.path))
