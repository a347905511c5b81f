"""The pages of the class dossier: the school files, the enterprise answers, the authority reads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matchmaker.db import now
from matchmaker.models import Partnership, TermReport
from matchmaker.services.running import terms
from matchmaker.workflow import PartnershipState, ProposalState, ReportState
from tests.factories import LINYI

FIGURES = {
    "students": 40,
    "left_students": 0,
    "interns": 20,
    "mentors": 4,
    "class_hours": 400,
    "practice_hours": 180,
    "wage_yuan": 3200,
    "post_wage_yuan": 4000,
    "insured": 40,
    "incidents": 0,
}


class Class:
    """A running class and everybody who has to do with it."""

    def __init__(self, make, sign_in, state=PartnershipState.RUNNING):
        self.make, self.school, self.enterprise = make, make.school(), make.enterprise()
        proposal = make.proposal(
            make.programme(self.school), make.demand(self.enterprise), state=ProposalState.AGREED
        )
        started = now() - timedelta(days=1)
        row = Partnership(proposal_id=proposal.id, state=state, started_at=started)
        self.partnership = make.save(row)
        self.page = f"/partnerships/{self.partnership.id}"
        self.path = f"{self.page}/dossier"
        self.client = sign_in(make.editor(self.school))
        self.other = sign_in(make.editor(self.enterprise))
        self.reviewer = sign_in(make.reviewer())
        term = terms.term_of(now().date())
        self.term = f"{term.school_year}-{term.number}"

    def file(self, **facts):
        return self.client.post(f"{self.path}/new", data={"term": self.term, **FIGURES} | facts)

    def answer(self, action, client=None, **facts):
        report = self.report()
        data = {"version": report.version} | facts
        return (client or self.other).post(f"{self.path}/{report.id}/{action}", data=data)

    def report(self):
        with self.make.database.reading() as session:
            return session.query(TermReport).one_or_none()


@pytest.fixture
def group(make, sign_in):
    return Class(make, sign_in)


def text(response):
    return response.get_data(as_text=True)


def test_a_term_goes_from_the_school_to_the_enterprise_and_is_settled(group):
    assert group.path in text(group.client.get(group.page))
    assert "填报学期情况" in text(group.client.get(group.path))
    assert group.client.get(f"{group.path}/new").status_code == 200
    assert group.file().status_code == 303
    assert f"等待核对：{group.enterprise.name}" in text(group.client.get(group.path))
    assert "核对无误" in text(group.other.get(group.path))
    assert group.answer("confirm").status_code == 303
    assert group.report().state is ReportState.CONFIRMED
    assert "核对一致" in text(group.client.get(group.path))


def test_the_page_holds_the_hours_against_the_half(group):
    group.file()
    page = text(group.reviewer.get(group.path))
    assert "实践课时 180 / 400，占 45%（目标为不少于50%）" in page
    assert "不符合" in page
    assert "外地文件，仅供参考" in page
    assert "通过时须填写理由" not in page
    assert "3,200 / 4,000 = 80%" in page
    assert "下限 80%" in page


def test_a_returned_report_is_corrected_and_asked_anew(group):
    group.file()
    assert group.answer("return", reason="").status_code == 422
    assert group.answer("return", reason="实习人数应为18人").status_code == 303
    assert "实习人数应为18人" in text(group.client.get(group.path))
    form = f"{group.path}/{group.report().id}/edit"
    assert 'value="20"' in text(group.client.get(form))
    data = FIGURES | {"interns": 18, "version": group.report().version}
    assert group.client.post(form, data=data).status_code == 303
    assert (group.report().interns, group.report().state) == (18, ReportState.SUBMITTED)


def test_figures_that_contradict_each_other_are_told(group):
    response = group.file(practice_hours=500)
    assert response.status_code == 422
    assert "实践课时不能多于总课时" in text(response)
    assert group.report() is None
    assert group.file(students="很多").status_code == 422
    assert group.file(term="1999-1").status_code == 422


def test_a_correction_of_an_older_state_keeps_what_was_typed(group):
    group.file()
    data = FIGURES | {"interns": 17, "version": 99}
    response = group.client.post(f"{group.path}/{group.report().id}/edit", data=data)
    assert response.status_code == 422
    assert "已被他人修改" in text(response)
    assert 'value="17"' in text(response)
    assert group.answer("confirm", version=99).status_code == 422


def test_each_side_has_its_own_part(group):
    assert group.other.get(f"{group.path}/new").status_code == 403
    group.file()
    edit = f"{group.path}/{group.report().id}/edit"
    assert group.other.get(edit).status_code == 403
    for action in ("confirm", "return"):
        assert group.answer(action, client=group.client, reason="x").status_code == 403
        assert group.answer(action, client=group.reviewer, reason="x").status_code == 403
    assert group.reviewer.get(f"{group.path}/new").status_code == 403


def test_strangers_do_not_find_it(group, make, sign_in):
    group.file()
    number = group.report().id
    for user in (make.editor(make.school()), make.reviewer(make.authority(region_code=LINYI))):
        stranger = sign_in(user)
        assert stranger.get(group.path).status_code == 404
    stranger = sign_in(make.editor(make.enterprise()))
    assert stranger.post(f"{group.path}/{number}/confirm", data={"version": 1}).status_code == 404


def test_a_report_of_another_class_is_not_found_here(group, make, sign_in):
    elsewhere = Class(make, sign_in)
    group.file()
    address = f"{elsewhere.path}/{group.report().id}"
    assert elsewhere.client.get(f"{address}/edit").status_code == 404
    assert elsewhere.other.post(f"{address}/confirm", data={"version": 1}).status_code == 404


def test_a_class_that_does_not_run_reports_nothing(make, sign_in):
    early = Class(make, sign_in, state=PartnershipState.AGREED)
    assert "项目开始运行后" in text(early.client.get(early.path))
    assert early.client.get(f"{early.path}/new").status_code == 409


def test_the_history_tells_of_the_report_in_words(group):
    group.file()
    page = text(group.client.get(group.page))
    assert "提交学期报告" in page
    assert "期末班级人数" in page


def test_the_navigation_shows_where_the_dossier_belongs(group):
    page = text(group.client.get(group.path))
    assert page.count('aria-current="page">合作项目</a>') == page.count('aria-current="page"') > 0
