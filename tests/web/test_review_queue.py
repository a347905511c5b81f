"""The review queue: the oldest deadline first, clean ones together, and one after the other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matchmaker.db import now
from matchmaker.models import Programme, Review
from matchmaker.workflow import OrganizationState, PostingState
from tests.web.desk import text


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


def test_after_a_decision_the_next_of_the_queue_opens(desk):
    held = desk.make.review(programme_id=desk.make.programme(state=PostingState.SUBMITTED).id)
    free = desk.make.review(programme_id=desk.make.programme(state=PostingState.SUBMITTED).id)
    desk.colleague.post(f"/reviews/{held.id}/take")
    desk.reviewer.post(f"{desk.path}/take")
    assert desk.decide(desk.reviewer).location == f"/reviews/{free.id}"
    desk.path, desk.review = f"/reviews/{free.id}", free
    desk.reviewer.post(f"{desk.path}/take")
    assert desk.decide(desk.reviewer).location == "/reviews"


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


def test_approving_nothing_or_elsewhere_is_told(desk):
    assert desk.reviewer.post("/reviews/approve").status_code == 422
    assert desk.elsewhere.post("/reviews/approve", data={"review": [desk.review.id]}).status_code == 422
    assert desk.stored(Review, desk.review.id).decided_at is None
