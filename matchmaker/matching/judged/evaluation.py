"""How well the engine ranks judged texts: nDCG, recall and reciprocal ranks over a folder of one task."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.arrays.kernels import Floats
from matchmaker.matching.judged.folds import Folds, scored
from matchmaker.matching.judgements import Gains, read_task
from matchmaker.matching.learning.lessons import prepare
from matchmaker.matching.learning.spaces import SpaceWithout

MEASURES = ("ndcg10", "ndcg10_top", "recall20", "mrr", "macro_mrr", "macro_hit5")

_DISCOUNT = 1 / np.log2(np.arange(2, 12))


@dataclass(frozen=True, slots=True)
class Result:
    """The means over a task's queries, and over its documents (macro); seconds include reading."""

    task: str
    ndcg10: float
    ndcg10_top: float
    recall20: float
    mrr: float
    macro_mrr: float
    macro_hit5: float
    seconds: float


def evaluate(
    folder: Path,
    *,
    folds: int | None = None,
    beside: Sequence[Path] = (),
    space_without: SpaceWithout | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Result:
    """Rank every document of a folder for each judged query and measure the order.

    An object enters as a text with its level, without catalogue codes. What was learned is what the
    product is delivered with; with `folds` (2 or more) each fold is ranked by what is learned from this
    folder and those `beside` it without the fold, see `Folds`.
    Raises FolderError, FoldsError.
    """
    started = clock()
    task = read_task(folder)
    if folds is None:
        scores = scored(prepare(task), list(task.judged))
    else:
        others = [read_task(path) for path in beside]
        scores = Folds(task, others, count=folds, space_without=space_without).scores()
    return Result(task=task.name, **measure(scores, task.judged, top=task.top), seconds=clock() - started)


def measure(scores: Floats, judged: Mapping[int, Gains], *, top: float) -> dict[str, float]:
    """Return nDCG@10, nDCG@10 of the top grade, recall@20, MRR, and MRR and hit@5 averaged by document.

    `scores` is (queries, documents); equal scores keep the documents' order. All but nDCG count the
    documents of the top gain alone, and a query without one has no part in them.
    """
    rows = measure_queries(scores, judged, top=top)
    by_document = defaultdict(list)
    for row, gains in zip(rows, judged.values(), strict=True):
        for document in _best(gains, top):
            by_document[document].append(row[3:])
    macro = np.mean([np.mean(values, axis=0) for values in by_document.values()], axis=0)
    means = (*np.nanmean(rows[:, :4], axis=0).tolist(), *macro.tolist())
    return dict(zip(MEASURES, means, strict=True))


def measure_queries(scores: Floats, judged: Mapping[int, Gains], *, top: float) -> Floats:
    """Return (judged queries, 5): nDCG@10, that of the top grade, recall@20, reciprocal rank, hit@5."""
    rows = []
    for query, gains in judged.items():
        order = np.argsort(-scores[query], kind="stable")
        best = _best(gains, top)
        first = np.flatnonzero(np.isin(order, best))
        reciprocal, hit = (1 / (first[0] + 1), float(first[0] < 5)) if len(first) else (np.nan, np.nan)
        recall = np.isin(order[:20], best).sum() / len(best) if best else np.nan
        leading = dict.fromkeys(best, 1.0)
        rows.append((_ndcg(order, gains), _ndcg(order, leading), recall, reciprocal, hit))
    return np.array(rows)


def _best(gains: Gains, top: float) -> list[int]:
    return [document for document, gain in gains.items() if gain == top]


def _ndcg(order: NDArray[np.intp], gains: Gains) -> float:
    ideal = np.array(sorted(gains.values(), reverse=True)[:10]) @ _DISCOUNT[: len(gains)]
    first = [gains.get(int(document), 0.0) for document in order[:10]]
    return float(np.array(first) @ _DISCOUNT[: len(first)] / ideal) if ideal else np.nan
