"""One side of an index: an encoded base that stays as it is, and beside it what has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic

import numpy as np

from matchmaker.matching.ranking import Model
from matchmaker.matching.sides import Posting, Rows, Side, encode, encode_again


class Shelf(Generic[Posting]):
    """The postings of one side; no change touches the base, which other processes may share."""

    def __init__(self, base: Side[Posting], *, model: Model) -> None:
        self._base: Side[Posting] = base
        self._model = model
        self._changed: dict[int, Posting | None] = {}  # None: removed
        self._fresh: Side[Posting] | None = None  # The changed ones as they were last read; None: never.
        self._is_read = True
        self._rows = {posting_id: row for row, posting_id in enumerate(base.ids.tolist())}

    @property
    def size(self) -> int:
        """Return how many postings the base has."""
        return len(self._base.postings)

    @property
    def changes(self) -> int:
        """Return how many postings are not as the base has them."""
        return len(self._changed)

    def put(self, posting: Posting) -> None:
        """Add a posting, or put it in the place of the one with its id, unless it says the same."""
        row = self._rows.get(posting.id)
        if posting.id not in self._changed and row is not None and self._base.postings[row] == posting:
            return
        self._change(posting.id, posting)

    def drop(self, posting_id: int) -> None:
        """Forget a posting; one that is not here is nothing to forget."""
        if posting_id in self._rows or posting_id in self._changed:
            self._change(posting_id, None)

    def sides(self) -> Iterator[tuple[Side[Posting], frozenset[int]]]:
        """Yield the base and the changes as sides to search, each with the ids to leave out."""
        yield self._base, frozenset(self._changed)
        later = self._later()
        if later:
            if not self._is_read or self._fresh is None:
                self._fresh, self._is_read = self._read(later), True
            yield self._fresh, frozenset()

    def fold(self) -> Side[Posting]:
        """Make one base of it all and return it; what the old one has read of a posting is kept."""
        if self._changed:
            kept = np.array([row for key, row in self._rows.items() if key not in self._changed], np.intp)
            self._base = self._again(self._base, kept, self._later())
            self._changed, self._fresh = {}, None
            self._rows = {posting_id: row for row, posting_id in enumerate(self._base.ids.tolist())}
        return self._base

    def _change(self, posting_id: int, posting: Posting | None) -> None:
        self._changed[posting_id] = posting
        self._is_read = False

    def _later(self) -> list[Posting]:
        return [posting for posting in self._changed.values() if posting is not None]

    def _read(self, later: list[Posting]) -> Side[Posting]:
        """Encode the changed postings; those that were read before keep what was read."""
        if self._fresh is None:
            return encode(later, text=self._model.text, catalogue=self._model.catalogue)
        known = {id(posting): row for row, posting in enumerate(self._fresh.postings)}
        kept = [row for posting in later if (row := known.get(id(posting))) is not None]
        return self._again(
            self._fresh, np.array(kept, np.intp), [posting for posting in later if id(posting) not in known]
        )

    def _again(self, old: Side[Posting], kept: Rows, more: list[Posting]) -> Side[Posting]:
        return encode_again(old, kept, more, text=self._model.text, catalogue=self._model.catalogue)
