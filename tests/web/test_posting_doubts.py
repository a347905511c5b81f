"""What a reviewer said of single fields, and what makes a submission doubtful: told, never in the way."""

from __future__ import annotations

import pytest

from matchmaker.models import Event, Programme
from matchmaker.workflow import Decision, PostingState

FORM = {
    "version": "1",
    "title": "酒店管理（2026级）",
    "major_code": "540106",
    "level": "college",
    "places": "50",
    "region_code": "河南省郑州市",
    "skills": "前厅接待",
    "contact_name": "校企合作办",
    "contact_phone": "0371-00000000",
    "action": "submit",
}
DOUBT = "还没有提交，请先确认："


@pytest.fixture
def school(make):
    return make.school()


@pytest.fixture
def editor(make, sign_in, school):
    return sign_in(make.editor(school))


@pytest.fixture
def state(database):
    def read():
        with database.reading() as session:
            return session.query(Programme).one().state

    return read


@pytest.fixture
def returned(make, school):
    programme = make.programme(school, state=PostingState.RETURNED)
    make.save(Event(action="return", subject_type="programme", subject_id=programme.id, before={}, after={}))
    comments = {"places": "请核对学位数", "unknown": "别处的意见"}
    decided = {"decision": Decision.RETURN, "decided_at": programme.published_at, "comments": comments}
    make.review(programme_id=programme.id, reason="学位数与去年不符", **decided)
    return f"/programmes/{programme.id}"


def test_comments_stand_at_their_fields_and_are_no_errors(editor, returned) -> None:
    page = editor.get(f"{returned}/edit").text
    assert "错误：" not in page
    assert 'href="#places"' in page
    assert page.count("请核对学位数") == 2
    assert "学位数与去年不符" in page
    assert "别处的意见" not in page


def test_the_page_of_a_returned_posting_tells_the_comments_too(editor, returned) -> None:
    page = editor.get(returned).text
    assert "按意见修改" in page
    assert "学位数：请核对学位数" in page


def test_an_unanswered_comment_is_asked_about_once(editor, returned, state) -> None:
    first = editor.post(f"{returned}/edit", data=FORM)
    assert first.status_code == 422
    assert DOUBT in first.text
    assert "错误：" not in first.text
    assert "审核人对这一项提出了意见，您还没有修改。" in first.text
    assert 'name="is_certain" type="hidden" value="1"' in first.text
    assert state() is PostingState.RETURNED
    assert editor.post(f"{returned}/edit", data=FORM | {"is_certain": "1"}).status_code == 303
    assert state() is PostingState.SUBMITTED


def test_a_posting_s_own_page_asks_as_the_form_does(editor, returned, state) -> None:
    first = editor.post(f"{returned}/actions/submit")
    assert first.status_code == 422
    assert DOUBT in first.text
    assert state() is PostingState.RETURNED
    assert editor.post(f"{returned}/edit", data=FORM | {"is_certain": "1"}).status_code == 303
    assert state() is PostingState.SUBMITTED


def test_an_answered_comment_is_not_asked_about(editor, returned, state) -> None:
    assert editor.post(f"{returned}/edit", data=FORM | {"places": "45"}).status_code == 303
    assert state() is PostingState.SUBMITTED


def test_a_programme_without_skills_is_warned_of_and_not_blocked(editor, state) -> None:
    bare = FORM | {"skills": ""}
    first = editor.post("/programmes/new", data=bare)
    assert first.status_code == 422
    assert 'href="#skills"' in first.text
    assert "技能是匹配的主要依据" in first.text
    assert editor.post("/programmes/new", data=bare | {"is_certain": "1"}).status_code == 303
    assert state() is PostingState.SUBMITTED


@pytest.mark.parametrize(("nice_skills", "status"), [("", 422), ("前厅接待", 303)])
def test_a_demand_without_any_skill_is_warned_of_too(make, sign_in, nice_skills, status) -> None:
    demand = {"occupation_code": "4-03-01-01", "headcount": "20", "nice_skills": nice_skills}
    editor = sign_in(make.editor(make.enterprise()))
    first = editor.post("/demands/new", data=FORM | demand)
    assert first.status_code == status
    assert ('href="#must_skills"' in first.text) == (status == 422)


def test_a_draft_without_skills_is_saved_without_a_word(editor, state) -> None:
    saved = editor.post(
        "/programmes/new", data=FORM | {"skills": "", "action": "save"}, follow_redirects=True
    )
    assert "还没有填写技能" in saved.text
    assert state() is PostingState.DRAFT
