"""A persisted index: both sides encoded once, so that one changed posting is matched without a rebuild."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from matchmaker.matching.learned.model import fingerprint
from matchmaker.matching.pairing import Pairing
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.ranking import Model, fit
from matchmaker.matching.search import Task, run
from matchmaker.matching.sides import Posting, Queries, Side, encode
from matchmaker.matching.store import index_files
from matchmaker.matching.store.answers import Answers, Carrier
from matchmaker.matching.store.shelf import Shelf
from matchmaker.matching.store.side_files import read_side, write_side
from matchmaker.matching.store.text_files import read_text, write_text
from matchmaker.matching.weights import VERSION


class StaleIndexError(ValueError):
    """The folder holds no index, or one that another version of the engine wrote."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}：没有可用的匹配索引，请重新建立。")


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

    @property
    def sizes(self) -> tuple[int, int]:
        """Return how many offers and needs it was built of."""
        return self._offers.size, self._needs.size

    @property
    def changes(self) -> int:
        """Return how many postings have changed since it was built."""
        return self._needs.changes + self._offers.changes

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
            index_files.write_json(folder / "index.json", {**_stamp(), "as_of": as_of})
            index_files.write_json(folder / "catalogue.json", asdict(self.model.catalogue))
            write_text(self.model.text, folder)
            write_side(folder / "needs", needs)
            write_side(folder / "offers", offers)

        index_files.publish(path, write)

    @classmethod
    def load(cls, path: Path) -> Index:
        """Open the current version, its arrays mapped and not copied. Raises StaleIndexError."""
        folder = index_files.current(path)
        if folder is None:
            raise StaleIndexError(path)
        try:
            head = index_files.read_json(folder / "index.json")
            if {name: head[name] for name in _stamp()} != _stamp():
                raise ValueError("made by another engine, or with other learned figures")
            return cls(
                model=Model(read_text(folder), index_files.read_catalogue(folder / "catalogue.json")),
                needs=read_side(folder / "needs", Need),
                offers=read_side(folder / "offers", Offer),
                as_of=datetime.fromisoformat(head["as_of"]) if head["as_of"] else None,
            )
        except (OSError, ValueError, KeyError) as error:
            raise StaleIndexError(path) from error

    def _search(self, needs: Side[Need], offers: Side[Offer], limit: int, queries: Queries) -> Answers:
        pairing = Pairing(needs, offers, catalogue=self.model.catalogue)
        found = list(run(Task.of(pairing, limit=limit, queries=queries)))
        return Answers.best([Answers.of(pairing, chunk, queries) for chunk in found], limit)


def _stamp() -> dict[str, str]:
    """Return what an index must have been made with to be read: this engine and what it has learned."""
    return {"version": VERSION, "model": fingerprint()}


def _encode(postings: Sequence[Posting], model: Model) -> Side[Posting]:
    return encode(postings, text=model.text, catalogue=model.catalogue)
