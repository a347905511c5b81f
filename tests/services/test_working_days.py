"""Working days follow the State Council's notices; beyond them, the days of the week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from matchmaker.services import working_days


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2026, 2, 13), True),  # A Friday.
        (date(2026, 2, 14), True),  # A Saturday that is worked in for the Spring Festival.
        (date(2026, 2, 16), False),  # A Monday of the festival.
        (date(2026, 2, 28), True),
        (date(2026, 3, 1), False),  # A Sunday.
        (date(2025, 1, 26), True),  # A Sunday of the year before.
        (date(2025, 10, 8), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2031, 10, 1), True),  # A Wednesday of a year that nobody has told of yet.
        (date(2031, 10, 4), False),
    ],
)
def test_a_day_is_worked_as_the_notice_says(day, is_working):
    assert working_days.is_working(day) is is_working


def test_the_spring_festival_is_skipped():
    friday = datetime(2026, 2, 13, 2, 0, tzinfo=UTC)
    assert working_days.after(friday, 1) == friday + timedelta(days=1)  # The worked Saturday.
    assert working_days.after(friday, 2) == datetime(2026, 2, 24, 2, 0, tzinfo=UTC)
    assert working_days.after(friday, 0) == friday


def test_a_day_begins_in_china():
    late = datetime(2026, 2, 28, 17, 0, tzinfo=UTC)  # Already Sunday in China.
    assert working_days.after(late, 1) == datetime(2026, 3, 1, 17, 0, tzinfo=UTC)  # Monday there.


def test_the_log_says_when_a_notice_is_lacking(caplog):
    last = working_days.known_until()
    assert (last.month, last.day) == (12, 31)
    assert working_days.look_ahead(last - timedelta(days=60))
    assert not caplog.records
    assert not working_days.look_ahead(last - timedelta(days=10))
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_deadline_of_a_year_without_notice_says_so():
    last = working_days.known_until()
    noon = datetime(last.year, last.month, last.day, 4, tzinfo=UTC)
    assert not working_days.is_unsure(noon)
    assert working_days.is_unsure(noon + timedelta(days=1))


def test_the_day_begins_at_midnight_in_china(monkeypatch):
    monkeypatch.setattr(working_days, "now", lambda: datetime(2026, 12, 31, 16, 1, tzinfo=UTC))
    assert working_days.today() == date(2027, 1, 1)
