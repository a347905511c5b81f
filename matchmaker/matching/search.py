"""The search itself: candidates, substance, full weights, the best; in chunks, on threads."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from matchmaker.matching.arrays.kernels import Floats
from matchmaker.matching.arrays.looking import Close
from matchmaker.matching.arrays.openings import Spans, opened
from matchmaker.matching.arrays.weighing import Answering, Asking, Pairs
from matchmaker.matching.candidates import closer_look, take
from matchmaker.matching.pairing import Openings, Pairing
from matchmaker.matching.scoring import Scores, best, circumstances, rise, weigh
from matchmaker.matching.sides import Queries, Rows

AHEAD = 8  # So many chunks wait for the one who takes them.

_CELLS = 1 << 18  # How many pairs are held at once: it bounds the memory.

Chunk = tuple[int, int]  # Rows of the asking wordings, from and up to.


class LimitError(ValueError):
    """A limit must leave something."""

    def __init__(self) -> None:
        super().__init__("每次至少要取 1 个结果。")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Answers in columns: those of queries[n] stand from starts[n] up to starts[n + 1], best first."""

    queries: Rows  # places in the list of those who ask
    starts: Rows
    needs: Rows  # places in the lists of either side, pair by pair
    offers: Rows
    scores: Scores


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A search that is ready to be run chunk by chunk, here or elsewhere, in any order."""

    pairing: Pairing
    openings: Openings
    queries: Queries
    limit: int | None
    compared: int  # So many wordings are compared with each that asks.

    @classmethod
    def of(
        cls, pairing: Pairing, *, limit: int | None, queries: Queries, is_exhaustive: bool = False
    ) -> Task:
        """Return the task of a search; without a limit it is exhaustive. Raises LimitError."""
        if limit is not None and limit < 1:
            raise LimitError
        answering = pairing.sides(queries)[1]
        compared = len(answering.substance.texts)
        if limit is not None and not is_exhaustive:
            compared = max(closer_look(compared), limit)
        return cls(pairing, Openings(pairing, queries), queries, limit, compared)

    def chunks(self) -> list[Chunk]:
        """Cut the asking wordings so that a chunk's pairs fit into little memory."""
        asking, answering = self.pairing.sides(self.queries)
        if not answering.postings:
            return []
        kept = self.limit or len(answering.postings)
        looked = min(self.compared, len(answering.starts))
        cost = np.cumsum(np.diff(asking.starts) * kept + looked)
        cuts = np.flatnonzero(np.diff(cost // _CELLS)) + 1
        ends = [0, *cuts.tolist(), len(cost)]
        return [(low, high) for low, high in pairwise(ends) if low < high]

    def run(self, chunk: Chunk) -> Found:
        """Return what is found for the queries of a chunk.

        1. The likeliest wordings of the other side are compared in substance with each that asks.
        2. Their eligible postings are weighed in full, those of the strongest first, as long as one of them
           could still be among the best `limit`.
        """
        asking, answering = self.pairing.sides(self.queries)
        rows, columns, overlaps = self._candidates(*chunk)
        overlaps = overlaps if self.queries == "needs" else overlaps[:, [0, 2, 1]]
        substance = self.pairing.substance(*self._turned(rows, columns), overlaps)
        strength = weigh(substance).total
        askers = asking.members[asking.starts[chunk[0]] : asking.starts[chunk[1]]]
        answers, pairs = best(
            Asking(
                *_spans(askers, rows, asking.wording),
                facts=asking.facts[askers],
                allowed=self.openings.to(askers)[1],
                told=self.openings.told[askers],
                are_needs=self.queries == "needs",
            ),
            Answering(answering.starts, answering.members, answering.facts, answering.sort_of),
            Pairs(columns, substance, strength, rise(strength)),
            limit=self.limit or len(answering.postings),
        )
        return self._found(askers, answers, substance[pairs[pairs >= 0]])

    def _candidates(self, low: int, high: int) -> Close:
        """Return the pairs of wordings to compare: all, where the likeliest leave too little open."""
        asking, answering = self.pairing.sides(self.queries)
        texts, look = asking.substance.look.texts, answering.substance.look
        close = look.closest(take(texts, slice(low, high)), count=self.compared)
        rows, columns = close.rows + low, close.columns
        if self.limit is None or self.compared >= len(answering.substance.texts):
            return close._replace(rows=rows)
        askers = asking.members[asking.starts[low] : asking.starts[high]]
        spans = _spans(askers, rows, asking.wording)
        open_now = opened(spans, columns, self.openings.to(askers), self.limit)
        is_short = open_now < np.minimum(self.limit, self.openings.total(askers))
        short = np.unique(asking.wording[askers[is_short]])
        if not len(short):
            return close._replace(rows=rows)
        fine = ~np.isin(rows, short)
        more = look.closest(take(texts, short), count=len(answering.substance.texts))
        rows = np.concatenate([rows[fine], short[more.rows]])
        columns = np.concatenate([columns[fine], more.columns])
        overlaps = np.concatenate([close.overlaps[fine], more.overlaps])
        order = np.argsort(rows, kind="stable")
        return Close(rows[order], columns[order], overlaps[order])

    def _found(self, askers: Rows, answers: Rows, substance: Floats) -> Found:
        counts = (answers >= 0).sum(axis=1)
        needs, offers = self._turned(np.repeat(askers, counts), answers[answers >= 0])
        beside = circumstances(self.pairing.needs.facts[needs], self.pairing.offers.facts[offers])
        return Found(
            queries=askers,
            starts=np.concatenate([[0], np.cumsum(counts)]),
            needs=needs,
            offers=offers,
            scores=weigh(np.column_stack([substance, beside])),
        )

    def _turned(self, asking: Rows, answering: Rows) -> tuple[Rows, Rows]:
        return (asking, answering) if self.queries == "needs" else (answering, asking)


def run(task: Task) -> Iterator[Found]:
    """Run a task's chunks on as many threads as there are processors; yield them in order."""
    chunks = task.chunks()
    if len(chunks) <= 1:  # Waking a thread would cost one query more than its answer.
        yield from map(task.run, chunks)
        return
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        waiting = deque(threads.submit(task.run, chunk) for chunk in chunks[:AHEAD])
        for place in range(len(chunks)):
            yield waiting.popleft().result()
            waiting.extend(threads.submit(task.run, chunk) for chunk in _next(chunks, place + AHEAD))


def _next(chunks: Sequence[Chunk], place: int) -> Sequence[Chunk]:
    return chunks[place : place + 1]


def _spans(askers: Rows, rows: Rows, wording: Rows) -> Spans:
    """Return where each query's pairs stand; `rows` are the pairs' asking wordings, in order."""
    mine = wording[askers]
    return np.searchsorted(rows, mine), np.searchsorted(rows, mine, side="right")
