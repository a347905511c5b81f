"""A judged task ranked by what was learned: by all of it, or each fold by what is learned without it."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Collection, Sequence

import numpy as np

from matchmaker.matching.arrays.kernels import Floats
from matchmaker.matching.judgements import Task
from matchmaker.matching.learned.model import Learned, Space, learned, trying
from matchmaker.matching.learning.fitting import untaught
from matchmaker.matching.learning.lessons import Lesson, learn, of_groups, prepare, with_endings
from matchmaker.matching.learning.spaces import SpaceWithout
from matchmaker.matching.pairing import Pairing
from matchmaker.matching.ranking import search
from matchmaker.matching.sides import encode


class FoldsError(ValueError):
    """One fold leaves nothing to learn from."""

    def __init__(self) -> None:
        super().__init__("折数至少为 2。")


class Folds:
    """A task in so many folds of its classes, or of its employers where documents are groups.

    Weights and endings are learned from the task and those `beside` it, without any class or employer of
    the fold; so are the latent dimensions when `space_without` learns them, and else they are those that
    the product is delivered with. Raises FoldsError.
    """

    def __init__(
        self, task: Task, beside: Sequence[Task], *, count: int, space_without: SpaceWithout | None = None
    ) -> None:
        if count < 2:
            raise FoldsError
        self._task, self._count, self._space_without = task, count, space_without
        self._lessons = functools.cache(functools.partial(_lessons, (task, *beside)))

    def scores(self, *, silent: Collection[str] = ()) -> Floats:
        """Return (asking postings, documents); likenesses that are `silent` weigh nothing."""
        scores = np.full((max(self._task.judged) + 1, len(self._task.classes)), -np.inf)
        names = frozenset().union(*self._task.groups.values())
        for fold in range(self._count):
            tested = frozenset(name for name in names if zlib.crc32(name.encode()) % self._count == fold)
            mine = [query for query, groups in self._task.groups.items() if min(groups) in tested]
            if mine and len(mine) < len(self._task.judged):
                space = self._space_without(tested) if self._space_without else learned().space
                lessons = self._lessons(space)
                with trying(Learned(space, *learn(lessons, without=tested, silent=silent))):
                    scores[mine] = scored(lessons[0], mine)[mine]
        return scores


def _lessons(tasks: Sequence[Task], space: Space) -> list[Lesson]:
    with trying(Learned(space, *untaught())):
        return [prepare(task) for task in tasks]


def scored(lesson: Lesson, queries: Sequence[int]) -> Floats:
    """Return (asking postings, documents): the scores of a search that leaves out nothing.

    A group of postings stands where its first one stands.
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
        found[ranked.answers] = ranked.scores.total
        row = of_groups(found[:, None], task.documents, len(task.classes))[:, 0] if task.is_grouped else found
        scores[queries[ranked.position]] = row
    return scores
