"""Every action in every state by every role, on the pages: what the tables allow happens, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, select, update

from matchmaker.db import now
from matchmaker.models import Membership, Partnership, Programme, Proposal, ProposalParty, Review, User
from matchmaker.policy import VISITOR, permits
from matchmaker.services.people.sessions import identify
from matchmaker.terms import Criterion
from matchmaker.workflow import (
    PARTNERSHIP,
    POSTING,
    PROPOSAL,
    Answer,
    Decision,
    PartnershipState,
    PostingState,
    ProposalState,
)
from tests.factories import LINYI

DECISIONS = {decision.value for decision in Decision}
# Where an action is taken; decisions are made in the review queue.
PROPOSAL_PATHS = {"show_interest": "interest"} | {
    name: name for name in ("confirm", "discuss", "decline", "withdraw", "send", "resend", "veto")
}
PARTNERSHIP_PATHS = {name: name for name in ("start", "finish", "terminate")} | {
    "evaluate": "evaluation/mine",
    "archive": "evaluation/archive",
}
POSTING_BUTTONS = (
    *("submit", "withdraw", "extend", "resume", "renew", "pause", "close", "take_down"),
    *("expire", "pause_silent"),  # The system's own: no button does it.
)
ROLES = (
    "visitor",
    "newcomer",
    "school",
    "enterprise",
    "stranger",
    "reviewer",
    "reviewer elsewhere",
    "administrator",
)


@pytest.fixture
def scene(make, sign_in, client):
    """A school's programme, a proposal to an enterprise, a partnership, and somebody of every role."""
    school, enterprise = make.school(), make.enterprise()
    programme = make.programme(school, practice_share=60, contact_email="a@test.example")
    proposal = make.proposal(programme, make.demand(enterprise), state=ProposalState.DRAFT)
    agreed = make.proposal(programme, make.demand(enterprise), state=ProposalState.AGREED)
    people = {
        "newcomer": make.user(),
        "school": make.editor(school),
        "enterprise": make.editor(enterprise),
        "stranger": make.editor(make.enterprise()),
        "reviewer": make.reviewer(),
        "reviewer elsewhere": make.reviewer(make.authority(region_code=LINYI)),
        "administrator": make.administrator(),
    }
    clients = {"visitor": client} | {role: sign_in(user) for role, user in people.items()}
    partnership = make.save(Partnership(proposal_id=agreed.id, ended_at=now()))
    return SimpleNamespace(
        database=make.database,
        people=people,
        clients=clients,
        owner={role: _owner(role, school, enterprise) for role in ROLES},
        records={Proposal: proposal.id, Programme: programme.id, Partnership: partnership.id},
    )


def _owner(role, school, enterprise):
    return enterprise.id if role == "enterprise" else school.id


def put(scene, table, state) -> int:
    """Bring the record into a state as if nothing had happened to it before; return its number."""
    key = scene.records[table]
    with scene.database.transaction() as session:
        session.execute(delete(Review))
        session.execute(update(table).where(table.id == key).values(state=state))
        if table is Proposal:
            blank = {"answer": Answer.PENDING, "confirmed_number": None}
            session.execute(update(ProposalParty).where(ProposalParty.proposal_id == key).values(**blank))
    return key


def ask_for_review(scene, column, key, role) -> int:
    """Put the record into the queue, taken by the person; return the review's number."""
    with scene.database.transaction() as session:
        user = scene.people.get(role)
        review = Review(**{column: key}, region_code="410100", due_at=now(), comments={})
        review.taken_by_id, review.taken_at = (user.id, now()) if user else (None, None)
        session.add(review)
        session.flush()
        return review.id


def press(scene, table, key, role, action) -> int:
    """Take the action as somebody of the role; return the status of the answer."""
    facts = {"number": 1, "version": 1, "organization_id": scene.owner[role], "reason": "因为"}
    facts |= {"why": "other", "would_repeat": "yes"} | dict.fromkeys(Criterion, 4)
    if action in DECISIONS:
        column = f"{table.__tablename__}_id"
        path = f"/reviews/{ask_for_review(scene, column, key, role)}/decide"
        facts["decision"] = action
    elif table is Proposal:
        path = f"/proposals/{key}/{PROPOSAL_PATHS[action]}"
    elif table is Partnership:
        path = f"/partnerships/{key}/{PARTNERSHIP_PATHS[action]}"
    else:
        steps = {"take_down": "take-down", "close": "close"}
        path = f"/programmes/{key}/" + steps.get(action, f"actions/{action}")
    return scene.clients[role].post(path, data=facts).status_code


def seen(scene, table, key, role) -> tuple[str, object]:
    """Return the state of the record and who the person is, as the database has it now."""
    with scene.database.reading() as session:
        user = scene.people.get(role)
        person = identify(session, session.get_one(User, user.id)) if user else VISITOR
        record = session.get_one(table, key)
        return record.state, lambda permission: permits(person, permission, record)


def walk(scene, table, workflow, states, actions: Mapping[str, object], role) -> dict[str, int]:
    """Try every action in every state; return how many were carried out and how many refused."""
    counts = {"done": 0, "refused": 0}
    for state in states:
        for action in actions:
            key = put(scene, table, state)
            _state, may = seen(scene, table, key, role)
            move = workflow.moves.get((state, action))
            is_allowed = move is not None and move.permission is not None and may(move.permission)
            status = press(scene, table, key, role, action)
            became, _may = seen(scene, table, key, role)
            where = f"{role}, {state}, {action}: {status}, {became}"
            if is_allowed:
                assert (status, became) == (303, move.to), where
            else:
                assert status in {302, 403, 404, 409, 422}, where
                assert became == state, where
            counts["done" if is_allowed else "refused"] += 1
    return counts


@pytest.mark.parametrize("role", ROLES)
def test_a_proposal_moves_as_its_table_says(scene, role):
    actions = [*PROPOSAL_PATHS, *sorted(DECISIONS)]
    left = {action for _state, action in PROPOSAL.moves} - set(actions)
    # A form's, the system's own, or what an approval is while others have still to read.
    assert left == {"edit", "replace", "begin_review", "agree", "expire", "endorse"}
    counts = walk(scene, Proposal, PROPOSAL, ProposalState, actions, role)
    assert counts["done"] == {"school": 13, "enterprise": 13, "reviewer": 6}.get(role, 0)
    assert sum(counts.values()) == len(ProposalState) * len(actions)


@pytest.mark.parametrize("role", ROLES)
def test_a_posting_moves_as_its_table_says(scene, role):
    actions = [*POSTING_BUTTONS, *sorted(DECISIONS)]
    left = {action for _state, action in POSTING.moves} - set(actions)
    assert left == {"edit", "key_in"}  # Both have forms of their own.
    counts = walk(scene, Programme, POSTING, PostingState, actions, role)
    assert counts["done"] == {"school": 12, "reviewer": 4}.get(role, 0)


@pytest.mark.parametrize("role", ROLES)
def test_a_partnership_moves_as_its_table_says(scene, role):
    left = {action for _state, action in PARTNERSHIP.moves} - set(PARTNERSHIP_PATHS)
    assert left == {"close_evaluation", "complete"}  # What the last evaluation and the last figures do.
    counts = walk(scene, Partnership, PARTNERSHIP, PartnershipState, PARTNERSHIP_PATHS, role)
    assert counts["done"] == {"school": 5, "enterprise": 5, "reviewer": 2}.get(role, 0)


def test_the_roles_are_all_there_are(scene):
    with scene.database.reading() as session:
        held = set(session.scalars(select(Membership.role)))
    assert {role.value for role in held} == {"editor", "reviewer"}
