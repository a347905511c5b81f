"""How well the engine ranks judged texts: nDCG, recall and reciprocal ranks over a folder of one task."""

from __future__ import annotations

import functools
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.judgements import Gains, Task, read_task
from matchmaker.matching.learned.model import Learned, Space, learned, trying
from matchmaker.matching.learning.fitting import untaught
from matchmaker.matching.learning.lessons import Lesson, learn, of_groups, prepare, with_endings
from matchmaker.matching.learning.spaces import SpaceWithout
from matchmaker.matching.pairing import Pairing
from matchmaker.matching.ranking import search
from matchmaker.matching.scoring import substance_of
from matchmaker.matching.sides import encode
from matchmaker.matching.similarity import Floats

MEASURES = ("ndcg10", "ndcg10_top", "recall20", "mrr", "macro_mrr", "macro_hit5")

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
    folder: Path,
    *,
    folds: int | None = None,
    beside: Sequence[Path] = (),
    space_without: SpaceWithout | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Result:
    """Rank every document of a folder for each judged query and measure the order; see `score`."""
    started = clock()
    task, scores = score(folder, folds=folds, beside=beside, space_without=space_without)
    return Result(task=task.name, **measure(scores, task.judged, top=task.top), seconds=clock() - started)


def score(
    folder: Path,
    *,
    folds: int | None = None,
    beside: Sequence[Path] = (),
    space_without: SpaceWithout | None = None,
) -> tuple[Task, Floats]:
    """Return a folder's task and the scores (asking postings, documents) of its judged queries.

    An object enters as a text with its level, without catalogue codes. The weights are those that the
    product is delivered with; with `folds` (2 or more) each fold's queries are ranked with weights learned
    from this folder and those `beside` it, without any class or employer of the fold; so are the latent
    dimensions when `space_without` learns them, and else they are those of the product.
    Raises FolderError, FoldsError.
    """
    if folds is not None and folds < 2:
        raise FoldsError
    task = read_task(folder)
    if folds is None:
        return task, scored(prepare(task), list(task.judged))
    return task, held_out(task, [read_task(path) for path in beside], folds, space_without)


def held_out(
    task: Task, beside: Sequence[Task], folds: int, space_without: SpaceWithout | None = None
) -> Floats:
    """Return (asking postings, documents), each fold scored by what is learned without it."""

    @functools.cache
    def lessons_in(space: Space) -> list[Lesson]:
        with trying(Learned(space, *untaught())):
            return [prepare(some) for some in (task, *beside)]

    scores = np.full((max(task.judged) + 1, len(task.classes)), -np.inf)
    names = set().union(*task.groups.values())
    for fold in range(folds):
        tested = {name for name in names if zlib.crc32(name.encode()) % folds == fold}
        mine = [query for query, groups in task.groups.items() if min(groups) in tested]
        if mine and len(mine) < len(task.judged):
            space = space_without(frozenset(tested)) if space_without else learned().space
            lessons = lessons_in(space)
            weights, known = learn(lessons, without=tested)
            with trying(Learned(space, weights, known)):
                scores[mine] = scored(lessons[0], mine)[mine]
    return scores


def scored(lesson: Lesson, queries: Sequence[int]) -> Floats:
    """Return (asking postings, documents): the scores of a search that leaves out nothing.

    A group of postings stands where its best ones stand: the best, and the mean of the best three.
    """
    task, model = lesson.task, lesson.model
    needs, offers = lesson.needs, lesson.offers
    if task.queries == "needs":
        needs = encode([task.needs[query] for query in queries], text=model.text, catalogue=model.catalogue)
    else:
        offers = encode([task.offers[query] for query in queries], text=model.text, catalogue=model.catalogue)
    needs = with_endings(needs, learned().endings)
    pairing = Pairing(needs, offers, catalogue=model.catalogue)
    answering = pairing.sides(task.queries)[1].postings
    scores = np.full((max(task.judged) + 1, len(task.classes)), -np.inf)
    for ranked in search(pairing, limit=None, queries=task.queries):
        found = np.full(len(answering), -np.inf)
        found[ranked.answers] = _log_odds(ranked.scores.total)
        row = of_groups(found[:, None], task.documents, len(task.classes))[:, 0] if task.is_grouped else found
        scores[queries[ranked.position]] = row
    return scores


def _log_odds(scores: Floats) -> Floats:
    """Return the substance without its bounds, so that near the best ones a mean still tells them apart."""
    shares = np.clip(substance_of(scores), 1e-9, 1 - 1e-9)
    odds: Floats = np.log(shares / (1 - shares))
    return odds


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
