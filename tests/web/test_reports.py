"""The pages of every report: one side files and corrects it, the other confirms or returns it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import pytest

from matchmaker.services.reports.figures import Figures
from matchmaker.services.reports.periods import Period
from matchmaker.terms import Stage
from matchmaker.workflow import PartnershipState, ReportState
from tests.classes import FULL, GRADUATED, STAYED, TERM, ended
from tests.factories import LINYI
from tests.web.classes import Class


@dataclass(frozen=True)
class Case:
    """A report: where it is read, who files it, and one figure with its word and another value."""

    period: Period
    figures: Figures
    page: str
    filer: int
    field: str
    word: str
    better: int

    @property
    def other(self) -> int:
        return 1 - self.filer


CASES = {
    "term": Case(TERM, FULL, "/dossier", 0, "interns", "本学期实习人数", 18),
    "graduation": Case(Stage.GRADUATION, GRADUATED, "/evaluation", 0, "local", "本地就业人数", 20),
    "six months": Case(Stage.SIX_MONTHS, STAYED, "/evaluation", 1, "kept", "仍在岗人数", 11),
}


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


@pytest.fixture
def group(make, sign_in, case):
    facts = {} if case.period == TERM else ended(400)
    found = Class(make, sign_in, **facts)
    found.tell = lambda **facts: found.file(case.period, case.figures, case.filer, **facts)
    return found


@pytest.fixture
def correct(group, case):
    """Return a function that sends the form of a correction."""

    def act(party=None, **facts):
        report = group.report()
        told = {name: "" if value is None else value for name, value in asdict(case.figures).items()}
        told |= {case.field: case.better, "version": report.version}
        party = case.filer if party is None else party
        return group.post(f"/reports/{report.id}/edit", party, **(told | facts))

    return act


def text(response):
    return response.get_data(as_text=True)


def test_it_goes_from_one_side_to_the_other_and_is_settled(group, case):
    address = f"{group.page}/reports/new/{case.period}"
    assert address in group.get(case.page, case.filer)
    assert address not in group.get(case.page, case.other)
    assert group.clients[case.filer].get(address).status_code == 200
    assert group.tell().headers["Location"] == f"{group.page}{case.page}"
    assert f"等待核对：{group.parties[case.other].name}" in group.get(case.page, case.filer)
    assert "核对无误" in group.get(case.page, case.other)
    assert group.answer("confirm", case.other).status_code == 303
    assert group.report().state is ReportState.CONFIRMED
    assert "已核对一致，这份报告不用再处理。" in group.get(case.page, case.other)
    assert "核对一致" in group.get(case.page, case.filer)
    assert group.clients[case.filer].get(f"{group.page}/reports/{group.report().id}/edit").status_code == 409


def test_what_was_returned_is_corrected_and_asked_anew(group, case, correct):
    group.tell()
    assert group.answer("return", case.other, reason="").status_code == 422
    assert group.answer("return", case.other, reason="人数有误").status_code == 303
    assert "已退回，并已通知填报的一方修改。" in group.get(case.page, case.other)
    assert "要求修改：人数有误" in group.get(case.page, case.filer)
    form = group.get(f"/reports/{group.report().id}/edit", case.filer)
    assert f'value="{getattr(case.figures, case.field)}"' in form
    assert correct().status_code == 303
    assert group.report().state is ReportState.SUBMITTED
    assert getattr(group.report(), case.field) == case.better


def test_a_correction_of_an_older_state_shows_what_differs_and_keeps_what_was_typed(group, case, correct):
    group.tell()
    assert correct(version=1).status_code == 303
    mine = case.better - 1
    response = correct(version=1, **{case.field: mine})
    page = text(response)
    assert response.status_code == 409
    assert "已被他人修改" in page
    before, _, after = page.partition("</del>")
    assert case.word in before.partition("不同之处")[2]
    assert f"<span>{case.better}</span>" in before
    assert f"<span>{mine}</span>" in after
    assert f'value="{mine}"' in page
    assert getattr(group.report(), case.field) == case.better
    assert '<input id="version" name="version" type="hidden" value="2">' in page
    assert correct(version=2, **{case.field: mine}).status_code == 303
    assert getattr(group.report(), case.field) == mine


def test_who_corrects_the_same_twice_sees_that_nothing_differs(group, correct):
    group.tell()
    assert correct(version=1).status_code == 303
    response = correct(version=1)
    assert response.status_code == 409
    assert "别人已作了同样的修改" in text(response)


def test_an_answer_to_an_older_state_shows_the_new_one_and_keeps_the_reason(group, case, correct):
    group.tell()
    correct()
    assert group.answer("confirm", case.other, version=1).status_code == 409
    response = group.answer("return", case.other, version=1, reason="少了两人")
    assert response.status_code == 409
    assert ">少了两人</textarea>" in text(response)
    assert group.report().state is ReportState.SUBMITTED


def test_figures_that_contradict_each_other_are_told_and_nothing_is_saved(group, case):
    for value in (41, "很多", -1):
        response = group.tell(**{case.field: value})
        assert response.status_code == 422
        assert f'value="{value}"' in text(response)
    assert group.report() is None


def test_each_side_has_its_own_part(group, case, correct):
    assert group.file(case.period, case.figures, case.other).status_code == 403
    group.tell()
    assert group.tell().status_code == 422
    for party in (case.other, 2):
        assert group.clients[party].get(f"{group.page}/reports/new/{case.period}").status_code == 403
        assert correct(party).status_code == 403
    for party in (case.filer, 2):
        assert group.answer("confirm", party).status_code == 403
        assert group.answer("return", party, reason="x").status_code == 403


def test_strangers_do_not_find_it(group, case, make, sign_in):
    group.tell()
    report = f"{group.page}/reports/{group.report().id}"
    users = [make.editor(make.school()), make.editor(make.enterprise())]
    for stranger in map(sign_in, [*users, make.reviewer(make.authority(region_code=LINYI))]):
        assert stranger.get(f"{group.page}{case.page}").status_code == 404
    for stranger in map(sign_in, users):
        assert stranger.get(f"{group.page}/reports/new/{case.period}").status_code == 404
        assert stranger.get(f"{report}/edit").status_code == 404
        assert stranger.post(f"{report}/confirm", data={"version": 1}).status_code == 404


def test_a_report_of_another_class_is_not_found_here(group, case, make, sign_in):
    elsewhere = Class(make, sign_in, **ended(400))
    group.tell()
    address = f"{elsewhere.page}/reports/{group.report().id}"
    assert elsewhere.clients[case.filer].get(f"{address}/edit").status_code == 404
    assert elsewhere.clients[case.other].post(f"{address}/confirm", data={"version": 1}).status_code == 404


@pytest.mark.parametrize("period", ["someday", "1999-3", "2026"])
def test_what_is_no_period_is_not_found(make, sign_in, period):
    group = Class(make, sign_in)
    assert group.clients[0].get(f"{group.page}/reports/new/{period}").status_code == 404


@pytest.mark.parametrize("period", ["1999-1", str(TERM.following), "graduation"])
def test_what_cannot_be_known_has_no_form(make, sign_in, period):
    group = Class(make, sign_in)
    assert group.clients[0].get(f"{group.page}/reports/new/{period}").status_code == 409


def test_a_class_that_does_not_run_reports_nothing(make, sign_in):
    early = Class(make, sign_in, state=PartnershipState.AGREED, started_at=None)
    assert "项目开始运行后" in early.get("/dossier")
    assert early.clients[0].get(f"{early.page}/reports/new/{TERM}").status_code == 409


def test_the_history_and_the_notice_tell_which_report_it_is(make, sign_in):
    group = Class(make, sign_in)
    group.file(figures=replace(FULL, note="示例"))
    page = group.get()
    assert "提交报告" in page
    for words in ("学年第", "期末班级人数", "其他情况"):
        assert words in page
    told = group.clients[1].get("/notifications").get_data(as_text=True)
    assert "学期报告已提交，请对方核对。" in told
