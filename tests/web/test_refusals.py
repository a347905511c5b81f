"""Declining and withdrawing: who may do which, and what is said of it."""

from __future__ import annotations

import pytest

from matchmaker.workflow import ProposalState
from tests.web.stage import Stage


@pytest.fixture
def stage(make, sign_in):
    stage = Stage(make, sign_in)
    stage.propose()
    return stage


def text(response):
    return response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("author", "offered", "kept_back"),
    [("school", "withdraw", "decline"), ("matcher", "decline", "withdraw")],
)
def test_who_proposed_withdraws_and_who_was_asked_declines(stage, author, offered, kept_back):
    stage.propose(author=author)
    page = text(stage.school.get(stage.path))
    assert f"{stage.path}/{offered}" in page
    assert f"{stage.path}/{kept_back}" not in page


def test_an_empty_refusal_is_told_and_an_ended_proposal_says_only_what_is_true(stage):
    form = text(stage.school.get(f"{stage.path}/decline"))
    assert "谢绝表示我方不参加" in form
    assert "novalidate" in form
    refused = stage.school.post(f"{stage.path}/decline", data={"number": 1, "reason": ""})
    assert refused.status_code == 422
    assert "error-summary" in text(refused)
    stage.propose(ProposalState.DECLINED)
    page = text(stage.school.get(stage.path))
    assert "没有占用学位和岗位" in page
    assert "已释放" not in page
