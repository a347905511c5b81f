"""A school's pages: writing with the catalogue's help, saving, submitting, what strangers see."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import Event, Membership, Programme, Review
from matchmaker.policy import Role
from matchmaker.services.postings import moves
from matchmaker.workflow import POSTING, Decision, PostingState
from tests.factories import JINSHUI, ZHENGZHOU

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


def test_a_draft_is_saved_with_what_is_there(editor, stored, school) -> None:
    response = editor.post("/programmes/new", data={"title": "只有名称", "action": "save"})
    programme = stored(organization_id=school.id)
    assert (response.status_code, response.location) == (303, f"/programmes/{programme.id}")
    assert (programme.title, programme.state, programme.places) == ("只有名称", PostingState.DRAFT, None)
    assert (programme.skills, programme.site_logistics, programme.equipment) == ([], None, "")


def test_a_full_form_is_read_and_submitted(editor, stored, session) -> None:
    response = editor.post("/programmes/new", data=FORM | {"action": "submit"}, follow_redirects=True)
    assert "待审核" in response.text
    programme = stored(title="酒店管理（2026级）")
    assert programme.state is PostingState.SUBMITTED
    assert (programme.major_code, programme.region_code, programme.places) == ("540106", JINSHUI, 45)
    assert programme.skills == ["前厅接待", "客房服务", "收益管理"]
    assert (programme.site_logistics, programme.site_area_m2) == (False, 120.5)
    assert session.scalars(select(Review)).one().programme_id == programme.id


def test_a_submission_tells_each_gap_at_its_field_and_saves_nothing(editor, stored) -> None:
    response = editor.post(
        "/programmes/new", data={"title": "酒店管理", "region_code": "", "action": "submit"}
    )
    assert response.status_code == 422
    assert response.text.count("提交审核前必须填写。") == 2 * 6
    for name in ("major_code", "level", "places", "region_code", "contact_name", "contact_phone"):
        assert f'href="#{name}"' in response.text
    assert 'value="酒店管理"' in response.text
    assert stored() is None


def test_filling_in_takes_level_courses_and_certificates_from_the_catalogue(editor, stored) -> None:
    data = {"major_code": "酒店管理与数字化运营", "courses": "已有课程", "places": "45", "action": "fill"}
    response = editor.post("/programmes/new", data=data)
    assert response.status_code == 200
    assert "已有课程\n前厅数字化运营" in response.text
    assert '<option selected value="college">' in response.text
    assert 'value="45"' in response.text
    assert stored() is None


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("major_code", "酒店管理", "540106 酒店管理与数字化运营（高职）"),
        ("major_code", "量子烹饪", "目录中没有找到“量子烹饪”"),
        ("region_code", "火星", "目录中没有找到“火星”"),
        ("places", "-3", 'id="places-error"'),
        ("places", "许多", 'id="places-error"'),
        ("practice_share", "101", 'id="practice_share-error"'),
        ("site_area_m2", "NaN", 'id="site_area_m2-error"'),
        ("site_area_m2", "Infinity", 'id="site_area_m2-error"'),
        ("level", "doctor", 'id="level-error"'),
        ("accepted_kinds", "marriage", 'id="accepted_kinds-error"'),
        ("contact_email", "nobody", 'id="contact_email-error"'),
        ("graduation_date", "2020-01-01", "毕业日期应晚于入学日期。"),
        ("skills", "长" * 61, "每项最多 60 个字"),
        ("skills", "\n".join(f"技能{number}" for number in range(81)), "最多 80 项。"),
        ("title", "长" * 121, 'id="title-error"'),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(editor, stored, name, value, message) -> None:
    response = editor.post("/programmes/new", data=FORM | {"start_date": "2026-09-01", name: value})
    assert response.status_code == 422
    assert message in response.text
    assert "错误：" in response.text.split("</title>")[0]
    assert stored() is None


def test_control_characters_do_not_reach_the_database(editor, stored) -> None:
    editor.post("/programmes/new", data=FORM | {"title": "酒\x00店", "skills": "前\x00厅", "action": "save"})
    programme = stored()
    assert (programme.title, programme.skills) == ("酒店", ["前厅"])


def test_saving_again_changes_nothing(editor, make, school, session) -> None:
    programme = make.programme(school, summary="第一行\n第二行", site_area_m2=120.25)
    page = editor.get(f"/programmes/{programme.id}/edit").text
    assert 'value="河南省郑州市金水区"' in page
    data = {
        "version": "1",
        "title": programme.title,
        "major_code": "540106 酒店管理与数字化运营",
        "level": "college",
        "grade": "2025",
        "places": "50",
        "start_date": "2025-09-01",
        "graduation_date": programme.graduation_date.isoformat(),
        "summary": "第一行\r\n第二行",
        "skills": "前厅接待\r\n客房服务",
        "site_area_m2": "120.25",
        "region_code": "河南省郑州市金水区",
        "contact_name": "校企合作办",
        "contact_phone": "0371-00000000",
        "action": "save",
    }
    assert editor.post(f"/programmes/{programme.id}/edit", data=data).status_code == 303
    assert session.scalars(select(Event)).all() == []


def test_a_stale_form_keeps_the_input_and_shows_what_changed(editor, make, school, stored) -> None:
    programme = make.programme(school)
    data = FORM | {"version": "0", "places": "33", "action": "save"}
    response = editor.post(f"/programmes/{programme.id}/edit", data=data)
    assert response.status_code == 409
    assert 'value="33"' in response.text
    assert "学位数：50" in response.text
    assert "该记录已被他人修改" in response.text
    assert stored().places == 50
    again = editor.post(f"/programmes/{programme.id}/edit", data=data | {"version": "1"})
    assert again.status_code == 303
    assert stored().places == 33


def test_a_returned_programme_tells_the_comments_at_its_fields(editor, make, school) -> None:
    programme = make.programme(school, state=PostingState.RETURNED)
    make.save(Event(action="return", subject_type="programme", subject_id=programme.id, before={}, after={}))
    comments = {"places": "请核对学位数", "unknown": "别处的意见"}
    make.review(
        programme_id=programme.id,
        decision=Decision.RETURN,
        decided_at=programme.published_at,
        comments=comments,
    )
    page = editor.get(f"/programmes/{programme.id}/edit").text
    assert 'href="#places"' in page
    assert page.count("审核意见：请核对学位数") == 2
    assert "按意见修改" in editor.get(f"/programmes/{programme.id}").text


@pytest.mark.parametrize("state", list(PostingState))
def test_the_owner_gets_a_button_for_each_step_of_the_table(editor, make, school, state) -> None:
    programme = make.programme(school, state=state)
    page = editor.get(f"/programmes/{programme.id}").text
    actions = {action for _state, action in POSTING.moves}
    offered = {action for action in actions if f'"/programmes/{programme.id}/actions/{action}"' in page}
    assert offered == {action for action in moves.OWNER_ACTIONS if (state, action) in POSTING.moves}


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


def test_suggestions_come_from_two_characters_on(client) -> None:
    typed = {"name": "major_code", "major_code": "酒店"}
    found = client.get("/catalogue/majors", query_string=typed).text
    assert '<option value="540106 酒店管理与数字化运营">' in found
    assert client.get("/catalogue/majors", query_string=typed | {"major_code": "酒"}).text.strip() == ""
    assert "460103" in client.get("/catalogue/majors", query_string=typed | {"major_code": "4601"}).text
    region = client.get("/catalogue/regions", query_string={"name": "r", "r": "金水"}).text
    assert "河南省郑州市金水区" in region
    assert client.get("/catalogue/regions").text.strip() == ""
    assert client.get("/catalogue/occupations?name=o&o=%25%25").text.strip() == ""
    assert ZHENGZHOU in client.get("/catalogue/regions?name=r&r=郑州").text
