"""What is counted of a listing, in a line of fixed width, so that thousands are handed over as one text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

import numpy as np

from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.terms import Kind, Level, OrganizationKind

ONE_CLASS = Thresholds()  # A size means the same to all who search, whatever a region plans with.
# Where each filter's value stands in the line; a sum of powers of two holds several values. No field is wider
# than a whole number of the processor: those are counted in a quarter of the time that texts take.
WIDEST = 8
FIELDS = np.dtype(
    [("region", "S6"), ("group", "S8"), ("section", "S1"), ("level", "S1"), ("kind", "S4"), ("size", "S1")]
)
# Of all groups only a kind of organization is cut.
CUT = {kind.value[:WIDEST]: kind.value for kind in OrganizationKind}
SUMS: Mapping[str, type[Level | Kind]] = {"level": Level, "kind": Kind}


class Size(StrEnum):
    """How many places or posts: less than the smallest class, one class, more than the largest."""

    SMALL = "small"
    CLASS = "class"
    LARGE = "large"


def bit(member: Level | Kind) -> int:
    """Return the power of two that stands for a level or a kind."""
    return 1 << list(type(member)).index(member)


def size_of(number: int) -> Size:
    """Return the size of so many places or posts."""
    if number < ONE_CLASS.class_minimum:
        return Size.SMALL
    return Size.CLASS if number <= ONE_CLASS.class_maximum else Size.LARGE


def write(
    *, place: str | None, group: str | None, section: str | None, levels: int, kinds: int, size: int | None
) -> str:
    """Return the line of a listing; `place` is the region that it is counted for."""
    letter = "" if size is None else size_of(size)[0]
    return f"{place or '':6}{(group or '')[:WIDEST]:{WIDEST}}{section or '':1}{levels:1}{kinds:<4}{letter:1}"


def count(lines: str, name: str) -> Counter[str]:
    """Count the values of a filter in lines that stand behind each other."""
    column = np.frombuffer(lines.encode(), dtype=FIELDS)[name].astype(f"S{WIDEST}")
    values, numbers = np.unique(column.view(np.uint64), return_counts=True)
    told = {
        value.decode().strip(): number
        for value, number in zip(values.view(column.dtype).tolist(), numbers.tolist(), strict=True)
    }
    told.pop("", None)
    if name == "size":
        return Counter({size.value: told[size[0]] for size in Size if size[0] in told})
    if name == "group":
        return Counter({CUT.get(value, value): number for value, number in told.items()})
    return _split(told, SUMS[name]) if name in SUMS else Counter(told)


def _split(sums: Mapping[str, int], members: type[Level | Kind]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for value, number in sums.items():
        for member in members:
            if int(value) & bit(member):
                counts[member.value] += number
    return counts
