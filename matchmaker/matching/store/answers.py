"""What an index answers: pairs in columns, by the ids of their postings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.pairing import Pairing
from matchmaker.matching.profile import Candidate
from matchmaker.matching.scoring import Scores
from matchmaker.matching.search import Found, Task
from matchmaker.matching.sides import Queries, Rows
from matchmaker.matching.weights import FEATURES

Ids = NDArray[np.int64]
Carrier = Callable[[Task], Iterator[Found]]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Scored pairs, the best of each who asked first."""

    asked: Ids
    need_ids: Ids
    offer_ids: Ids
    scores: Scores

    @classmethod
    def of(cls, pairing: Pairing, found: Found, queries: Queries) -> Answers:
        """Return what a search found, places turned into ids."""
        return cls(
            asked=pairing.sides(queries)[0].ids[found.queries],
            need_ids=pairing.needs.ids[found.needs],
            offer_ids=pairing.offers.ids[found.offers],
            scores=found.scores,
        )

    @classmethod
    def best(cls, parts: Sequence[Answers], limit: int) -> Answers:
        """Return the best of several answers to one question, equal ones in the order they came in."""
        if not parts:  # One side is empty: nothing was compared.
            none = np.zeros(0, dtype=np.int64)
            return cls(none, none, none, Scores(np.zeros(0), np.zeros((0, len(FEATURES)))))
        joined = cls(
            asked=parts[0].asked,
            need_ids=np.concatenate([part.need_ids for part in parts]),
            offer_ids=np.concatenate([part.offer_ids for part in parts]),
            scores=Scores(
                np.concatenate([part.scores.total for part in parts]),
                np.concatenate([part.scores.parts for part in parts]),
            ),
        )
        return joined.at(np.argsort(-joined.scores.total, kind="stable")[:limit])

    def at(self, rows: Rows) -> Answers:
        """Return the pairs at these rows."""
        return Answers(self.asked, self.need_ids[rows], self.offer_ids[rows], self.scores.at(rows))

    def without(
        self, *, need_ids: Collection[int] = frozenset(), offer_ids: Collection[int] = frozenset()
    ) -> Answers:
        """Return the pairs of other needs and other offers."""
        gone = np.isin(self.need_ids, list(need_ids)) | np.isin(self.offer_ids, list(offer_ids))
        return self.at(np.flatnonzero(~gone))

    def candidates(self) -> list[Candidate]:
        """Return the pairs one by one."""
        return self.scores.candidates(self.need_ids.tolist(), self.offer_ids.tolist())
