"""Working days in China, as the State Council's notices set them, which the package chinesecalendar keeps."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta, timezone
from functools import cache

import chinese_calendar

from matchmaker.db import now

logger = logging.getLogger(__name__)
CHINA = timezone(timedelta(hours=8))
DAY = timedelta(days=1)
SATURDAY = 5
HORIZON = timedelta(days=45)  # The notice for a year comes in the November before it.


def today() -> date:
    """Return the day that it is in China."""
    return now().astimezone(CHINA).date()


@cache
def known_until() -> date:
    """Return the last day of the last year whose notice is known."""
    return date(max(chinese_calendar.holidays).year, 12, 31)


def is_working(day: date) -> bool:
    """Tell whether offices work that day; in a year whose notice is not known, from Monday to Friday."""
    return bool(chinese_calendar.is_workday(day)) if day <= known_until() else day.weekday() < SATURDAY


def is_unsure(moment: datetime) -> bool:
    """Tell whether a deadline lies in a year whose notice is not known: only weekends were left out."""
    return moment.astimezone(CHINA).date() > known_until()


def after(moment: datetime, days: int) -> datetime:
    """Return the same time of day so many working days later, in China; the first of them is the next one."""
    local = moment.astimezone(CHINA)
    for _ in range(days):
        local += DAY
        while not is_working(local.date()):
            local += DAY
    return local.astimezone(moment.tzinfo)


def look_ahead(today: date) -> bool:
    """Tell whether the notices reach far enough; log a warning where the next year's is lacking."""
    is_enough = known_until() - today >= HORIZON
    if not is_enough:
        facts = {"known_until": known_until().isoformat(), "package": "chinesecalendar"}
        logger.warning("public holidays are not known for long: later, only weekends count", extra=facts)
    return is_enough
