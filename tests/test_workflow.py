"""The tables of moves, state by state and action by action; what is not listed is refused."""

from __future__ import annotations

from itertools import product

import pytest

from matchmaker.policy import Permission
from matchmaker.workflow import (
    GUARD_MESSAGES,
    HIDDEN_FROM_PARTIES,
    HOLDING,
    ORGANIZATION,
    PARTNERSHIP,
    POSTING,
    PROPOSAL,
    REPORT,
    Guard,
    GuardError,
    IllegalMoveError,
    OrganizationState,
    PartnershipState,
    PostingState,
    ProposalState,
    ReportState,
)

# state: {action: where it leads}, written down a second time on purpose.
EXPECTED_ORGANIZATION = {
    "unverified": {"verify": "verified", "refuse": "refused", "merge": "merged"},
    "verified": {"suspend": "suspended", "merge": "merged"},
    "refused": {"verify": "verified", "apply": "unverified", "merge": "merged"},
    "suspended": {"verify": "verified"},
    "merged": {},
}
EXPECTED_POSTING = {
    "draft": {"edit": "draft", "submit": "submitted", "key_in": "published", "close": "closed"},
    "submitted": {"withdraw": "draft", "approve": "published", "return": "returned", "reject": "closed"},
    "returned": {"edit": "returned", "submit": "submitted", "close": "closed"},
    "published": {
        "edit": "published",
        "pause": "paused",
        "pause_silent": "paused",
        "take_down": "returned",
        "expire": "expired",
        "extend": "published",
        "close": "closed",
    },
    "paused": {
        "edit": "paused",
        "resume": "published",
        "expire": "expired",
        "extend": "paused",
        "close": "closed",
    },
    "closed": {},
    "expired": {"renew": "published"},
}
EXPECTED_PROPOSAL = {
    "draft": {"edit": "draft", "replace": "replaced", "veto": "vetoed", "send": "sent"},
    "vetoed": {},
    "replaced": {},
    "sent": {
        "edit": "sent",
        "show_interest": "sent",
        "discuss": "discussing",
        "decline": "declined",
        "begin_review": "in_review",
        "withdraw": "withdrawn",
        "call_off": "withdrawn",
        "expire": "expired",
    },
    "discussing": {
        "edit": "sent",
        "show_interest": "discussing",
        "discuss": "discussing",
        "decline": "declined",
        "begin_review": "in_review",
        "withdraw": "withdrawn",
        "call_off": "withdrawn",
        "expire": "expired",
    },
    "declined": {},
    "expired": {},
    "withdrawn": {},
    "in_review": {
        "endorse": "in_review",
        "approve": "approved",
        "return": "returned",
        "reject": "rejected",
        "withdraw": "withdrawn",
        "call_off": "withdrawn",
    },
    "returned": {
        "edit": "returned",
        "resend": "sent",
        "withdraw": "withdrawn",
        "call_off": "withdrawn",
        "expire": "expired",
    },
    "rejected": {},
    "approved": {
        "edit": "sent",
        "confirm": "approved",
        "agree": "agreed",
        "withdraw": "withdrawn",
        "call_off": "withdrawn",
        "expire": "expired",
    },
    "agreed": {},
}
EXPECTED_PARTNERSHIP = {
    "agreed": {"start": "running", "terminate": "terminated"},
    "running": {
        "finish": "running",
        "evaluate": "running",
        "close_evaluation": "evaluated",
        "terminate": "terminated",
    },
    "evaluated": {"complete": "archived", "archive": "archived"},
    "archived": {},
    "terminated": {},
}
EXPECTED_REPORT = {
    "submitted": {
        "edit": "submitted",
        "confirm": "submitted",
        "settle": "confirmed",
        "return": "returned",
    },
    "returned": {"edit": "submitted"},
    "confirmed": {},
}
TABLES = [
    (ORGANIZATION, OrganizationState, EXPECTED_ORGANIZATION),
    (POSTING, PostingState, EXPECTED_POSTING),
    (PROPOSAL, ProposalState, EXPECTED_PROPOSAL),
    (PARTNERSHIP, PartnershipState, EXPECTED_PARTNERSHIP),
    (REPORT, ReportState, EXPECTED_REPORT),
]
CASES = [
    (workflow, state, action, expected[state].get(action))
    for workflow, states, expected in TABLES
    for state, action in product(states, sorted({action for moves in expected.values() for action in moves}))
]
MOVES = [
    (workflow, state, action, move)
    for workflow, _, _ in TABLES
    for (state, action), move in workflow.moves.items()
]
# What only the clock or the last answer does.
SYSTEM_ACTIONS = {"replace", "expire", "begin_review", "agree", "settle"}
SYSTEM_ACTIONS |= {"pause_silent", "close_evaluation", "complete", "call_off"}
EXPLAINED = {"refuse", "suspend", "return", "reject", "take_down", "veto", "decline", "withdraw", "terminate"}
EXPLAINED |= {"archive", "call_off"}


def named(case: tuple[object, ...]) -> str:
    return f"{type(case[1]).__name__}-{case[1]}-{case[2]}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_an_action_leads_where_the_table_says_or_nowhere(case) -> None:
    workflow, state, action, expected = case
    if expected is None:
        with pytest.raises(IllegalMoveError) as caught:
            workflow.move(state, action, holds=set(Guard))
        assert caught.value.status == 409
    else:
        assert workflow.move(state, action, holds=set(Guard)) == expected


@pytest.mark.parametrize(("states", "expected"), [(states, expected) for _, states, expected in TABLES])
def test_every_state_is_written_down(states, expected) -> None:
    assert set(expected) == {state.value for state in states}


@pytest.mark.parametrize(("workflow", "expected"), [(workflow, expected) for workflow, _, expected in TABLES])
def test_no_move_is_missing_here(workflow, expected) -> None:
    assert {(state.value, action) for state, action in workflow.moves} == {
        (state, action) for state, moves in expected.items() for action in moves
    }


@pytest.mark.parametrize("case", [case for case in MOVES if case[3].guard], ids=named)
def test_a_guarded_move_needs_its_guard(case) -> None:
    workflow, state, action, move = case
    others = set(Guard) - {move.guard}
    with pytest.raises(GuardError) as caught:
        workflow.move(state, action, holds=others)
    assert caught.value.message == GUARD_MESSAGES[move.guard]
    assert workflow.move(state, action, holds={move.guard}) is move.to


@pytest.mark.parametrize("case", MOVES, ids=named)
def test_what_goes_against_somebody_is_explained(case) -> None:
    workflow, _state, action, move = case
    is_taken_back_by_its_owner = workflow is POSTING and action == "withdraw"
    assert (move.guard is Guard.REASON_GIVEN) == (action in EXPLAINED and not is_taken_back_by_its_owner)


@pytest.mark.parametrize("case", MOVES, ids=named)
def test_people_and_the_system_have_their_own_actions(case) -> None:
    _workflow, _state, action, move = case
    assert (move.permission is None) == (action in SYSTEM_ACTIONS)


@pytest.mark.parametrize("state", ProposalState)
def test_actions_are_offered_with_their_permission(state) -> None:
    offered = PROPOSAL.actions(state)
    assert set(offered) == set(EXPECTED_PROPOSAL[state]) - SYSTEM_ACTIONS
    assert all(isinstance(permission, Permission) for permission in offered.values())


def test_a_proposal_is_sent_before_its_parties_see_it() -> None:
    for (state, _action), move in PROPOSAL.moves.items():
        if state not in HIDDEN_FROM_PARTIES:
            assert move.to not in HIDDEN_FROM_PARTIES


def test_places_are_first_held_when_all_are_interested() -> None:
    entering = {
        action
        for (state, action), move in PROPOSAL.moves.items()
        if state not in HOLDING and move.to in HOLDING
    }
    assert entering == {"begin_review"}


def test_every_guard_has_a_message() -> None:
    assert set(GUARD_MESSAGES) == set(Guard)
