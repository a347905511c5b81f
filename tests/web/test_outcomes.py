"""The pages after the end: everybody evaluates, figures are shown as shares, an authority archives."""

from __future__ import annotations

import pytest

from matchmaker.models import Evaluation
from matchmaker.terms import Stage
from matchmaker.workflow import PartnershipState
from tests.classes import GRADUATED, STAYED, ended
from tests.factories import LINYI
from tests.web.classes import Class

ARCHIVE = "/evaluation/archive"


@pytest.fixture
def group(make, sign_in):
    return Class(make, sign_in, **ended(400))


def test_a_class_is_finished_evaluated_and_archived(make, sign_in):
    group = Class(make, sign_in)
    assert "结课" in group.get()
    assert "合作期结束后填报" in group.get("/evaluation")
    assert group.evaluate(0).status_code == 422
    assert "不能撤回" in group.get("/finish")
    assert "合作期结束后填报" in group.get("/evaluation")  # To look does nothing.
    assert group.post("/finish").status_code == 303
    assert "评价与成效" in group.get()
    assert group.clients[2].get(f"{group.page}{ARCHIVE}").status_code == 409
    for party in range(3):
        assert group.evaluate(party).status_code == 303
    assert group.state() is PartnershipState.EVALUATED
    assert group.clients[0].get(f"{group.page}{ARCHIVE}").status_code == 403
    assert group.post(ARCHIVE, 2, reason="").status_code == 422
    assert group.post(ARCHIVE, 2, reason="企业已注销").status_code == 303
    assert group.state() is PartnershipState.ARCHIVED
    assert "企业已注销" in group.get()
    assert "没有填报" in group.get("/evaluation")


def test_who_has_evaluated_is_asked_to_change_it_and_not_to_write_it(group):
    assert "填写评价" in group.get("/evaluation")
    group.evaluate(0)
    assert "修改评价" in group.get("/evaluation")
    assert "填写评价" not in group.get("/evaluation")
    assert "填写评价" in group.get("/evaluation", 1)


def test_nobody_reads_the_others_before_all_have_spoken(group):
    group.evaluate(0, went_well="导师认真负责")
    assert "导师认真负责" in group.get("/evaluation")
    for party in (1, 2):
        assert "导师认真负责" not in group.get("/evaluation", party)
        group.evaluate(party)
    assert "导师认真负责" in group.get("/evaluation", party=1)


def test_the_form_shows_what_was_said_and_wants_every_criterion(group):
    assert group.evaluate(1, skills="").status_code == 422
    assert group.evaluate(1, to_improve="基础再扎实些").status_code == 303
    page = group.get("/evaluation/mine", party=1)
    assert "基础再扎实些" in page
    assert "学生技能水平" in page
    assert "承诺兑现" not in page
    with group.make.database.reading() as session:
        assert session.query(Evaluation).one().ratings["skills"] == 4


def test_figures_are_shown_as_shares(group):
    group.file(Stage.GRADUATION, GRADUATED)
    group.file(Stage.SIX_MONTHS, STAYED, 1)
    page = group.get("/evaluation", party=2)
    assert "就业人数：36 / 40 人，占 90%" in page
    assert "仍在岗人数：12 / 15 人，占 80%" in page


def test_strangers_do_not_evaluate(group, make, sign_in):
    for user in (make.editor(make.school()), make.reviewer(make.authority(region_code=LINYI))):
        assert sign_in(user).get(f"{group.page}/evaluation/mine").status_code == 404


def test_the_page_of_an_organization_says_what_its_record_consists_of(group, client):
    page = f"/organizations/{group.parties[0].id}"
    shown = group.clients[1].get(page).get_data(as_text=True)
    assert "还没有记录。新单位不加分也不减分。" in shown
    group.file(Stage.GRADUATION, GRADUATED)
    group.answer("confirm", 1)
    for party in range(3):
        group.evaluate(party)
    shown = group.clients[1].get(page).get_data(as_text=True)
    assert "1 份核对过的成效，平均 90%" in shown
    assert "2 份评价，平均 4 分（满分5分）" in shown
    assert "71.7 / 100" in shown  # (1 + 2 * 0.9 + 2 * 0.75) / (2 + 2 + 2)
    assert "以往成效" not in client.get(page).get_data(as_text=True)
