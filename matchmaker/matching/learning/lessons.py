"""Judged tasks as examples to learn from, whole or without the classes and employers of one fold."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.arrays.kernels import Floats
from matchmaker.matching.judgements import Task
from matchmaker.matching.learned import fields
from matchmaker.matching.learned.affinity import WHOLE, likenesses
from matchmaker.matching.learned.model import Endings, Weights
from matchmaker.matching.learned.reading import lean
from matchmaker.matching.learning import fitting
from matchmaker.matching.learning.fitting import Examples
from matchmaker.matching.pairing import overlaps
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.ranking import Model, fit
from matchmaker.matching.sides import Rows, Side, encode

CLOSEST = 150  # So many documents of each query are learned from: the others are told apart by these.
_CELLS = 1 << 19


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A task made ready: both sides, and the likenesses of each query with the documents to learn from.

    `found` is (judged queries, documents, likenesses); `rows` are the documents' places; `levels` the
    rank of the programme's level and `needs` the demand's wording, where documents are not grouped.
    """

    task: Task
    model: Model
    needs: Side[Need]
    offers: Side[Offer]
    found: NDArray[np.float32]
    rows: Rows
    advertised: Floats


def prepare(task: Task) -> Lesson:
    """Encode both sides of a task as the product does, and compare its judged queries."""
    model = fit(needs=task.needs, offers=task.offers, catalogue=Catalogue())
    needs = encode(task.needs, text=model.text, catalogue=model.catalogue)
    offers = encode(task.offers, text=model.text, catalogue=model.catalogue)
    rows, found, loud = [], [], []
    for query in task.judged:
        columns, some = _compared(task, needs, offers, query)
        rows.append(columns)
        found.append(some)
        asked = np.full(len(columns), query) if task.queries == "needs" else columns
        loud.append(_advertised(needs, asked, task))
    return Lesson(task, model, needs, offers, np.array(found, np.float32), np.array(rows), np.array(loud))


def learn(
    lessons: Sequence[Lesson], *, without: Collection[str] = (), silent: Collection[str] = ()
) -> tuple[Weights, Endings]:
    """Learn endings and weights from all lessons, without the classes and employers that are named.

    Likenesses that are `silent` weigh nothing.
    """
    tested = frozenset(without)
    known = _endings(lessons, tested)
    taught = [_examples(lesson, known, tested) for lesson in lessons]
    taught = [examples for examples in taught if len(examples.gains)]
    if not taught:
        return fitting.untaught()
    weights = fitting.fit_weights(taught, silent=silent)
    return _calibrated(weights, taught), known


def with_endings(needs: Side[Need], known: Endings) -> Side[Need]:
    """Return the side as if these endings were the ones that the product is delivered with."""
    titles = [fields.need_fields(words)[0] for words in needs.substance.texts]
    reading = replace(needs.substance.reading, leaning=lean(titles, known))
    return replace(needs, substance=replace(needs.substance, reading=reading))


def _compared(task: Task, needs: Side[Need], offers: Side[Offer], query: int) -> tuple[Rows, Floats]:
    """Return the documents that one query is learned from, and their likenesses."""
    count = len(task.offers) if task.queries == "needs" else len(task.needs)
    every, same = np.arange(count), np.full(count, query)
    pairs = (same, every) if task.queries == "needs" else (every, same)
    need, offer = needs.substance, offers.substance
    at = (needs.wording[pairs[0]], offers.wording[pairs[1]])
    shared = overlaps(need, offer, at, queries=task.queries)
    found = likenesses(need.reading, offer.reading, shared, at)
    if task.is_grouped:
        return np.arange(len(task.classes)), of_groups(found, task.documents, len(task.classes))
    closest = np.sort(np.argsort(-shared[:, 0] - found[:, WHOLE], kind="stable")[:CLOSEST])
    return closest, found[closest]


def of_groups(found: Floats, group: Rows, count: int) -> Floats:
    """Return (groups, columns): a group stands where its best member stands, column by column."""
    best = np.full((count, found.shape[1]), -np.inf)
    np.maximum.at(best, group, found)
    return best


def _advertised(needs: Side[Need], asked: Rows, task: Task) -> Floats:
    places = np.zeros(len(task.classes), dtype=np.intp) + asked[0] if task.is_grouped else asked
    loud: Floats = needs.substance.reading.advertised[needs.wording[places]]
    return loud


def _endings(lessons: Sequence[Lesson], tested: frozenset[str]) -> Endings:
    titles, levels, weights = [], [], []
    for lesson in lessons:
        for query, document, gain in _links(lesson.task, tested):
            asks = lesson.task.queries == "needs"
            need, offer = (query, document) if asks else (document, query)
            level = lesson.offers.substance.reading.level[lesson.offers.wording[offer]]
            if level:
                words = lesson.needs.substance.texts[lesson.needs.wording[need]]
                titles.append(fields.need_fields(words)[0])
                levels.append(int(level))
                weights.append(gain)
    return fitting.fit_endings(titles, levels, weights)


def _links(task: Task, tested: frozenset[str]) -> list[tuple[int, int, float]]:
    if task.is_grouped:
        return []
    return [
        (query, document, gain / sum(gains.values()))
        for query, gains in task.judged.items()
        if not tested & task.groups[query]
        for document, gain in gains.items()
        if task.classes[document] not in tested
    ]


def _examples(lesson: Lesson, known: Endings, tested: frozenset[str]) -> Examples:
    task = lesson.task
    gains = np.array(
        [
            [gained.get(document, 0.0) for document in rows]
            for gained, rows in zip(task.judged.values(), lesson.rows.tolist(), strict=True)
        ]
    )
    is_tested = np.array([name in tested for name in task.classes])
    gains[is_tested[lesson.rows]] = -np.inf
    kept = np.array([not tested & task.groups[query] for query in task.judged])
    kept &= (gains > 0).any(axis=1)
    found = lesson.found.copy()
    found[:, :, -1] = _leaning(lesson, known)
    return Examples(found[kept], lesson.advertised[kept], gains[kept], _balance(gains[kept], task.is_grouped))


def _balance(gains: Floats, is_grouped: bool) -> Floats:
    """Return each query's weight: where few groups have most queries, each counts by its group's rarity."""
    if not is_grouped or not len(gains):
        return np.ones(len(gains))
    is_best = gains > 0
    rarity = np.array([np.mean(1 / is_best.sum(axis=0)[row]) for row in is_best])
    weight: Floats = np.sqrt(rarity / rarity.mean())
    return weight


def _leaning(lesson: Lesson, known: Endings) -> Any:  # noqa: ANN401 - an array or 0.
    task, needs, offers = lesson.task, lesson.needs, lesson.offers
    if task.is_grouped:
        return 0.0
    leaning = with_endings(needs, known).substance.reading.leaning
    queries = np.array(list(task.judged))[:, None] + np.zeros_like(lesson.rows)
    asked, taught = (queries, lesson.rows) if task.queries == "needs" else (lesson.rows, queries)
    level = offers.substance.reading.level[offers.wording[taught]]
    return np.where(level > 0, leaning[needs.wording[asked], np.maximum(level, 1) - 1], 0.0)


def _calibrated(weights: Weights, taught: Sequence[Examples]) -> Weights:
    every: dict[bool, list[Floats]] = {True: [], False: []}
    judged: dict[bool, list[Floats]] = {True: [], False: []}
    for examples in taught:
        is_loud = bool(np.mean(examples.advertised) > 0.5)
        every[is_loud].append(examples.likenesses.astype(float).reshape(-1, examples.likenesses.shape[2]))
        judged[is_loud].append(
            examples.likenesses.astype(float)[examples.gains == examples.gains.max(axis=1, keepdims=True)]
        )
    if not (every[True] and every[False]):
        same = [np.concatenate([*pairs[True], *pairs[False]]) for pairs in (every, judged)]
        return fitting.calibrate(weights, formal=(same[0], same[1]), advertised=(same[0], same[1]))
    formal, advertised = (
        (np.concatenate(every[is_loud]), np.concatenate(judged[is_loud])) for is_loud in (False, True)
    )
    return fitting.calibrate(weights, formal=formal, advertised=advertised)
