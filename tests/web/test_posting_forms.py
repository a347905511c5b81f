"""The form of a programme: the catalogue helps, faults stand at their fields, nothing typed is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import Event, Programme, Review
from matchmaker.workflow import PostingState
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
        "/programmes/new",
        data=dict.fromkeys((*FORM, "contact_email"), "") | {"title": "酒店管理", "action": "submit"},
    )
    assert response.status_code == 422
    assert response.text.count("提交审核前必须填写。") == 2 * 6
    for name in ("major_code", "level", "places", "region_code", "contact_name", "contact_phone"):
        assert f'href="#{name}"' in response.text
    assert 'value="酒店管理"' in response.text
    assert stored() is None


def test_filling_in_asks_the_form_s_own_address_wherever_it_is_shown(editor, make, school) -> None:
    assert 'hx-post="/programmes/new"' in editor.get("/programmes/new").text
    programme = make.programme(school, state=PostingState.DRAFT, major_code=None)
    page = editor.post(f"/programmes/{programme.id}/actions/submit").text
    assert f'hx-post="/programmes/{programme.id}/edit"' in page


def test_filling_in_takes_level_courses_and_certificates_from_the_catalogue(editor, stored) -> None:
    data = {"major_code": "酒店管理与数字化运营", "courses": "已有课程", "places": "45", "action": "fill"}
    response = editor.post("/programmes/new", data=data)
    assert response.status_code == 200
    assert "已有课程\n前厅数字化运营" in response.text
    assert '<option selected value="college">' in response.text
    assert 'value="45"' in response.text
    assert stored() is None


def test_filling_in_for_another_major_takes_the_first_one_s_courses_back(editor) -> None:
    courses = "自编课程\n前厅数字化运营"
    data = {
        "major_code": "460103",
        "filled_code": "540106",
        "title": "酒店管理与数字化运营",
        "courses": courses,
    }
    page = editor.post("/programmes/new", data=data | {"action": "fill"}).text
    assert "前厅数字化运营" not in page
    assert "自编课程" in page
    assert 'name="filled_code" type="hidden" value="460103"' in page
    assert 'value="酒店管理与数字化运营"' not in page


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("major_code", "酒店管理", "请从下面的列表中选择一项。"),
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


def test_an_unclear_entry_is_refused_with_choices_and_the_choice_counts(editor, stored) -> None:
    page = editor.post("/programmes/new", data=FORM | {"major_code": "技术"}).text
    assert page.count("460103 数控技术") == 1
    choice = 'type="radio"\n                 name="major_code"\n                 value="460103 数控技术"'
    assert choice in page
    chosen = {"major_code": ["技术", "460103 数控技术"], "action": "save"}
    assert editor.post("/programmes/new", data=FORM | chosen).status_code == 303
    assert stored().major_code == "460103"


def test_suggestions_come_from_two_characters_on(client) -> None:
    typed = {"name": "major_code", "major_code": "酒店"}
    found = client.get("/catalogue/majors", query_string=typed).text
    assert 'value="540106 酒店管理与数字化运营"' in found
    assert "540106 · 高职专科/高级技工 · 旅游类" in found
    assert client.get("/catalogue/majors", query_string=typed | {"major_code": "酒"}).text.strip() == ""
    assert "460103" in client.get("/catalogue/majors", query_string=typed | {"major_code": "4601"}).text
    region = client.get("/catalogue/regions", query_string={"name": "r", "r": "金水"}).text
    assert "河南省郑州市金水区" in region
    assert client.get("/catalogue/regions").text.strip() == ""
    assert client.get("/catalogue/occupations?name=o&o=%25%25").text.strip() == ""
    assert ZHENGZHOU in client.get("/catalogue/regions?name=r&r=郑州").text
