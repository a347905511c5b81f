"""How well the engine ranks judged texts: nDCG, recall and reciprocal ranks over a folder of one task."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.judgements import Gains, Task, read_task
from matchmaker.matching.pairing import Pairing
from matchmaker.matching.profile import Catalogue
from matchmaker.matching.ranking import fit, search
from matchmaker.matching.sides import encode
from matchmaker.matching.similarity import Floats
from matchmaker.matching.text import EMPHASIS, Emphasis

MEASURES = ("ndcg10", "ndcg10_top", "recall20", "mrr", "macro_mrr", "macro_hit5")

_EMPHASES = tuple(
    Emphasis(title, widths)
    for title in (0.2, 0.3, 0.4)
    for widths in ((1.0, 1.0, 1.0), (1.0, 1.0, 0.7), (1.3, 1.0, 0.5))
)
_DISCOUNT = 1 / np.log2(np.arange(2, 12))


class FoldsError(ValueError):
    """One fold leaves nothing to learn from."""

    def __init__(self) -> None:
        super().__init__("折数至少为 2。")


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
    folder: Path, *, folds: int | None = None, clock: Callable[[], float] = time.perf_counter
) -> Result:
    """Rank every document of a folder for each judged query and measure the order.

    An object enters as a text: without catalogue codes, and without its level, since no judgement
    speaks of levels. The emphasis is the engine's own; with `folds` (2 or more) each fold's queries
    are ranked with the emphasis that is best for the queries of the other folds, none of which
    shares a group (employer, major class) with it. Raises FolderError, FoldsError.
    """
    started = clock()
    if folds is not None and folds < 2:
        raise FoldsError
    task = read_task(folder)
    scores = _scores(task, EMPHASIS) if folds is None else _held_out(task, folds)
    measured = measure(scores, task.judged, top=task.top)
    return Result(task=task.name, **measured, seconds=clock() - started)


def measure(scores: Floats, judged: Mapping[int, Gains], *, top: float) -> dict[str, float]:
    """Return nDCG@10, nDCG@10 of the top grade, recall@20, MRR, and MRR and hit@5 averaged by document.

    `scores` is (queries, documents); equal scores keep the documents' order. All but nDCG count the
    documents of the top gain alone, and a query without one has no part in them.
    """
    rows, by_document = [], defaultdict(list)
    for query, gains in judged.items():
        order = np.argsort(-scores[query], kind="stable")
        best = [document for document, gain in gains.items() if gain == top]
        first = np.flatnonzero(np.isin(order, best))
        reciprocal = 1 / (first[0] + 1) if len(first) else np.nan
        recall = np.isin(order[:20], best).sum() / len(best) if best else np.nan
        leading = dict.fromkeys(best, 1.0)
        rows.append((_ndcg(order, gains), _ndcg(order, leading), recall, reciprocal))
        for document in best:
            by_document[document].append((reciprocal, float(first[0] < 5)))
    macro = np.mean([np.mean(values, axis=0) for values in by_document.values()], axis=0)
    means = (*np.nanmean(np.array(rows), axis=0).tolist(), *macro.tolist())
    return dict(zip(MEASURES, means, strict=True))


def _held_out(task: Task, folds: int) -> Floats:
    tried = [_scores(task, emphasis) for emphasis in _EMPHASES]
    names = sorted(set().union(*task.groups.values()))
    fold_of = {name: at % folds for at, name in enumerate(names)}
    scores = np.full_like(tried[0], -np.inf)
    for fold in range(folds):
        others = {
            query: gains
            for query, gains in task.judged.items()
            if all(fold_of[name] != fold for name in task.groups[query])
        }
        best = max(tried, key=lambda found: _worth(found, others, task.top)) if others else tried[0]
        mine = [query for query, groups in task.groups.items() if fold_of[min(groups)] == fold]
        scores[mine] = best[mine]
    return scores


def _worth(scores: Floats, judged: Mapping[int, Gains], top: float) -> float:
    measured = measure(scores, judged, top=top)
    return measured["ndcg10"] + measured["macro_mrr"]


def _scores(task: Task, emphasis: Emphasis) -> Floats:
    """Return (asking postings, documents); a document stands where its best posting stands."""
    model = fit(needs=task.needs, offers=task.offers, catalogue=Catalogue(), emphasis=emphasis)
    needs = [need for need in task.needs if task.queries == "offers" or need.id in task.judged]
    offers = [offer for offer in task.offers if task.queries == "needs" or offer.id in task.judged]
    pairing = Pairing(
        encode(needs, text=model.text, catalogue=model.catalogue),
        encode(offers, text=model.text, catalogue=model.catalogue),
        catalogue=model.catalogue,
    )
    asking = pairing.sides(task.queries)[0].postings
    count = len(task.offers) if task.queries == "offers" else len(task.needs)
    scores = np.full((count, task.documents.max() + 1), -np.inf)
    for ranked in search(pairing, limit=None, queries=task.queries):
        row = scores[asking[ranked.position].id]
        np.maximum.at(row, task.documents[ranked.answers], ranked.scores.total)
    return scores


def _ndcg(order: NDArray[np.intp], gains: Gains) -> float:
    ideal = np.array(sorted(gains.values(), reverse=True)[:10]) @ _DISCOUNT[: len(gains)]
    first = [gains.get(int(document), 0.0) for document in order[:10]]
    return float(np.array(first) @ _DISCOUNT[: len(first)] / ideal) if ideal else np.nan
