"""How much each choice of each filter would leave, counted in one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import Session

from matchmaker.services.search import filters
from matchmaker.services.search.contents import bit

# Of the newest so many are counted, ordered and paged through: a word that half of all hold stays as fast.
MOST = 5000


class Matching(Protocol):
    """What selects columns of all that is found, passing all filters but one."""

    def __call__(self, *columns: ColumnElement[Any], without: str = "") -> Select[Any]: ...


def count(
    session: Session,
    matching: Matching,
    counted: Mapping[str, ColumnElement[Any]],
    is_set: Collection[str],
) -> tuple[int, dict[str, Counter[str]]]:
    """Count all that is found, up to one more than MOST, and by each filter what its choices would leave.

    A filter that is set does not narrow its own choices. The database hands the values over in a line a
    filter: sorting them into groups once for each takes it three times as long.
    """
    newest = matching(*(value.label(name) for name, value in counted.items())).limit(MOST + 1).cte("newest")
    lines: list[ColumnElement[Any]] = []
    for name, expression in counted.items():
        if name in is_set:
            others = matching(expression.label(name), without=name).limit(MOST).subquery()
            lines.append(select(_line(others.c[name])).scalar_subquery())
        else:
            lines.append(_line(newest.c[name]))
    total, *told = session.execute(select(func.count(), *lines).select_from(newest)).one()
    counts = (Counter((line or "").split()) for line in told)
    return total, {name: _split(name, held) for name, held in zip(counted, counts, strict=True)}


def _line(values: ColumnElement[Any]) -> ColumnElement[str]:
    return func.aggregate_strings(cast(values, String), " ")


def _split(name: str, counts: Counter[str]) -> Counter[str]:
    """Count the parts of sums of powers of two, every other value as it is."""
    if name not in filters.SUMS:
        return counts
    split: Counter[str] = Counter()
    for value, number in counts.items():
        for member in filters.SUMS[name]:
            if int(value) & bit(member):
                split[member.value] += number
    return split
