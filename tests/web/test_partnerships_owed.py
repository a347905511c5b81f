"""What a class waits for is a to-do of whom it waits for, the list behind it and the page's next step."""

from datetime import timedelta

import pytest

from matchmaker.services.events import Actor
from matchmaker.services.people import memberships
from matchmaker.services.working_days import today
from matchmaker.terms import Stage
from matchmaker.workflow import PartnershipState, ReportState
from tests.classes import GRADUATED, TERM, YEAR, ended
from tests.factories import LINYI
from tests.web.classes import Class

SCHOOL, ENTERPRISE, AUTHORITY = 0, 1, 2
WORD = "等待我方处理的合作项目"


def is_told(about, party):
    """Tell whether desk and list both hold the class; they never differ."""
    client = about.clients[party]
    on_desk = f"下一步：{WORD}" in client.get("/dashboard").text
    in_list = f'href="{about.page}"' in client.get("/partnerships?show=waiting").text
    assert on_desk is in_list
    return on_desk


@pytest.fixture
def running(make, sign_in):
    return Class(make, sign_in)


def test_a_report_waits_for_the_other_side_until_it_is_confirmed(running):
    assert not is_told(running, ENTERPRISE)
    running.filed()
    assert is_told(running, ENTERPRISE)
    assert not is_told(running, SCHOOL)
    page = running.get(party=ENTERPRISE)
    assert "下一步：核对对方的报告" in page
    assert page.count("btn-primary") == 1
    running.answer("confirm", ENTERPRISE)
    assert not is_told(running, ENTERPRISE)


def test_a_returned_report_waits_for_who_filed_it(running):
    running.filed(state=ReportState.RETURNED, return_reason="人数不对")
    assert is_told(running, SCHOOL)
    assert not is_told(running, ENTERPRISE)
    assert "下一步：修改被退回的报告" in running.get(party=SCHOOL)
    # What is to be corrected is read where it is corrected.
    assert "要求修改：人数不对" in running.get(f"/reports/{running.report().id}/edit")


def test_a_term_waits_for_its_report_once_it_is_over(make, sign_in):
    about = Class(make, sign_in, started=YEAR)
    assert is_told(about, SCHOOL)
    assert not is_told(about, ENTERPRISE)
    assert f'href="{about.page}/dossier">去填报' in about.get(party=SCHOOL)


def test_an_ended_class_waits_for_each_evaluation_and_its_figures(make, sign_in):
    about = Class(make, sign_in, **(ended(1) | {"started": timedelta(days=2)}))
    assert "下一步：填写评价" in about.get(party=ENTERPRISE)
    assert "下一步：填报人数" in about.get(party=SCHOOL)
    about.filed(Stage.GRADUATION, GRADUATED)
    assert "下一步：核对对方的报告" in about.get(party=ENTERPRISE)
    assert f'href="{about.page}/evaluation">去核对' in about.get(party=ENTERPRISE)


@pytest.mark.parametrize("state", [PartnershipState.ARCHIVED, PartnershipState.TERMINATED])
def test_what_is_over_waits_for_nobody(make, sign_in, state):
    about = Class(make, sign_in, started=YEAR, state=state)
    about.filed(TERM)
    assert not is_told(about, ENTERPRISE)
    assert "下一步" not in about.get(party=ENTERPRISE)


def test_an_agreed_class_waits_for_its_start_from_its_first_day_on(make, sign_in):
    about = Class(make, sign_in, state=PartnershipState.AGREED, started_at=None)
    with make.database.transaction() as session:
        session.merge(about.proposal).term_start = today()
    assert is_told(about, SCHOOL)
    assert "开始运行" in about.get(party=SCHOOL)


def test_an_ended_class_waits_for_one_authority_until_it_has_evaluated(make, sign_in):
    about = Class(make, sign_in, **ended(1))
    elsewhere = sign_in(make.reviewer(make.authority(region_code=LINYI)))
    assert is_told(about, AUTHORITY)
    assert about.page not in elsewhere.get("/partnerships?show=waiting").text
    assert f'href="{about.page}/evaluation">去评价' in about.get(party=AUTHORITY)
    about.evaluate(AUTHORITY)
    assert not is_told(about, AUTHORITY)
    assert "下一步" not in about.get(party=AUTHORITY)


def test_another_authority_may_add_its_evaluation_once_none_is_owed(make, sign_in):
    about = Class(make, sign_in, **ended(1))
    other = sign_in(make.reviewer(make.authority(name="郑州市工业和信息化局")))
    path = f"{about.page}/evaluation"
    assert 'btn-primary"' in other.get(path).text
    about.evaluate(AUTHORITY)
    page = other.get(path).text
    assert "填写评价" in page
    assert 'btn-primary"' not in page


def test_the_form_asks_for_whom_somebody_speaks(make, sign_in):
    about = Class(make, sign_in, **ended(1))
    school, authority = about.parties[SCHOOL], about.parties[AUTHORITY]
    with make.database.transaction() as session:
        memberships.add(session, authority, session.merge(about.people[SCHOOL]), actor=Actor())
    write = "/evaluation/mine"
    assert f"代表{school.name}</a>" in about.get(write)
    about.evaluate(SCHOOL)
    assert f"，代表{authority.name}" in about.get(write)
    assert f"，代表{school.name}" in about.get(f"{write}?speaker={school.id}")
    stranger = about.parties[ENTERPRISE].id
    assert about.clients[SCHOOL].get(f"{about.page}{write}?speaker={stranger}").status_code == 403


def test_the_end_names_the_same_steps_as_the_class(running):
    client = running.clients[SCHOOL]
    page = client.post(f"{running.page}/finish", follow_redirects=True).text
    assert "已结课。下一步：填报人数、填写评价。" in page
    page = running.get(party=SCHOOL)
    assert "下一步：填报人数、填写评价" in page
    assert "已结课，待评价" in page
    assert "运行中" not in page
    assert "已结课，待评价" in client.get("/partnerships").text


def test_a_class_that_starts_early_is_asked_and_does_not_end_before_its_first_day(make, sign_in):
    about = Class(make, sign_in, state=PartnershipState.AGREED, started_at=None)
    with make.database.transaction() as session:
        session.merge(about.proposal).term_start = today() + timedelta(days=30)
    assert "开始运行</a>" in about.get()
    assert "早；在约定的那一天之前不能结课" in about.get("/start")
    assert about.post("/start").status_code == 303
    page = about.get()
    assert "结课</a>" not in page
    assert about.clients[SCHOOL].get(f"{about.page}/finish").status_code == 422
    assert about.post("/finish").status_code == 422


def test_a_class_names_whose_scans_are_missing(running):
    school, enterprise = running.parties[SCHOOL].name, running.parties[ENTERPRISE].name
    assert f"还缺签署扫描件：{school}、{enterprise}" in running.get()


def test_an_authority_and_strangers_are_asked_for_nothing_while_a_class_runs(running, make, sign_in):
    running.filed()
    assert "下一步" not in running.get(party=AUTHORITY)
    stranger = sign_in(make.editor(make.enterprise()))
    assert running.page not in stranger.get("/partnerships?show=waiting").text


def test_the_list_names_the_programme(running, session):
    programme = session.merge(running.proposal).parties[0].programme
    assert programme.title in running.clients[AUTHORITY].get("/partnerships").text
