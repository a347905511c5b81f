"""Which kind each pair would take on its own, measured over all pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.planning.facts import Array, Cases, Indices
from matchmaker.matching.planning.kind_rules import KINDS, Seats
from matchmaker.matching.planning.kinds import survey
from matchmaker.matching.planning.market import Counts, Mask, take
from matchmaker.terms import Kind

CHUNK = 200_000  # pairs whose gates are measured at once: it bounds the memory

# The kinds that one demand and one programme can plan; a joint class needs several demands.
ALONE = tuple(
    kind
    for kind, rule in KINDS.items()
    if rule.seats is not Seats.NONE and kind is not Kind.JOINT_ORDER_CLASS
)
# The kinds that take neither posts nor places, but share what both sides have of something else.
SHARED = tuple(kind for kind, rule in KINDS.items() if rule.rooms is not None)
TAKES_POSTS: NDArray[np.bool_] = np.array([KINDS[kind].seats is not Seats.CLASS for kind in ALONE])
IS_CLASS: NDArray[np.bool_] = np.array([KINDS[kind].seats is not Seats.SINGLE_POST for kind in ALONE])


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """For each pair the position of its kind in ALONE (-1: none), the fit, and the most students it seats."""

    kinds: Indices
    fits: Array
    students: Counts


def choose(cases: Cases, *, may_be_groundless: Mask) -> Choice:
    """Return the best kind of each pair: no gate is closed, and the grounds are met or need not be.

    A kind whose grounds are met goes before one whose are not, then the better fit, then the table's order.
    """
    size = len(cases.scores)
    best = np.full(size, -np.inf)
    choice = Choice(np.full(size, -1, dtype=np.intp), np.zeros(size), np.zeros(size, dtype=np.int64))
    for start in range(0, size, CHUNK):
        at = np.arange(start, min(size, start + CHUNK))
        some = take(cases, at)
        for position, kind in enumerate(ALONE):
            found = survey(KINDS[kind], some)
            may_stand = found.is_open & (found.is_grounded | may_be_groundless[at])
            worth = np.where(may_stand, found.fit + found.is_grounded, -np.inf)
            won = worth > best[at]
            best[at[won]] = worth[won]
            choice.kinds[at[won]] = position
            choice.fits[at[won]] = found.fit[won]
            choice.students[at[won]] = found.students[won].astype(np.int64)
    return choice
