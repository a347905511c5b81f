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

Ids = NDArray[np.int64]
Carrier = Callable[[Task], Iterator[Found]]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Scored pairs, the best of each who asked first; `known` tells which parts both sides had data for."""

    asked: Ids
    need_ids: Ids
    offer_ids: Ids
    scores: Scores
    known: dict[str, NDArray[np.bool_]]

    @classmethod
    def of(cls, pairing: Pairing, found: Found, queries: Queries) -> Answers:
        """Return what a search found, places turned into ids."""
        return cls(
            asked=pairing.sides(queries)[0].ids[found.queries],
            need_ids=pairing.needs.ids[found.needs],
            offer_ids=pairing.offers.ids[found.offers],
            scores=found.scores,
            known={name: feature.known for name, feature in found.features.items()},
        )

    @classmethod
    def best(cls, parts: Sequence[Answers], limit: int) -> Answers:
        """Return the best of several answers to one question, equal ones in the order they came in."""
        parts = [part for part in parts if part.known]
        if not parts:  # One side is empty: nothing was compared.
            none = np.zeros(0, dtype=np.int64)
            return cls(none, none, none, Scores(np.zeros(0), {}), {})
        joined = cls(
            asked=parts[0].asked,
            need_ids=np.concatenate([part.need_ids for part in parts]),
            offer_ids=np.concatenate([part.offer_ids for part in parts]),
            scores=Scores(
                np.concatenate([part.scores.total for part in parts]),
                {n: np.concatenate([part.scores.parts[n] for part in parts]) for n in parts[0].scores.parts},
            ),
            known={n: np.concatenate([part.known[n] for part in parts]) for n in parts[0].known},
        )
        return joined.at(np.argsort(-joined.scores.total, kind="stable")[:limit])

    def at(self, rows: Rows) -> Answers:
        """Return the pairs at these rows."""
        known = {name: known[rows] for name, known in self.known.items()}
        return Answers(self.asked, self.need_ids[rows], self.offer_ids[rows], self.scores.at(rows), known)

    def without(
        self, *, need_ids: Collection[int] = frozenset(), offer_ids: Collection[int] = frozenset()
    ) -> Answers:
        """Return the pairs of other needs and other offers."""
        gone = np.isin(self.need_ids, list(need_ids)) | np.isin(self.offer_ids, list(offer_ids))
        return self.at(np.flatnonzero(~gone))

    def candidates(self) -> list[Candidate]:
        """Return the pairs one by one."""
        parts = {name: points.tolist() for name, points in self.scores.parts.items()}
        return [
            Candidate(
                need_id=int(self.need_ids[row]),
                offer_id=int(self.offer_ids[row]),
                score=float(self.scores.total[row]),
                parts={name: parts[name][row] for name in parts if self.known[name][row]},
                missing=tuple(name for name in parts if not self.known[name][row]),
            )
            for row in range(len(self.need_ids))
        ]
