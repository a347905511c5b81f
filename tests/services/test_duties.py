"""Reports and evaluations that are due and not there remind, in working days, each once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from matchmaker.models import Notification
from matchmaker.services.deadlines import duties, reminders
from matchmaker.services.reports.periods import Term
from matchmaker.terms import Stage
from matchmaker.workflow import PartnershipState
from tests.classes import GRADUATED, STAYED, ended
from tests.services.classes import Class

BEGIN = datetime(2025, 9, 3, 2, tzinfo=UTC)
# The first term of 2025 ends on 31 January 2026, a Saturday: these are the working days after it.
THIRD, TENTH = date(2026, 2, 4), date(2026, 2, 13)


def morning(day):
    """Return nine o'clock of a day in China."""
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


@pytest.fixture
def owed(session):
    """Return a function that tells whom to remind of what on the morning of a day."""

    def act(day):
        found = duties.of_partnerships(session, morning(day))
        return [(one.key.split(":", 3)[3], sorted(one.organization_ids)) for one in found]

    return act


@pytest.mark.parametrize(
    ("day", "days"),
    [(THIRD - timedelta(days=1), None), (THIRD, 3), (TENTH - timedelta(days=1), 3), (TENTH, 10)],
)
def test_a_term_that_is_over_and_not_reported_reminds_the_school(make, session, owed, day, days):
    group = Class(make, session, started_at=BEGIN)
    school = [group.parties[0].id]
    assert owed(day) == ([] if days is None else [(f"report:2025-1:{days}", school)])


def test_a_term_that_was_reported_reminds_nobody(make, session, owed):
    group = Class(make, session, started_at=BEGIN)
    group.filed(Term(2025, 1))
    assert owed(TENTH) == []


@pytest.mark.parametrize(
    "state", [PartnershipState.AGREED, PartnershipState.ARCHIVED, PartnershipState.TERMINATED]
)
def test_what_does_not_run_or_is_over_owes_nothing(make, session, owed, state):
    Class(make, session, started_at=BEGIN, state=state)
    assert owed(TENTH) == []


def test_each_stage_reminds_whoever_has_not_reported_it(make, session, owed):
    over = datetime(2026, 1, 31, 2, tzinfo=UTC)
    group = Class(make, session, started_at=BEGIN, ended_at=over, state=PartnershipState.EVALUATED)
    school, one, other = (party.id for party in group.parties[:3])
    group.filed(Term(2025, 1))
    assert owed(TENTH) == [("report:graduation:10", [school])]
    group.filed(Stage.GRADUATION, GRADUATED)
    group.filed(Stage.SIX_MONTHS, STAYED, 1)
    assert owed(date(2026, 8, 7)) == [("report:six_months:3", [other])]
    assert owed(date(2027, 3, 1)) == [
        ("report:six_months:10", [other]),
        ("report:twelve_months:10", [one, other]),
    ]


def test_a_reminder_goes_out_once_to_everybody_who_is_silent(make, session):
    """Evaluations: three parties and the authority; the school's figures of graduation."""
    group = Class(make, session, **ended(30) | {"started_at": None})
    assert reminders.remind(session) == 5
    assert reminders.remind(session) == 0
    keys = session.scalars(select(Notification.key)).all()
    assert len(set(keys)) == 5
    assert all(key.startswith(f"remind:partnership:{group.partnership.id}:") for key in keys)
    assert {notice.name for notice in session.scalars(select(Notification))} == {
        "evaluation_reminder",
        "report_reminder",
    }


def test_who_has_spoken_is_not_reminded(make, session):
    group = Class(make, session, **ended(30) | {"started_at": None})
    group.everybody_evaluates()
    group.file(Stage.GRADUATION, GRADUATED)
    assert reminders.remind(session) == 0
