"""Questions on the page of a proposal: asked and answered by those who take part, kept when refused."""

from __future__ import annotations

import pytest

from matchmaker.workflow import ProposalState
from tests.web.stage import Stage


@pytest.fixture
def stage(make, sign_in):
    stage = Stage(make, sign_in)
    stage.propose()
    return stage


@pytest.fixture
def ask(stage):
    def act(client, text, question_id="", number=1):
        data = {"number": number, "question_id": question_id, "text": text}
        return client.post(f"{stage.path}/remarks", data=data)

    return act


def test_parties_and_their_authority_ask_and_answer(stage, ask, make, sign_in):
    assert ask(stage.clients[0], "每班几名师傅？").status_code == 303
    reviewer = sign_in(make.reviewer())
    assert ask(reviewer, "两名", question_id=1).status_code == 303
    page = stage.clients[1].get(stage.path).text
    assert page.index("每班几名师傅？") < page.index("两名")
    assert "第 1 版" in page


def test_a_stranger_and_a_visitor_ask_nothing(stage, ask, make, sign_in, client):
    assert ask(sign_in(make.editor(make.enterprise())), "？").status_code == 404
    assert ask(client, "？").status_code == 302


def test_what_is_refused_is_kept_in_its_own_form(stage, ask):
    ask(stage.clients[0], "有宿舍吗？")
    refused = ask(stage.clients[1], "请打 13812345678", question_id=1)
    assert refused.status_code == 422
    assert refused.text.count("请打 13812345678") == 1
    assert "各方均有意向后才会互相显示联系方式" in refused.text
    assert ask(stage.clients[1], "").status_code == 422


def test_a_question_that_no_column_numbers_is_refused(stage, ask):
    assert ask(stage.clients[0], "有宿舍吗？", question_id=10**20).status_code == 422


def test_what_is_over_is_read_and_not_talked_about(stage, ask):
    ask(stage.clients[0], "有宿舍吗？")
    stage.press(1, "decline", reason="今年不招", why="timing")
    assert stage.stored().state is ProposalState.DECLINED
    page = stage.clients[0].get(stage.path).text
    assert "有宿舍吗？" in page
    assert f"{stage.path}/remarks" not in page
    assert ask(stage.clients[0], "？").status_code == 409
