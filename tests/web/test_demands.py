"""An enterprise's pages: three minutes for a demand, suggested skills, confirming what was keyed in."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import Demand, Event
from matchmaker.terms import Promise
from matchmaker.workflow import Answer, PostingState, ProposalState
from tests.factories import JINSHUI, LINYI, ZHENGZHOU

QUICK = {
    "occupation_code": "前厅服务员",
    "headcount": "20",
    "region_code": "郑州市",
    "contact_name": "人力资源部",
    "contact_email": "hr@test.example",
}


@pytest.fixture
def enterprise(make):
    return make.enterprise()


@pytest.fixture
def editor(make, sign_in, enterprise):
    return sign_in(make.editor(enterprise))


@pytest.fixture
def stored(database):
    """Return a function that reads the newest demand in a session of its own."""

    def read():
        with database.reading() as session:
            return session.scalars(select(Demand).order_by(Demand.id.desc())).first()

    return read


def test_occupation_headcount_place_and_contact_suffice(editor, stored) -> None:
    response = editor.post("/demands/new", data=QUICK | {"is_certain": "1", "action": "submit"})
    demand = stored()
    assert (response.status_code, demand.state) == (303, PostingState.SUBMITTED)
    assert (demand.title, demand.occupation_code) == ("前厅服务员", "4-03-01-01")
    assert (demand.region_code, demand.headcount) == (ZHENGZHOU, 20)
    assert (demand.promise, demand.is_safe_site, demand.mentors, demand.must_skills) == (None, None, None, [])


def test_what_the_enterprise_gives_is_read(editor, stored) -> None:
    gives = {
        "mentors": "3",
        "workstations": "0",
        "shifts": "2",
        "teaching_room_m2": "60",
        "is_safe_site": "yes",
        "is_process_allowed": "no",
        "sponsorship_yuan": "50000",
        "promise": "full",
        "least_level": "college",
        "accepted_kinds": ["order_class", "school_in_factory"],
        "industry_code": "6100",
        "wage_min": "4000",
        "wage_max": "4000",
    }
    editor.post("/demands/new", data=QUICK | gives | {"action": "save"})
    demand = stored()
    assert (demand.mentors, demand.workstations, demand.shifts, demand.teaching_room_m2) == (3, 0, 2, 60.0)
    assert (demand.is_safe_site, demand.is_process_allowed) == (True, False)
    assert (demand.promise, demand.industry_code) == (Promise.FULL, "6100")
    assert demand.accepted_kinds == ["order_class", "school_in_factory"]


def test_what_is_optional_is_folded_away_until_it_is_told(editor, stored) -> None:
    page = editor.get("/demands/new").text
    assert page.count('<details class="disclosure" open>') == 0
    deeper = {
        "equipment": "数控车床12台",
        "opening_hours": "20",
        "hires_on_enrollment": "yes",
        "trains_on_hiring": "no",
        "is_digital_post": "",
        "investment_yuan": "500000",
        "cooperation_years": "3",
        "teacher_posts": "2",
        "teacher_months": "1.5",
    }
    editor.post("/demands/new", data=QUICK | deeper | {"action": "save"})
    demand = stored()
    assert (demand.equipment, demand.opening_hours) == ("数控车床12台", 20.0)
    assert (demand.hires_on_enrollment, demand.trains_on_hiring, demand.is_digital_post) == (
        True,
        False,
        None,
    )
    assert (demand.investment_yuan, demand.cooperation_years) == (500_000.0, 3.0)
    assert (demand.teacher_posts, demand.teacher_months) == (2, 1.5)
    page = editor.get(f"/demands/{demand.id}/edit").text
    assert page.count('<details class="disclosure" open>') == 4


def test_wages_the_wrong_way_round_are_refused(editor) -> None:
    response = editor.post("/demands/new", data=QUICK | {"wage_min": "5000", "wage_max": "4000"})
    assert response.status_code == 422
    assert "最高月薪不能低于最低月薪。" in response.text


def test_suggested_skills_are_offered_and_join_when_ticked(editor, make, stored) -> None:
    make.demand(must_skills=["前厅接待", "礼仪"], nice_skills=[])
    data = QUICK | {"must_skills": "礼仪", "action": "fill"}
    page = editor.post("/demands/new", data=data)
    assert page.status_code == 200
    assert 'name="suggested_skills" type="checkbox" value="前厅接待"' in page.text
    assert 'type="checkbox" value="礼仪"' not in page.text
    ticked = {"must_skills": "礼仪", "suggested_skills": ["前厅接待", "礼仪"], "action": "save"}
    editor.post("/demands/new", data=QUICK | ticked)
    assert stored().must_skills == ["礼仪", "前厅接待"]


def test_ticked_suggestions_stay_when_something_else_is_wrong(editor, make) -> None:
    make.demand(must_skills=["前厅接待"], nice_skills=[])
    ticked = 'id="suggested_skills-0" name="suggested_skills" type="checkbox" value="前厅接待"'
    ticked = f'<input checked class="form-check-input" {ticked}>'
    assert ticked not in editor.post("/demands/new", data=QUICK | {"action": "fill"}).text
    wrong = QUICK | {"suggested_skills": ["前厅接待"], "wage_min": "5", "wage_max": "4", "action": "submit"}
    assert ticked in editor.post("/demands/new", data=wrong).text


def test_a_new_demand_begins_with_the_industry_of_its_enterprise(make, sign_in) -> None:
    editor = sign_in(make.editor(make.enterprise(industry_code="6100")))
    assert "6100 住宿业" in editor.get("/demands/new").text
    editor.post("/demands/new", data=QUICK | {"industry_code": "", "action": "save"})
    again = editor.get("/demands/new").text
    assert "6100 住宿业" in again
    assert "hr@test.example" in again


def test_what_an_enterprise_left_open_is_named_in_one_line(editor, stored) -> None:
    editor.post("/demands/new", data=QUICK | {"mentors": "3", "action": "save"})
    page = editor.get(f"/demands/{stored().id}").text
    assert "<dt>带教师傅</dt>" in page
    assert "<dt>实训工位</dt>" not in page
    assert "教学场地面积、实训工位、每日班次" in page


def test_suggesting_without_an_occupation_asks_for_one(editor) -> None:
    response = editor.post("/demands/new", data={"action": "fill"})
    assert response.status_code == 422
    assert "请先填写这一项。" in response.text


def test_a_choice_under_a_field_can_be_taken_back(editor, stored) -> None:
    page = editor.post("/demands/new", data={"occupation_code": "服务", "action": "save"}).text
    for value in ("4-03-01-01 前厅服务员", ""):
        assert f'name="occupation_code" value="{value}"' in " ".join(page.split())
    editor.post("/demands/new", data={"occupation_code": ["前厅服务员", ""], "action": "save"})
    assert stored().occupation_code == "4-03-01-01"


def test_a_new_demand_begins_with_the_last_ones_place_and_contact(editor, make, enterprise) -> None:
    assert 'value="河南省郑州市"' in editor.get("/demands/new").text
    make.demand(enterprise, contact_phone="0371-12345678")
    assert 'value="0371-12345678"' in editor.get("/demands/new").text


def test_an_assumed_headcount_is_marked_until_its_owner_saves_it(editor, make, enterprise, stored) -> None:
    demand = make.demand(enterprise, is_headcount_assumed=True)
    assert "导入时推定" in editor.get(f"/demands/{demand.id}").text
    data = QUICK | {"version": "1", "headcount": "30", "action": "save"}
    editor.post(f"/demands/{demand.id}/edit", data=data)
    assert stored().is_headcount_assumed is False


def test_the_enterprise_confirms_what_was_keyed_in_for_it(editor, make, enterprise, sign_in, stored) -> None:
    demand = make.demand(enterprise, keyed_in_by_id=make.reviewer().id)
    page = editor.get(f"/demands/{demand.id}").text
    assert "确认该需求" in page
    stranger = sign_in(make.editor(make.enterprise()))
    assert stranger.post(f"/demands/{demand.id}/confirm").status_code == 403
    assert editor.post(f"/demands/{demand.id}/confirm").status_code == 303
    assert stored().is_confirmed
    with make.database.reading() as session:
        assert session.scalars(select(Event)).one().action == "confirm"
    assert editor.post(f"/demands/{demand.id}/confirm").status_code == 409
    assert "确认该需求" not in editor.get(f"/demands/{demand.id}").text


def test_the_contact_shows_once_both_sides_are_interested(make, sign_in, enterprise) -> None:
    school, demand = make.school(), make.demand(enterprise)
    proposal = make.proposal(make.programme(school), demand, state=ProposalState.SENT)
    client = sign_in(make.editor(school))
    assert "0371-11111111" not in client.get(f"/demands/{demand.id}").text
    with make.database.transaction() as session:
        merged = session.merge(proposal)
        merged.state = ProposalState.IN_REVIEW
        for party in merged.parties:
            party.answer = Answer.INTERESTED
    assert "0371-11111111" in client.get(f"/demands/{demand.id}").text


def test_markup_in_a_title_is_told_as_text(editor, make, enterprise) -> None:
    demand = make.demand(enterprise, title="<b>焊工</b>", duties="<script>alert(1)</script>")
    page = editor.get(f"/demands/{demand.id}").text
    assert "&lt;b&gt;焊工" in page
    assert "<script>alert" not in page


def test_pages_are_complete_in_english(editor, make, enterprise) -> None:
    demand = make.demand(enterprise)
    editor.set_cookie("language", "en")
    for path in ("/demands/mine", "/demands/new", f"/demands/{demand.id}", f"/demands/{demand.id}/edit"):
        assert editor.get(path).status_code == 200


def test_a_school_finds_its_own_matches_beside_a_demand(client, make, sign_in) -> None:
    school, demand = make.school(), make.demand()
    programme = make.programme(school, title="酒店管理（2026级）")
    make.match(programme, demand, score=71.5)
    path = f"/demands/{demand.id}"
    link = f"/matches/{programme.id}/{demand.id}"
    page = sign_in(make.editor(school)).get(path).text
    assert link in page
    assert "71.5" in page
    assert link not in sign_in(make.editor(make.school())).get(path).text
    assert link not in (visitor := client.get(path).text)
    assert f"/accounts/log-in?next={path}" in visitor


def test_the_form_tells_how_many_programmes_teach_what_is_asked_for(client, make) -> None:
    make.programme(make.school(region_code=JINSHUI), skills=["前厅接待"])
    make.programme(make.school(region_code=LINYI), skills=["客房服务"])
    make.programme(make.school(region_code=LINYI), title="数控技术", major_code="460103", skills=["车削"])
    page = client.get("/catalogue/outlook?must_skills=前厅接待、客房服务&region_code=郑州市").text
    assert "有 2 个讲授其中至少一项技能" in page
    assert "本市有 1 个" in page
    assert "本市" not in client.get("/catalogue/outlook?must_skills=车削&region_code=无此地").text
    assert client.get("/catalogue/outlook").text.strip() == ""


def test_a_script_keeps_the_draft_and_stays_on_the_form(editor, stored) -> None:
    kept = editor.post("/demands/new", data={"title": "写到一半", "action": "keep"}).get_json()
    draft = stored()
    assert (draft.title, draft.state) == ("写到一半", PostingState.DRAFT)
    assert kept == {"address": f"/demands/{draft.id}/edit", "version": draft.version}
    again = {"title": "又写一点", "action": "keep", "version": kept["version"]}
    assert editor.post(kept["address"], data=again).get_json()["version"] > kept["version"]
    assert editor.post(kept["address"], data=again).status_code == 409
    assert editor.post(kept["address"], data={"headcount": "多", "action": "keep"}).status_code == 422
