"""The engine beside its peers on one task: figures, the gain, and how certain the gain is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np

from matchmaker.matching.judged.evaluation import measure, measure_queries
from matchmaker.matching.judged.peers import peer_scores
from matchmaker.matching.judgements import Task
from matchmaker.matching.similarity import Floats

DRAWS = 5000
BOUNDS = (2.5, 97.5)
_COLUMNS = {"ndcg10": 0, "macro_mrr": 3}


@dataclass(frozen=True, slots=True)
class Figure:
    """What one peer reaches, in [0, 1]."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A task's figure for the engine and its peers; gain over the best peer with its 95 % interval."""

    task: str
    metric: str
    queries: int
    documents: int
    ours: float
    gain: float
    low: float
    high: float
    peers: tuple[Figure, ...]


def compare(task: Task, scores: Floats, *, seed: int = 0) -> Comparison:
    """Measure these scores (asking postings, documents) and those of the peers by the task's own metric.

    That is nDCG@10, and where documents are groups the reciprocal rank averaged by group. The interval is
    a paired bootstrap over major classes.
    """
    metric = "macro_mrr" if task.is_grouped else "ndcg10"
    peers = peer_scores(task)
    figures = {name: measure(found, task.judged, top=task.top)[metric] for name, found in peers.items()}
    best = max(figures, key=lambda name: figures[name])
    ours = measure(scores, task.judged, top=task.top)[metric]
    column = _COLUMNS[metric]
    better, usual = (
        measure_queries(found, task.judged, top=task.top)[:, column] for found in (scores, peers[best])
    )
    low, high = _interval(task, better - usual, seed)
    return Comparison(
        task=task.name,
        metric=metric,
        queries=len(task.judged),
        documents=len(task.documents),
        ours=ours,
        gain=ours - figures[best],
        low=low,
        high=high,
        peers=tuple(Figure(name, value) for name, value in figures.items()),
    )


def _interval(task: Task, gains: Floats, seed: int) -> tuple[float, float]:
    """Return between which gains 95 % of the draws lie; classes are drawn with all their queries."""
    classes: dict[Hashable, list[float]] = defaultdict(list)
    for (query, judged), gain in zip(task.judged.items(), gains.tolist(), strict=True):
        for name in _classes(task, query, judged):
            classes[name].append(gain)
    sums = np.array([sum(values) for values in classes.values()])
    counts = np.array([len(values) for values in classes.values()], dtype=float)
    if task.is_grouped:  # Each class counts alike there, however many queries it has.
        sums, counts = sums / counts, np.ones(len(counts))
    drawn = np.random.default_rng(seed).integers(0, len(sums), (DRAWS, len(sums)))
    low, high = np.percentile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), BOUNDS)
    return float(low), float(high)


def _classes(task: Task, query: int, judged: Iterable[int]) -> Iterable[Hashable]:
    return judged if task.is_grouped else (min(task.groups[query]),)
