"""A persisted index: both sides encoded once, so that one changed posting is matched without a rebuild."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
from scipy import sparse

from matchmaker.matching.pairing import Pairing
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.ranking import Model, fit
from matchmaker.matching.scoring import VERSION
from matchmaker.matching.search import Task, run
from matchmaker.matching.sides import Posting, Queries, Side, encode, encode_again
from matchmaker.matching.store import index_files
from matchmaker.matching.store.answers import Answers, Carrier
from matchmaker.matching.store.text_files import read_text, write_text

FOLD_AFTER = 500  # Every change is searched apart until so many make a new base worth its seconds.

Kept = TypeVar("Kept", Need, Offer)


class StaleIndexError(ValueError):
    """The folder holds no index, or one that another version of the engine wrote."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}：没有可用的匹配索引，请重新建立。")


class Shelf(Generic[Kept]):
    """The postings of one side: an encoded base that stays as it is, and what has changed since."""

    def __init__(self, base: Side[Kept], *, model: Model) -> None:
        self._base: Side[Kept] = base
        self._model = model
        self._changed: dict[int, Kept | None] = {}  # None: removed
        self._rows = {posting.id: row for row, posting in enumerate(base.postings)}

    def put(self, posting: Kept) -> None:
        """Add a posting, or put it in the place of the one with its id, unless it says the same."""
        row = self._rows.get(posting.id)
        if posting.id not in self._changed and row is not None and self._base.postings[row] == posting:
            return
        self._changed[posting.id] = posting
        if len(self._changed) > FOLD_AFTER:
            self.fold()

    def drop(self, posting_id: int) -> None:
        """Forget a posting; one that is not here is nothing to forget."""
        if posting_id in self._rows or posting_id in self._changed:
            self._changed[posting_id] = None

    def postings(self) -> list[Kept]:
        """Return all postings as they are now: the base in order, then what came later."""
        kept = [posting for posting in self._base.postings if posting.id not in self._changed]
        return kept + [posting for posting in self._changed.values() if posting is not None]

    def sides(self) -> Iterator[tuple[Side[Kept], frozenset[int]]]:
        """Yield the base and the changes as sides to search, each with the ids to leave out."""
        yield self._base, frozenset(self._changed)
        fresh = [posting for posting in self._changed.values() if posting is not None]
        if fresh:
            yield _encode(fresh, self._model), frozenset()

    def fold(self) -> Side[Kept]:
        """Make one base of it all and return it; a text that the base already has keeps its vector."""
        if self._changed:
            text = self._model.text
            self._base = encode_again(self._base, self.postings(), text=text, catalogue=self._model.catalogue)
            self._changed = {}
            self._rows = {posting.id: row for row, posting in enumerate(self._base.postings)}
        return self._base


class Index:
    """The needs and offers of a market with a fitted model; the vocabulary stays as it was fitted."""

    def __init__(
        self, *, model: Model, needs: Side[Need], offers: Side[Offer], as_of: datetime | None = None
    ) -> None:
        self.model = model
        self.as_of = as_of  # What changed later is not in it yet.
        self._needs = Shelf(needs, model=model)
        self._offers = Shelf(offers, model=model)

    @classmethod
    def build(
        cls,
        offers: Sequence[Offer],
        needs: Sequence[Need],
        catalogue: Catalogue,
        *,
        as_of: datetime | None = None,
    ) -> Index:
        """Fit a model on these postings, read at that moment, and the catalogue; encode both sides."""
        model = fit(needs=needs, offers=offers, catalogue=catalogue)
        return cls(model=model, needs=_encode(needs, model), offers=_encode(offers, model), as_of=as_of)

    def replace(self, posting: Need | Offer) -> None:
        """Add a posting, or put it in the place of the one with its id."""
        if isinstance(posting, Need):
            self._needs.put(posting)
        else:
            self._offers.put(posting)

    def remove(self, *, need_id: int | None = None, offer_id: int | None = None) -> None:
        """Forget a need, an offer, or one of each."""
        if need_id is not None:
            self._needs.drop(need_id)
        if offer_id is not None:
            self._offers.drop(offer_id)

    def search(self, *, limit: int, queries: Queries, carry: Carrier = run) -> Iterator[Answers]:
        """Yield the best candidates of every need or of every offer, chunk by chunk.

        `carry` runs the chunks: on the threads of this process, or elsewhere.
        """
        pairing = Pairing(self._needs.fold(), self._offers.fold(), catalogue=self.model.catalogue)
        for found in carry(Task.of(pairing, limit=limit, queries=queries)):
            yield Answers.of(pairing, found, queries)

    def search_need(self, need: Need, limit: int = 10) -> Answers:
        """Return this need's best offers, best first; the need may be in the index or not."""
        asked = _encode([need], self.model)
        parts = [
            self._search(asked, offers, limit + len(gone), "needs").without(offer_ids=gone)
            for offers, gone in self._offers.sides()
        ]
        return Answers.best(parts, limit)

    def search_offer(self, offer: Offer, limit: int = 10) -> Answers:
        """Return this offer's best needs, best first; the offer may be in the index or not."""
        asked = _encode([offer], self.model)
        parts = [
            self._search(needs, asked, limit + len(gone), "offers").without(need_ids=gone)
            for needs, gone in self._needs.sides()
        ]
        return Answers.best(parts, limit)

    def save(self, path: Path) -> None:
        """Write a new version of the index beside the one that others are reading, and point to it."""
        needs, offers = self._needs.fold(), self._offers.fold()

        def write(folder: Path) -> None:
            as_of = self.as_of.isoformat() if self.as_of else None
            index_files.write_json(folder / "index.json", {"version": VERSION, "as_of": as_of})
            index_files.write_json(folder / "catalogue.json", asdict(self.model.catalogue))
            write_text(self.model.text, folder)
            _write_side(folder, "needs", needs)
            _write_side(folder, "offers", offers)

        index_files.publish(path, write)

    @classmethod
    def load(cls, path: Path) -> Index:
        """Read the current version, its vectors mapped and not copied. Raises StaleIndexError."""
        folder = index_files.current(path)
        if folder is None:
            raise StaleIndexError(path)
        try:
            head = index_files.read_json(folder / "index.json")
        except (OSError, ValueError) as error:
            raise StaleIndexError(path) from error
        if head.get("version") != VERSION:
            raise StaleIndexError(path)
        model = Model(read_text(folder), index_files.read_catalogue(folder / "catalogue.json"))
        return cls(
            model=model,
            needs=_read_side(folder, "needs", Need, model),
            offers=_read_side(folder, "offers", Offer, model),
            as_of=datetime.fromisoformat(head["as_of"]) if head["as_of"] else None,
        )

    def _search(self, needs: Side[Need], offers: Side[Offer], limit: int, queries: Queries) -> Answers:
        pairing = Pairing(needs, offers, catalogue=self.model.catalogue)
        found = list(run(Task.of(pairing, limit=limit, queries=queries)))
        return Answers.best([Answers.of(pairing, chunk, queries) for chunk in found], limit)


def _encode(postings: Sequence[Posting], model: Model) -> Side[Posting]:
    return encode(postings, text=model.text, catalogue=model.catalogue)


def _write_side(folder: Path, name: str, side: Side[Any]) -> None:
    index_files.write_postings(folder / f"{name}.jsonl", side.postings)
    for part in ("data", "indices", "indptr"):
        np.save(folder / f"{name}-{part}.npy", getattr(side.substance.vectors, part))
    np.save(folder / f"{name}-latent.npy", side.substance.reading.vectors)


def _read_side(folder: Path, name: str, kind: type[Posting], model: Model) -> Side[Posting]:
    # Mapped copy-on-write, since the product of sparse matrices refuses what is read-only.
    data, indices, indptr = (
        np.load(folder / f"{name}-{part}.npy", mmap_mode="c") for part in ("data", "indices", "indptr")
    )
    shape = (len(indptr) - 1, len(model.text.grams))
    vectors = sparse.csr_matrix((data, indices, indptr), shape=shape, copy=False)
    latent = np.load(folder / f"{name}-latent.npy", mmap_mode="c")
    postings = index_files.read_postings(folder / f"{name}.jsonl", kind)
    return encode(postings, text=model.text, catalogue=model.catalogue, vectors=vectors, latent=latent)
