"""The pages after the end: everybody evaluates, one side files head-counts, the other confirms."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matchmaker.db import now
from matchmaker.models import Evaluation, OutcomeReport, Partnership
from matchmaker.services.outcomes.criteria import CRITERIA
from matchmaker.workflow import PartnershipState, ProposalState, ReportState
from tests.factories import LINYI

GRADUATED = {"graduates": 40, "employed": 36, "matched": 30, "local": 24}


class Ended:
    """A class that has ended and everybody who has to do with it."""

    def __init__(self, make, sign_in, days=400, **facts):
        self.make, self.school, self.enterprise = make, make.school(), make.enterprise()
        proposal = make.proposal(
            make.programme(self.school), make.demand(self.enterprise), state=ProposalState.AGREED
        )
        ended = now() - timedelta(days=days)
        facts = {"state": PartnershipState.RUNNING, "started_at": ended, "ended_at": ended} | facts
        self.key = make.save(Partnership(proposal_id=proposal.id, **facts)).id
        self.page = f"/partnerships/{self.key}"
        self.path = f"{self.page}/evaluation"
        authority = make.authority()
        sides = self.school, self.enterprise, authority
        self.kinds = [side.kind for side in sides]
        self.clients = [
            *(sign_in(make.editor(side)) for side in sides[:2]),
            sign_in(make.reviewer(authority)),
        ]
        self.client, self.other, self.reviewer = self.clients

    def evaluate(self, side, **facts):
        ratings = {criterion.value: 4 for criterion in CRITERIA[self.kinds[side]]}
        return self.clients[side].post(f"{self.path}/mine", data=ratings | {"would_repeat": "yes"} | facts)

    def file(self, stage="graduation", client=None, **facts):
        data = GRADUATED | facts if stage == "graduation" else facts
        return (client or self.client).post(f"{self.page}/outcomes/new/{stage}", data=data)

    def answer(self, action, client, **facts):
        report = self.report()
        data = {"version": report.version} | facts
        return client.post(f"{self.page}/outcomes/{report.id}/{action}", data=data)

    def report(self):
        with self.make.database.reading() as session:
            return session.query(OutcomeReport).order_by(OutcomeReport.id.desc()).first()

    def state(self):
        with self.make.database.reading() as session:
            return session.get_one(Partnership, self.key).state


@pytest.fixture
def ended(make, sign_in):
    return Ended(make, sign_in)


def text(response):
    return response.get_data(as_text=True)


def test_a_class_is_finished_evaluated_and_archived(make, sign_in):
    story = Ended(make, sign_in, ended_at=None)
    assert "结课" in text(story.client.get(story.page))
    assert story.client.get(f"{story.path}/mine").status_code == 200
    assert story.evaluate(0).status_code == 422
    assert story.client.post(f"{story.page}/finish").status_code == 303
    assert "评价与成效" in text(story.client.get(story.page))
    for side in range(3):
        assert story.evaluate(side).status_code == 303
    assert story.state() is PartnershipState.EVALUATED
    assert story.reviewer.post(f"{story.path}/archive", data={"reason": ""}).status_code == 422
    data = {"reason": "企业已注销"}
    assert story.reviewer.post(f"{story.path}/archive", data=data).status_code == 303
    assert story.state() is PartnershipState.ARCHIVED
    assert "企业已注销" in text(story.client.get(story.page))


def test_nobody_reads_the_others_before_all_have_spoken(ended):
    ended.evaluate(0, went_well="导师认真负责")
    assert "导师认真负责" in text(ended.client.get(ended.path))
    for client in (ended.other, ended.reviewer):
        assert "导师认真负责" not in text(client.get(ended.path))
    ended.evaluate(1)
    ended.evaluate(2)
    assert "导师认真负责" in text(ended.other.get(ended.path))


def test_the_form_shows_what_was_said_and_wants_every_criterion(ended):
    assert ended.evaluate(1, skills="").status_code == 422
    assert ended.evaluate(1, to_improve="基础再扎实些").status_code == 303
    page = text(ended.other.get(f"{ended.path}/mine"))
    assert "基础再扎实些" in page
    assert "学生技能水平" in page
    assert "承诺兑现" not in page
    with ended.make.database.reading() as session:
        assert session.query(Evaluation).one().ratings["skills"] == 4


def test_figures_go_from_one_side_to_the_other(ended):
    assert "填报人数" in text(ended.client.get(ended.path))
    assert ended.client.get(f"{ended.page}/outcomes/new/graduation").status_code == 200
    assert ended.file().status_code == 303
    assert f"等待核对：{ended.enterprise.name}" in text(ended.client.get(ended.path))
    assert "就业人数：36 / 40 人，占 90%" in text(ended.reviewer.get(ended.path))
    assert ended.answer("return", ended.other, reason="").status_code == 422
    assert ended.answer("return", ended.other, reason="本地应为20人").status_code == 303
    edit = f"{ended.page}/outcomes/{ended.report().id}/edit"
    assert 'value="24"' in text(ended.client.get(edit))
    data = GRADUATED | {"local": 20, "version": ended.report().version}
    assert ended.client.post(edit, data=data).status_code == 303
    assert ended.answer("confirm", ended.other).status_code == 303
    assert ended.report().state is ReportState.CONFIRMED
    assert ended.client.get(edit).status_code == 409


def test_the_enterprise_tells_whom_it_kept(ended):
    assert ended.file("six_months", ended.other, hired=10, kept=11).status_code == 422
    assert ended.file("six_months", ended.other, hired=10, kept=8).status_code == 303
    assert ended.answer("confirm", ended.client).status_code == 303
    assert "仍在岗人数：8 / 10 人，占 80%" in text(ended.client.get(ended.path))


def test_each_side_has_its_own_part(ended):
    assert ended.file(client=ended.other).status_code == 403
    assert ended.file("twelve_months", hired=1, kept=1).status_code == 403
    ended.file()
    for client in (ended.client, ended.reviewer):
        assert ended.answer("confirm", client).status_code == 403
    assert ended.other.get(f"{ended.page}/outcomes/{ended.report().id}/edit").status_code == 403
    assert ended.client.get(f"{ended.path}/archive").status_code == 403
    assert ended.reviewer.get(f"{ended.path}/archive").status_code == 409
    assert ended.client.get(f"{ended.page}/outcomes/new/someday").status_code == 404


def test_strangers_do_not_find_it(ended, make, sign_in):
    ended.file()
    report = ended.report().id
    for user in (make.editor(make.school()), make.reviewer(make.authority(region_code=LINYI))):
        stranger = sign_in(user)
        for path in (ended.path, f"{ended.path}/mine"):
            assert stranger.get(path).status_code == 404
    stranger = sign_in(make.editor(make.enterprise()))
    for path in (f"{ended.page}/outcomes/new/graduation", f"{ended.page}/outcomes/{report}/edit"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"{ended.page}/outcomes/{report}/confirm", data={"version": 1}).status_code == 404


def test_figures_of_another_class_are_not_found_here(ended, make, sign_in):
    elsewhere = Ended(make, sign_in)
    ended.file()
    path = f"{elsewhere.page}/outcomes/{ended.report().id}/edit"
    assert elsewhere.client.get(path).status_code == 404


def test_the_page_of_an_organization_says_what_its_record_consists_of(ended, client):
    page = f"/organizations/{ended.school.id}"
    assert "还没有记录。新单位不加分也不减分。" in text(ended.other.get(page))
    ended.file()
    ended.answer("confirm", ended.other)
    for side in range(3):
        ended.evaluate(side)
    shown = text(ended.other.get(page))
    assert "1 份核对过的成效，平均 90%" in shown
    assert "2 份评价，平均 4 分（满分5分）" in shown
    assert "72 / 100" in shown  # (1 + 2 * 0.9 + 2 * 0.75) / (2 + 2 + 2)
    assert "以往成效" not in text(client.get(page))
