"""What tests of services share."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import Event
from tests.services.market import Market


@pytest.fixture
def hold(session):
    """Let the session look after records that were made outside of it."""

    def act(*rows):
        session.add_all(rows)
        return rows[0] if len(rows) == 1 else rows

    return act


@pytest.fixture
def actions(session):
    """Return what was done to an organization, in order."""

    def act(organization):
        mine = Event.subject_type == "organization", Event.subject_id == organization.id
        return session.scalars(select(Event.action).where(*mine).order_by(Event.id)).all()

    return act


@pytest.fixture
def market(make, session):
    return Market(make, session)
