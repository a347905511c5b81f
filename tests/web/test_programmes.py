"""A school's pages: the list, one programme, the owner's steps, and what strangers see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import Membership, Programme
from matchmaker.policy import Role
from matchmaker.services.postings import moves
from matchmaker.workflow import POSTING, PostingState
from tests.factories import JINSHUI

FORM = {
    "major_code": "540106 酒店管理与数字化运营",
    "title": "酒店管理（2026级）",
    "level": "college",
    "places": "45",
    "grade": "2026",
    "graduation_date": "2029-06-30",
    "region_code": "河南省郑州市金水区",
    "skills": "前厅接待、客房服务，前厅接待\n收益管理",
    "site_logistics": "no",
    "site_area_m2": "120.5",
    "contact_name": "校企合作办",
    "contact_phone": "0371-00000000",
}


@pytest.fixture
def school(make):
    return make.school(region_code=JINSHUI)


@pytest.fixture
def editor(make, sign_in, school):
    return sign_in(make.editor(school))


@pytest.fixture
def stored(database):
    """Return a function that reads the newest programme in a session of its own."""

    def read(**where):
        with database.reading() as session:
            statement = select(Programme).filter_by(**where).order_by(Programme.id.desc())
            return session.scalars(statement).first()

    return read


@pytest.mark.parametrize("state", list(PostingState))
def test_the_owner_gets_a_button_for_each_step_of_the_table(editor, make, school, state) -> None:
    programme = make.programme(school, state=state, expires_at=now() + moves.ENDING)
    page = editor.get(f"/programmes/{programme.id}").text
    actions = {action for _state, action in POSTING.moves}
    offered = {action for action in actions if f'"/programmes/{programme.id}/actions/{action}"' in page}
    assert offered == {action for action in moves.OWNER_ACTIONS if (state, action) in POSTING.moves}


def test_a_posting_that_does_not_end_soon_is_not_offered_to_be_extended(editor, make, school) -> None:
    programme = make.programme(school, expires_at=now() + moves.ENDING + timedelta(days=1))
    assert "/actions/extend" not in editor.get(f"/programmes/{programme.id}").text


def test_an_illegal_step_is_a_conflict(editor, make, school) -> None:
    programme = make.programme(school)
    assert editor.post(f"/programmes/{programme.id}/actions/resume").status_code == 409
    assert editor.post(f"/programmes/{programme.id}/actions/approve").status_code == 403


def test_submitting_an_incomplete_draft_leads_to_its_gaps(editor, make, school) -> None:
    programme = make.programme(school, state=PostingState.DRAFT, places=None)
    response = editor.post(f"/programmes/{programme.id}/actions/submit")
    assert response.status_code == 422
    assert 'href="#places"' in response.text


def test_strangers_see_what_is_published_without_its_contact(client, make, sign_in, school) -> None:
    programme = make.programme(school)
    stranger = sign_in(make.editor(make.enterprise()))
    for someone in (client, stranger):
        page = someone.get(f"/programmes/{programme.id}").text
        assert "酒店管理与数字化运营" in page
        assert "0371-00000000" not in page
        assert "/edit" not in page
    for path in (f"/programmes/{programme.id}/edit", "/programmes/new"):
        assert client.get(path).status_code == 302
    assert stranger.get(f"/programmes/{programme.id}/edit").status_code == 403
    assert stranger.post(f"/programmes/{programme.id}/actions/close").status_code == 403


@pytest.mark.parametrize("state", [state for state in PostingState if state is not PostingState.PUBLISHED])
def test_strangers_do_not_learn_of_what_is_not_published(client, make, sign_in, school, state) -> None:
    programme = make.programme(school, state=state)
    stranger = sign_in(make.editor(make.school()))
    assert client.get(f"/programmes/{programme.id}").status_code == 404
    assert stranger.get(f"/programmes/{programme.id}").status_code == 404
    assert stranger.post(f"/programmes/{programme.id}/copy").status_code == 404


def test_an_enterprise_cannot_write_a_programme(make, sign_in) -> None:
    enterprise = sign_in(make.editor(make.enterprise()))
    assert enterprise.get("/programmes/new").status_code == 403


def test_a_person_of_two_schools_chooses_for_which(make, sign_in, stored) -> None:
    first, second = make.school(name="甲学校"), make.school(name="乙学校")
    user = make.editor(first)
    make.save(Membership(user_id=user.id, organization_id=second.id, role=Role.EDITOR))
    client = sign_in(user)
    assert "甲学校" in client.get("/programmes/new").text
    client.post("/programmes/new", data=FORM | {"organization_id": str(second.id), "action": "save"})
    assert stored().organization_id == second.id
    stranger = make.school()
    client.post("/programmes/new", data=FORM | {"organization_id": str(stranger.id), "action": "save"})
    assert stored().organization_id in {first.id, second.id}


def test_a_copy_opens_as_a_draft(editor, make, school, stored) -> None:
    programme = make.programme(school)
    response = editor.post(f"/programmes/{programme.id}/copy")
    draft = stored()
    assert response.location == f"/programmes/{draft.id}/edit"
    assert draft.state is PostingState.DRAFT


def test_the_list_counts_filters_and_pages(editor, make, school) -> None:
    for number in range(21):
        make.programme(school, title=f"数控技术{number:02}")
    make.programme(school, title="烹饪", state=PostingState.DRAFT)
    make.programme(title="别校的专业")
    page = editor.get("/programmes/mine").text
    assert "别校的专业" not in page
    assert "共 22 条" in page
    drafts = editor.get("/programmes/mine?state=draft&q=烹").text
    assert "共 1 条" in drafts
    assert "数控技术" not in drafts
    assert "数控技术00" in editor.get("/programmes/mine?q=数控&page=2").text
    assert "没有符合条件的内容" in editor.get("/programmes/mine?q=没有的").text
    assert editor.get("/programmes/mine?state=nonsense&page=x").status_code == 200


def test_an_empty_list_says_what_next(editor) -> None:
    assert "还没有专业" in editor.get("/programmes/mine").text


def test_a_reviewer_of_the_region_takes_down_with_a_reason(make, sign_in, school, stored) -> None:
    programme = make.programme(school)
    reviewer = sign_in(make.reviewer())
    assert "0371-00000000" in reviewer.get(f"/programmes/{programme.id}").text
    assert reviewer.post(f"/programmes/{programme.id}/take-down").status_code == 422
    data = {"reason": "信息有误"}
    assert reviewer.post(f"/programmes/{programme.id}/take-down", data=data).status_code == 303
    assert stored().state is PostingState.RETURNED
    other = sign_in(make.reviewer(make.authority(region_code="371300")))
    assert other.post(f"/programmes/{programme.id}/take-down", data=data).status_code == 404
