"""The engine beside its peers on one task: figures, the gain, and how certain the gain is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

import numpy as np

from matchmaker.matching.arrays.kernels import Floats
from matchmaker.matching.judged.evaluation import measure, measure_queries
from matchmaker.matching.judged.peers import peer_scores
from matchmaker.matching.judged.results import Comparison, Figure, Part
from matchmaker.matching.judgements import Task

DRAWS = 5000
SEED = 0
BOUNDS = (2.5, 97.5)
_COLUMNS = {"ndcg10": 0, "macro_mrr": 3}


def compare(task: Task, scores: Floats) -> Comparison:
    """Measure these scores (asking postings, documents) and those of the peers by the task's own metric.

    That is nDCG@10, and where documents are groups the reciprocal rank averaged by group. The interval is
    a paired bootstrap over major classes.
    """
    peers = peer_scores(task)
    figures = [Figure(name, _value(task, found)) for name, found in peers.items()]
    best = max(figures, key=lambda figure: figure.value)
    low, high = _interval(task, scores, peers[best.name])
    ours = _value(task, scores)
    return Comparison(
        task=task.name,
        metric=_metric(task),
        queries=len(task.judged),
        documents=len(task.documents),
        ours=ours,
        gain=ours - best.value,
        low=low,
        high=high,
        peers=tuple(figures),
    )


def part(task: Task, name: str, *, scores: Floats, less: Floats) -> Part:
    """Return what a part adds, `less` being the scores without it."""
    value = _value(task, less)
    return Part(name, value, _value(task, scores) - value, *_interval(task, scores, less))


def _value(task: Task, scores: Floats) -> float:
    return measure(scores, task.judged, top=task.top)[_metric(task)]


def _metric(task: Task) -> str:
    return "macro_mrr" if task.is_grouped else "ndcg10"


def _interval(task: Task, scores: Floats, others: Floats) -> tuple[float, float]:
    """Return between which gains 95 % of the draws lie; classes are drawn with all their queries."""
    column = _COLUMNS[_metric(task)]
    rows = [measure_queries(found, task.judged, top=task.top)[:, column] for found in (scores, others)]
    classes: dict[Hashable, list[float]] = defaultdict(list)
    for (query, judged), gain in zip(task.judged.items(), (rows[0] - rows[1]).tolist(), strict=True):
        for name in _classes(task, query, judged):
            classes[name].append(gain)
    sums = np.array([sum(values) for values in classes.values()])
    counts = np.array([len(values) for values in classes.values()], dtype=float)
    if task.is_grouped:  # Each class counts alike there, however many queries it has.
        sums, counts = sums / counts, np.ones(len(counts))
    drawn = np.random.default_rng(SEED).integers(0, len(sums), (DRAWS, len(sums)))
    low, high = np.percentile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), BOUNDS)
    return float(low), float(high)


def _classes(task: Task, query: int, judged: Iterable[int]) -> Iterable[Hashable]:
    return judged if task.is_grouped else (min(task.groups[query]),)
