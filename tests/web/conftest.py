"""One browser of every role."""

from __future__ import annotations

import pytest

from matchmaker.workflow import OrganizationState
from tests.factories import LINYI


@pytest.fixture
def people(make):
    """One person of every role; the school and the enterprise are neither's of the records below."""
    waiting = make.authority(state=OrganizationState.UNVERIFIED)
    return {
        "closed account": make.user(),
        "newcomer": make.user(),
        "school editor": make.editor(make.school()),
        "enterprise editor": make.editor(make.enterprise()),
        "reviewer": make.reviewer(),
        "reviewer elsewhere": make.reviewer(make.authority(region_code=LINYI)),
        "waiting reviewer": make.reviewer(waiting),
        "administrator": make.administrator(),
    }


@pytest.fixture
def clients(app, database, people, sign_in):
    """A browser of every role; one account was closed while it was signed in."""
    clients = {role: sign_in(person) for role, person in people.items()}
    with database.transaction() as session:
        session.merge(people["closed account"]).is_active = False
    return clients | {"visitor": app.test_client()}
