"""A persisted index: both sides encoded once, so that one changed posting is matched without a rebuild."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
from scipy import sparse

from matchmaker.matching.profile import Candidate, Catalogue, Need, Offer, Place
from matchmaker.matching.ranking import Model, Ranked, explain_all, fit, search
from matchmaker.matching.scoring import VERSION
from matchmaker.matching.sides import Pairing, Posting, Queries, Side, encode, encode_again
from matchmaker.matching.text import Emphasis, TextModel
from matchmaker.terms import Kind, Level, Promise

FOLD_AFTER = 500  # Every change is searched apart until so many make a new base worth its seconds.

_LEARNED = ("grams", "weights", "is_taught")

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
        self._ids = {posting.id for posting in base.postings}

    def put(self, posting: Kept) -> None:
        """Add a posting, or put it in the place of the one with its id."""
        self._changed[posting.id] = posting
        if len(self._changed) > FOLD_AFTER:
            self.fold()

    def drop(self, posting_id: int) -> None:
        """Forget a posting; one that is not here is nothing to forget."""
        if posting_id in self._ids or posting_id in self._changed:
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
            self._ids = {posting.id for posting in self._base.postings}
        return self._base


class Index:
    """The needs and offers of a market with a fitted model; the vocabulary stays as it was fitted."""

    def __init__(self, *, model: Model, needs: Side[Need], offers: Side[Offer]) -> None:
        self.model = model
        self._needs = Shelf(needs, model=model)
        self._offers = Shelf(offers, model=model)

    @classmethod
    def build(cls, offers: Sequence[Offer], needs: Sequence[Need], catalogue: Catalogue) -> Index:
        """Fit a model on these postings and the catalogue, and encode both sides."""
        model = fit(needs=needs, offers=offers, catalogue=catalogue)
        return cls(model=model, needs=_encode(needs, model), offers=_encode(offers, model))

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

    def search(self, *, limit: int, queries: Queries) -> Iterator[Ranked]:
        """Yield the best candidates of every need or of every offer, without reasons, block by block.

        A position counts in the order of `build`; postings that came later stand at the end.
        """
        pairing = Pairing(self._needs.fold(), self._offers.fold(), catalogue=self.model.catalogue)
        return search(pairing, limit=limit, queries=queries)

    def match_need(self, need: Need, limit: int = 10) -> list[Candidate]:
        """Return this need's best offers with reasons, best first; the need may be in the index or not."""
        asked = _encode([need], self.model)
        found: list[Candidate] = []
        for offers, gone in self._offers.sides():
            pairing = Pairing(asked, offers, catalogue=self.model.catalogue)
            found.extend(c for c in _found(pairing, limit + len(gone), "needs") if c.offer_id not in gone)
        return self._best(found, limit, needs=[need], offers=self._offers.postings())

    def match_offer(self, offer: Offer, limit: int = 10) -> list[Candidate]:
        """Return this offer's best needs with reasons, best first; the offer may be in the index or not."""
        asked = _encode([offer], self.model)
        found: list[Candidate] = []
        for needs, gone in self._needs.sides():
            pairing = Pairing(needs, asked, catalogue=self.model.catalogue)
            found.extend(c for c in _found(pairing, limit + len(gone), "offers") if c.need_id not in gone)
        return self._best(found, limit, needs=self._needs.postings(), offers=[offer])

    def save(self, path: Path) -> None:
        """Write the index as a folder of .npy and .json files; an older one stays until this is whole."""
        fresh = path.with_name(path.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        model = self.model
        _write(
            fresh / "index.json",
            {
                "version": VERSION,
                "unknown_weight": model.text.unknown_weight,
                "emphasis": asdict(model.text.emphasis),
            },
        )
        _write(fresh / "catalogue.json", asdict(model.catalogue))
        for name in _LEARNED:
            np.save(fresh / f"{name}.npy", getattr(model.text, name))
        _save_side(fresh, "needs", self._needs.fold())
        _save_side(fresh, "offers", self._offers.fold())
        shutil.rmtree(path, ignore_errors=True)
        fresh.rename(path)

    @classmethod
    def load(cls, path: Path) -> Index:
        """Read an index, its vectors mapped and not copied. Raises StaleIndexError."""
        try:
            head = json.loads((path / "index.json").read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise StaleIndexError(path) from error
        if head.get("version") != VERSION:
            raise StaleIndexError(path)
        learned = {name: np.load(path / f"{name}.npy", mmap_mode="c") for name in _LEARNED}
        emphasis = Emphasis(head["emphasis"]["title"], tuple(head["emphasis"]["widths"]))
        text = TextModel(**learned, unknown_weight=head["unknown_weight"], emphasis=emphasis)
        model = Model(text, _catalogue(json.loads((path / "catalogue.json").read_text("utf-8"))))
        needs = _load_side(path, "needs", Need, model)
        return cls(model=model, needs=needs, offers=_load_side(path, "offers", Offer, model))

    def _best(
        self, found: list[Candidate], limit: int, *, needs: Sequence[Need], offers: Sequence[Offer]
    ) -> list[Candidate]:
        best = sorted(found, key=lambda candidate: -candidate.score)[:limit]
        return explain_all(best, needs=needs, offers=offers, model=self.model)


def _encode(postings: Sequence[Posting], model: Model) -> Side[Posting]:
    return encode(postings, text=model.text, catalogue=model.catalogue)


def _found(pairing: Pairing, limit: int, queries: Queries) -> list[Candidate]:
    return [c for ranked in search(pairing, limit=limit, queries=queries) for c in ranked.candidates]


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, default=_plain), "utf-8")


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(value)


def _save_side(folder: Path, name: str, side: Side[Any]) -> None:
    _write(folder / f"{name}.json", [asdict(posting) for posting in side.postings])
    for part in ("data", "indices", "indptr"):
        np.save(folder / f"{name}-{part}.npy", getattr(side.substance.vectors, part))


def _load_side(folder: Path, name: str, read: Callable[..., Posting], model: Model) -> Side[Posting]:
    # Mapped copy-on-write, since the product of sparse matrices refuses what is read-only.
    postings = [
        read(**_values(record)) for record in json.loads((folder / f"{name}.json").read_text("utf-8"))
    ]
    data, indices, indptr = (
        np.load(folder / f"{name}-{part}.npy", mmap_mode="c") for part in ("data", "indices", "indptr")
    )
    shape = (len(indptr) - 1, len(model.text.grams))
    vectors = sparse.csr_matrix((data, indices, indptr), shape=shape, copy=False)
    return encode(postings, text=model.text, catalogue=model.catalogue, vectors=vectors)


_READ: Mapping[str, Callable[[Any], object]] = {
    "place": lambda place: Place(**place),
    "level": Level,
    "least_level": Level,
    "promise": Promise,
    "start": date.fromisoformat,
    "graduation": date.fromisoformat,
    "accepted_kinds": lambda kinds: frozenset(map(Kind, kinds)),
}


def _values(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _READ[name](value) if name in _READ and value is not None else _tuple(value)
        for name, value in record.items()
    }


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _catalogue(record: Mapping[str, Any]) -> Catalogue:
    return Catalogue(
        majors=record["majors"],
        class_of=record["class_of"],
        courses={code: tuple(names) for code, names in record["courses"].items()},
        occupations=record["occupations"],
        links={code: frozenset(codes) for code, codes in record["links"].items()},
    )
