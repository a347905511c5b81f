"""Working days in China, as the State Council's notices in `seed/catalogue/holidays.csv` set them."""

from __future__ import annotations

import csv
import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from matchmaker.db import now

logger = logging.getLogger(__name__)
TABLE = Path(__file__).parents[2] / "seed" / "catalogue" / "holidays.csv"
CHINA = timezone(timedelta(hours=8))
DAY = timedelta(days=1)
SATURDAY = 5
HORIZON = timedelta(days=45)  # The notice for a year comes in the November before it.


@cache
def _exceptions() -> Mapping[date, bool]:
    """Return the days that are not what their weekday says: whether each is a working day."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["date"]): row["is_working"] == "yes" for row in csv.DictReader(file)}


def today() -> date:
    """Return the day that it is in China."""
    return now().astimezone(CHINA).date()


def known_until() -> date:
    """Return the last day of the last year whose notice the table holds."""
    return date(max(_exceptions()).year, 12, 31)


def is_working(day: date) -> bool:
    """Tell whether offices work that day; in a year that the table lacks, from Monday to Friday."""
    return _exceptions().get(day, day.weekday() < SATURDAY)


def after(moment: datetime, days: int) -> datetime:
    """Return the same time of day so many working days later, in China; the first of them is the next one."""
    local = moment.astimezone(CHINA)
    for _ in range(days):
        local += DAY
        while not is_working(local.date()):
            local += DAY
    return local.astimezone(moment.tzinfo)


def look_ahead(today: date) -> bool:
    """Tell whether the table reaches far enough; log a warning where the next year's notice is lacking."""
    is_enough = known_until() - today >= HORIZON
    if not is_enough:
        facts = {"known_until": known_until().isoformat(), "table": TABLE.name}
        logger.warning("public holidays are not known for long", extra=facts)
    return is_enough
