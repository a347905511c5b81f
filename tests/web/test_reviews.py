"""The review queue and its pages: taken by one, decided once, in one's own region."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matchmaker.db import now
from matchmaker.models import Organization, Programme, Proposal, Review
from matchmaker.workflow import Answer, Decision, OrganizationState, PostingState, ProposalState
from tests.factories import LINYI


class Desk:
    """A reviewer of 郑州, a colleague and one from elsewhere, and something to review."""

    def __init__(self, make, sign_in):
        self.make = make
        authority = make.authority()
        self.user, self.colleague_user = make.reviewer(authority), make.reviewer(authority)
        self.reviewer, self.colleague = sign_in(self.user), sign_in(self.colleague_user)
        self.elsewhere = sign_in(make.reviewer(make.authority(region_code=LINYI)))
        self.administrator = sign_in(make.administrator())
        self.programme = make.programme(state=PostingState.SUBMITTED, grade=2025, practice_share=40)
        self.editor = sign_in(make.editor(self.stored(Programme, self.programme.id).organization))
        self.review = make.review(programme_id=self.programme.id)
        self.path = f"/reviews/{self.review.id}"

    def stored(self, table, key):
        with self.make.database.reading() as session:
            return session.get_one(table, key)

    def decide(self, client, decision="approve", **facts):
        version = self.stored(Review, self.review.id).version
        return client.post(f"{self.path}/decide", data={"decision": decision, "version": version} | facts)


@pytest.fixture
def desk(make, sign_in):
    return Desk(make, sign_in)


def text(response):
    return response.get_data(as_text=True)


def test_the_queue_shows_the_oldest_deadline_first(desk):
    late = desk.make.programme(state=PostingState.SUBMITTED, title="逾期的专业")
    desk.make.review(programme_id=late.id, due_at=now() - timedelta(days=1))
    page = text(desk.reviewer.get("/reviews"))
    assert page.index("逾期的专业") < page.index("酒店管理与数字化运营")
    assert "已逾期" in page
    overdue = text(desk.reviewer.get("/reviews?show=overdue"))
    assert "逾期的专业" in overdue
    assert "酒店管理与数字化运营（" not in overdue


def test_the_queue_narrows_by_subject_and_to_mine(desk):
    assert "没有待审核的内容" in text(desk.reviewer.get("/reviews?subject=demand"))
    assert "没有待审核的内容" in text(desk.reviewer.get("/reviews?show=mine"))
    desk.reviewer.post(f"{desk.path}/take")
    assert desk.path in text(desk.reviewer.get("/reviews?subject=programme&show=mine"))


def test_a_reviewer_elsewhere_finds_nothing(desk):
    assert "没有待审核的内容" in text(desk.elsewhere.get("/reviews"))
    for method, path in (("get", ""), ("post", "/take"), ("post", "/release"), ("post", "/decide")):
        assert getattr(desk.elsewhere, method)(f"{desk.path}{path}").status_code == 404


def test_the_owner_does_not_see_the_queue(desk):
    assert desk.editor.get("/reviews").status_code == 403
    assert desk.editor.get(desk.path).status_code in {403, 404}


def test_an_administrator_reads_but_does_not_decide(desk):
    assert desk.path in text(desk.administrator.get("/reviews"))
    assert desk.administrator.get(desk.path).status_code == 200
    assert desk.administrator.post(f"{desk.path}/take").status_code == 403


def test_the_page_has_the_rules_filled_in(desk):
    page = text(desk.reviewer.get(desk.path))
    assert "实践性教学课时不少于总课时的50%" in page
    assert "不符合" in page
    assert "二手来源" in page


def test_one_reviewer_takes_it_and_the_other_waits(desk):
    assert desk.reviewer.post(f"{desk.path}/take").status_code == 303
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


@pytest.mark.parametrize("query", ["?subject=x", "?show=x", "?page=-3"])
def test_an_address_changed_by_hand_still_lists(desk, query):
    assert desk.reviewer.get(f"/reviews{query}").status_code == 200


def test_clean_ones_are_approved_together(desk):
    clean = [desk.make.programme(state=PostingState.SUBMITTED, practice_share=60) for _ in range(2)]
    ids = [desk.make.review(programme_id=programme.id).id for programme in clean]
    page = text(desk.reviewer.get("/reviews"))
    assert page.count('name="review"') == 2
    assert f'name="review"\n                             value="{desk.review.id}"' not in page
    assert desk.reviewer.post("/reviews/approve", data={"review": ids}).status_code == 303
    assert {desk.stored(Programme, row.id).state for row in clean} == {PostingState.PUBLISHED}
    assert {desk.stored(Review, key).decided_by_id for key in ids} == {desk.user.id}


def test_one_that_breaks_a_rule_keeps_all_from_being_approved(desk):
    clean = desk.make.programme(state=PostingState.SUBMITTED, practice_share=60)
    ids = [desk.make.review(programme_id=clean.id).id, desk.review.id]
    response = desk.reviewer.post("/reviews/approve", data={"review": ids})
    assert response.status_code == 422
    assert "请逐项审核" in text(response)
    assert desk.stored(Programme, clean.id).state is PostingState.SUBMITTED


def test_who_is_not_verified_is_looked_at_one_by_one(desk):
    stranger = desk.make.school(state=OrganizationState.UNVERIFIED)
    theirs = desk.make.programme(stranger, state=PostingState.SUBMITTED)
    waiting = [desk.make.review(organization_id=stranger.id), desk.make.review(programme_id=theirs.id)]
    assert 'name="review"' not in text(desk.reviewer.get("/reviews"))
    for review in waiting:
        assert desk.reviewer.post("/reviews/approve", data={"review": review.id}).status_code == 422


def test_the_page_leads_to_all_that_was_handed_in(desk):
    assert f'href="/programmes/{desk.programme.id}"' in text(desk.reviewer.get(desk.path))


def test_approving_nothing_or_elsewhere_is_told(desk):
    assert desk.reviewer.post("/reviews/approve").status_code == 422
    assert desk.elsewhere.post("/reviews/approve", data={"review": [desk.review.id]}).status_code == 422
    assert desk.stored(Review, desk.review.id).decided_at is None
