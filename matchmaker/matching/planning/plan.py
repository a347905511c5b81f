"""From scored pairs to concrete partnerships: who with whom, in which kind, for how many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from matchmaker.matching.planning.allocation import Mode
from matchmaker.matching.planning.board import Board, Draft
from matchmaker.matching.planning.choice import SHARED, choose
from matchmaker.matching.planning.market import Market, Marks, Scored, read_market
from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.matching.profile import Need, Offer

_UNMARKED = Marks()


@dataclass(frozen=True, slots=True)
class Figures:
    """What the allocation of posts and places behind a plan amounts to, joint classes apart."""

    value: float  # total fit of the seats
    bound: float | None  # What no allocation exceeds; classes have a least size, so it need not be reached.
    filled: int  # seats
    blocking: int  # pairs that would both rather leave

    @classmethod
    def of(cls, board: Board) -> Figures:
        """Return the figures of what a board has allocated."""
        bounds = [found.bound for found in board.found if found.bound is not None]
        return cls(
            value=sum(found.value for found in board.found),
            bound=sum(bounds) if len(bounds) == len(board.found) else None,
            filled=sum(found.filled for found in board.found),
            blocking=sum(found.blocking for found in board.found),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Drafts, and what they amount to beside what they would in the other mode."""

    drafts: list[Draft]
    mode: Mode
    figures: Mapping[Mode, Figures]  # of OPTIMAL and STABLE


def plan(
    needs: Iterable[Need],
    offers: Iterable[Offer],
    candidates: Iterable[Scored],
    *,
    thresholds: Thresholds,
    today: date,
    marks: Marks = _UNMARKED,
) -> Plan:
    """Return drafts that together never take more posts or places than the postings say are open.

    1. Read the market: pairs that are eligible, not vetoed, and score enough or are pinned.
    2. For every pair choose the best kind among those that no gate closes and whose grounds are met.
    3. Allocate posts and places to the pinned pairs, then to the others: the best total fit, or the dearest
       pair first, which nobody would rather leave since both sides share one fit. Classes have at least the
       minimum and are evenly large where one posting fills several.
    4. Join demands that are, or have become, too small for a class of their own.
    5. Give a pinned pair that is still without a draft the best kind that no gate closes.
    6. Share workshops and the practice of teachers, which take no seats, among pairs that have no draft.
    7. Judge each draft by its own numbers. Pinned drafts come first, then the better fit.
    """
    market = read_market(needs, offers, candidates, marks=marks, thresholds=thresholds, today=today)
    boards = {mode: _arrange(market, mode) for mode in (Mode.OPTIMAL, Mode.STABLE)}
    mode = Mode.STABLE if thresholds.is_stable else Mode.OPTIMAL
    board = boards[mode]
    for kind in SHARED:
        board.share(kind)
    drafts = sorted(map(board.draw, board.picks), key=lambda entry: entry[0])
    figures = {one: Figures.of(found) for one, found in boards.items()}
    return Plan([draft for _, draft in drafts], mode, figures)


def _arrange(market: Market, mode: Mode) -> Board:
    """Return the board with all drafts that take seats."""
    board = Board(market, mode)
    choice = choose(market.cases, may_be_groundless=np.zeros_like(market.is_pinned))
    board.place(choice, market.is_pinned)
    board.place(choice, ~market.is_pinned)
    board.join()
    board.place(choose(market.cases, may_be_groundless=market.is_pinned), market.is_pinned)
    return board
