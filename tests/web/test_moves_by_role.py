"""Every action in every state by every role, on the pages: what the tables allow happens, nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker import workflow
from matchmaker.models import Demand, Membership
from matchmaker.workflow import PostingState, Workflow
from tests.web.moves import ROLES, WALKS, Scene
from tests.web.test_key_in import FORM as KEYED_IN

# How many moves of each table somebody of a role carries out; who is not here carries out none.
DONE = {
    "organization": {"school": 1, "reviewer": 8, "administrator": 9},
    "posting": {"school": 16, "reviewer": 4},
    "proposal": {"school": 17, "enterprise": 17, "reviewer": 11},
    "partnership": {"school": 5, "enterprise": 5, "reviewer": 2},
    "report": {"school": 2, "enterprise": 2},
}


@pytest.fixture
def scene(make, sign_in, client):
    return Scene(make, sign_in, client)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", WALKS)
def test_a_record_moves_as_its_table_says(scene, name, role):
    walk, done = WALKS[name], 0
    states = type(next(iter(walk.workflow.moves))[0])
    for state in states:
        for action in walk.ways:
            key = scene.put(walk.table, state)
            _state, may = scene.seen(walk.table, key, role)
            move = walk.workflow.moves.get((state, action))
            is_allowed = move is not None and move.permission is not None and may(move.permission)
            is_allowed = is_allowed and walk.sides.get(action, role) == role
            status = scene.press(walk, key, role, action)
            became, _may = scene.seen(walk.table, key, role)
            where = f"{role}, {state}, {action}: {status}, {became}"
            if is_allowed:
                assert (status, became) == (303, move.to), where
                done += 1
            else:
                assert status in {302, 403, 404, 409, 422}, where
                assert became == state, where
    assert done == DONE[name].get(role, 0)


def test_every_table_is_walked():
    tables = [found for found in vars(workflow).values() if isinstance(found, Workflow)]
    assert {id(table) for table in tables} == {id(walk.workflow) for walk in WALKS.values()}


@pytest.mark.parametrize("name", WALKS)
def test_every_action_of_people_has_its_way(name):
    walk = WALKS[name]
    actions = {action for (_state, action), move in walk.workflow.moves.items() if move.permission}
    assert actions <= set(walk.ways) | walk.elsewhere


@pytest.mark.parametrize("role", ROLES)
def test_a_reviewer_of_the_region_keys_a_demand_in(scene, make, role):
    enterprise = make.enterprise(name=KEYED_IN["enterprise"])
    status = scene.clients[role].post("/key-in", data=KEYED_IN).status_code
    with scene.database.reading() as session:
        states = session.scalars(select(Demand.state).where(Demand.organization_id == enterprise.id)).all()
    is_allowed = role == "reviewer"
    assert (status == 303, states) == (is_allowed, [PostingState.PUBLISHED] if is_allowed else [])


def test_the_roles_are_all_there_are(scene):
    with scene.database.reading() as session:
        held = set(session.scalars(select(Membership.role)))
    assert {role.value for role in held} == {"editor", "reviewer"}
