"""The interface has a word for all that can happen."""

import enum

import pytest

from matchmaker import policy, terms, workflow
from matchmaker.models import JobStatus, Mark, Source
from matchmaker.services.partnerships import marks
from matchmaker.services.people import users
from matchmaker.web.actions import ACTIONS
from matchmaker.web.labels import LABELS, color, label

WORDED = (
    *(getattr(terms, name) for name in ("Level", "Kind", "Promise", "OrganizationKind", "Department")),
    *(
        found
        for found in vars(workflow).values()
        if isinstance(found, type) and issubclass(found, enum.StrEnum) and found.__name__.endswith("State")
    ),
    workflow.Answer,
    workflow.Decision,
    policy.Role,
    Mark,
    JobStatus,
    Source,
)
# The tones that static/css/parts.css draws dark enough to read.
TONES = {"blue", "indigo", "cyan", "orange", "pink", "green", "teal", "lime", "yellow", "red", "purple"} | {
    "secondary"
}


@pytest.mark.parametrize("members", WORDED, ids=lambda members: members.__name__)
def test_every_member_has_a_word_and_a_color(app, members):
    with app.test_request_context("/"):
        for member in members:
            assert label(member)
            assert color(member) in TONES


def test_no_member_has_two_words():
    keys = [(type(member), member.value) for member, _word, _shade in LABELS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("table", ["ORGANIZATION", "POSTING", "PROPOSAL", "PARTNERSHIP", "REPORT"])
def test_every_move_of_the_workflow_has_a_word(table):
    moves = getattr(workflow, table).moves
    assert {action for _state, action in moves} - set(ACTIONS) == set()


def test_what_is_done_to_pairs_and_accounts_has_a_word():
    assert {*marks.ACTIONS.values(), *users.CHANGES} - set(ACTIONS) == set()


def test_every_feature_of_the_score_has_a_word():
    from matchmaker.matching.weights import WEIGHTS
    from matchmaker.web.labels import FEATURES

    assert set(FEATURES) == set(WEIGHTS)
