"""The drafts of a table, handed in for review together."""

from __future__ import annotations

import pytest

from matchmaker.models import Programme, Review
from matchmaker.services.imports import submitting
from matchmaker.workflow import PostingState
from tests.web.offices import Office

HEADINGS = ("编号", "专业代码", "学位数", "毕业日期", "地区", "技能", "联系人", "联系电话")
ROW = ("", "540106 酒店管理与数字化运营", 40, "2029-06-30", "河南省郑州市", "礼仪", "李老师", "0371-1")


@pytest.fixture
def school(make, sign_in, work):
    organization = make.school(name="示例职业学院")
    return Office(sign_in(make.editor(organization)), organization, "programmes", work)


def test_the_drafts_of_a_table_are_submitted_together(school, make, rows):
    other = make.programme(school.organization, state=PostingState.DRAFT)
    bare = ("3", *ROW[1:5], "", "", "")
    location, page = school.hand_in(HEADINGS, ("1", *ROW[1:]), ("2", *ROW[1:]), bare)
    assert "全部提交审核（3 条草稿）" in page
    answer = school.client.post(f"{location}/submit", follow_redirects=True)
    for words in ("已提交审核 2 条", "还有 1 条草稿没有提交", "还要补充的草稿"):
        assert words in answer.text
    states = {row.id: row.state for row in rows(Programme)}
    assert states.pop(other.id) is PostingState.DRAFT
    assert list(states.values()) == [PostingState.SUBMITTED, PostingState.SUBMITTED, PostingState.DRAFT]
    assert len(rows(Review)) == 2


def test_a_table_handed_in_again_submits_what_it_holds_once(school, rows):
    locations = [school.hand_in(HEADINGS, ROW)[0] for _time in range(2)]
    for location in locations:
        assert school.client.post(f"{location}/submit").status_code == 303
    assert "全部提交审核" not in school.client.get(locations[1]).text
    assert [row.state for row in rows(Programme)] == [PostingState.SUBMITTED]
    assert len(rows(Review)) == 1


def test_many_drafts_are_submitted_in_turns(school, rows, monkeypatch):
    monkeypatch.setattr(submitting, "SUBMITTED_AT_ONCE", 1)
    location, _page = school.hand_in(HEADINGS, *((str(number), *ROW[1:]) for number in range(3)))
    for left in (2, 1, 0):
        school.client.post(f"{location}/submit")
        assert [row.state for row in rows(Programme)].count(PostingState.DRAFT) == left


def test_a_table_of_which_no_draft_is_complete_offers_nothing_to_submit(school, monkeypatch):
    monkeypatch.setattr(submitting, "SUBMITTED_AT_ONCE", 1)
    bare = (*ROW[1:5], "", "", "")
    _location, page = school.hand_in(HEADINGS, *((str(number), *bare) for number in range(2)))
    assert "还要补充的草稿" in page
    assert "全部提交审核" not in page
