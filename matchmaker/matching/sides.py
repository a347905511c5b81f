"""The two sides of the market as arrays: what is said, once per wording, and where, when and how many."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from sparse_dot_topn import sp_matmul

from matchmaker.matching import similarity
from matchmaker.matching.phrases import cut_pieces, split_phrases
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.similarity import Feature, Floats
from matchmaker.matching.text import TextModel, need_text, offer_text, vectorize

Posting = TypeVar("Posting", Need, Offer)
Wording = tuple[object, ...]
Rows = NDArray[np.intp]
Queries = Literal["needs", "offers"]


@dataclass(frozen=True, slots=True, eq=False)
class Circumstances:
    """One value per posting, NaN: unknown. Level is a rank, a point in degrees, number of posts or places."""

    level: Floats
    longitude: Floats
    latitude: Floats
    number: Floats
    day: Floats
    record: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Substance:
    """The distinct wordings: text vectors, codes, and phrases (skills asked for or items offered) by piece.

    `code` is the row of each wording in `codes` ("": none). `held` and `welcome` are (phrases, wordings):
    an offer's items or a need's must skills, and a need's nice skills.
    """

    texts: tuple[str, ...]
    vectors: sparse.csr_matrix
    codes: tuple[str, ...]
    code: Rows
    pieces: sparse.csr_matrix
    held: sparse.csr_matrix
    welcome: sparse.csr_matrix


@dataclass(frozen=True, slots=True, eq=False)
class Side(Generic[Posting]):
    """Postings in the caller's order; `wording` is the row of each in the substance."""

    postings: tuple[Posting, ...]
    wording: NDArray[np.intp]
    substance: Substance
    circumstances: Circumstances


class Pairing:
    """Two sides made ready to be compared: features of wordings in blocks, and of postings in lists."""

    def __init__(self, needs: Side[Need], offers: Side[Offer], *, catalogue: Catalogue) -> None:
        self.needs, self.offers = needs, offers
        need, offer = needs.substance, offers.substance
        self._coverage = similarity.coverage_table(need.pieces, offer.pieces, offer.held)
        self._wanted = {"must": need.held.T.tocsr(), "nice": need.welcome.T.tocsr()}
        self._tells = np.asarray(offer.held.sum(axis=0)).ravel() > 0
        self._bridge = similarity.bridge_table(offer.codes, need.codes, catalogue=catalogue)

    def sides(self, queries: Queries) -> tuple[Side[Any], Side[Any]]:
        """Return the side that asks and the side that answers."""
        return (self.needs, self.offers) if queries == "needs" else (self.offers, self.needs)

    def substance(self, rows: Rows, *, queries: Queries) -> dict[str, Feature]:
        """Return the features of these asking wordings with all answering ones, each (asking, answering).

        The vectors' columns stand in order, so that a cosine adds up the same products in the
        same order, and the score is the same to the last bit, whoever asks.
        """
        ask, answer = (side.substance.vectors for side in self.sides(queries))
        asked = ask[rows]
        cosines = sp_matmul(answer, asked.T.tocsr(), n_threads=os.cpu_count()).toarray().T.astype(float)
        cosines[np.diff(asked.indptr) == 0] = np.nan
        cosines[:, np.diff(answer.indptr) == 0] = np.nan
        features = {"text": similarity.text_similarity(cosines)}
        needs, offers = (rows, slice(None)) if queries == "needs" else (slice(None), rows)
        need, offer = self.needs.substance, self.offers.substance
        joined = {
            "must": self._covered("must", needs, offers),
            "nice": self._covered("nice", needs, offers),
            "bridge": similarity.bridge(self._bridge, offer.code[offers][None, :], need.code[needs][:, None]),
        }
        for name, (values, known) in joined.items():
            is_turned = queries == "offers"
            features[name] = Feature(values.T, known.T) if is_turned else Feature(values, known)
        return features

    def circumstances(self, needs: Rows, offers: Rows) -> dict[str, Feature]:
        """Return the features of these postings, pair by pair; one need or offer may stand for all."""
        need, offer = self.needs.circumstances, self.offers.circumstances
        to = need.longitude[needs], need.latitude[needs]
        return {
            "level": similarity.level(offer.level[offers], need.level[needs]),
            "dates": similarity.dates(offer.day[offers], need.day[needs]),
            "distance": similarity.distance(offer.longitude[offers], offer.latitude[offers], *to),
            "capacity": similarity.capacity(offer.number[offers], need.number[needs]),
            "track_record": similarity.track_record(offer.record[offers], need.record[needs]),
        }

    def _covered(self, kind: str, needs: Rows | slice, offers: Rows | slice) -> Feature:
        wanted = self._wanted[kind][needs]
        counts = np.asarray(wanted.sum(axis=1)).ravel()[:, None]
        told = self._tells[offers]
        if not counts.any():
            return similarity.coverage(np.full((len(counts), len(told)), np.nan))
        shares = (wanted @ self._coverage[:, offers]).toarray() / np.maximum(counts, 1)
        return similarity.coverage(np.where((counts > 0) & told, shares, np.nan))


def wordings(
    postings: Sequence[Posting], *, catalogue: Catalogue
) -> tuple[tuple[Wording, ...], NDArray[np.intp]]:
    """Return the distinct wordings (text, code, must or items, nice) in order and the row of each posting."""
    rows: dict[Wording, int] = {}
    position = [rows.setdefault(_wording(posting, catalogue), len(rows)) for posting in postings]
    return tuple(rows), np.array(position, dtype=np.intp)


def encode(
    postings: Sequence[Posting],
    *,
    text: TextModel,
    catalogue: Catalogue,
    vectors: sparse.csr_matrix | None = None,
) -> Side[Posting]:
    """Return the side of these postings; `vectors` are those of its wordings when already at hand."""
    distinct, position = wordings(postings, catalogue=catalogue)
    texts = tuple(str(wording[0]) for wording in distinct)
    return Side(
        postings=tuple(postings),
        wording=position,
        substance=_substance(distinct, vectorize(texts, model=text) if vectors is None else vectors),
        circumstances=_circumstances(postings),
    )


def encode_again(
    old: Side[Posting], postings: Sequence[Posting], *, text: TextModel, catalogue: Catalogue
) -> Side[Posting]:
    """Return the side of these postings; a text that the old side has keeps its vector."""
    row_of = {words: row for row, words in enumerate(old.substance.texts)}
    texts = [str(wording[0]) for wording in wordings(postings, catalogue=catalogue)[0]]
    fresh = list(dict.fromkeys(words for words in texts if words not in row_of))
    row_of.update({words: len(old.substance.texts) + row for row, words in enumerate(fresh)})
    stacked = sparse.vstack([old.substance.vectors, vectorize(fresh, model=text)], format="csr")
    vectors = stacked[[row_of[words] for words in texts]]
    return encode(postings, text=text, catalogue=catalogue, vectors=vectors)


def _wording(posting: Need | Offer, catalogue: Catalogue) -> Wording:
    if isinstance(posting, Need):
        return need_text(posting), posting.occupation_code, posting.must_skills, posting.nice_skills
    phrases = split_phrases(posting, catalogue=catalogue)
    return offer_text(posting, catalogue=catalogue), posting.major_code, phrases, ()


def _substance(distinct: Sequence[Wording], vectors: sparse.csr_matrix) -> Substance:
    phrases: dict[str, int] = {}
    held, welcome = (_incidence([wording[at] for wording in distinct], phrases) for at in (2, 3))
    held.resize(len(phrases), len(distinct))
    # The hash stands for a dictionary of pieces, so that sides encoded apart still fit together.
    hashing = HashingVectorizer(
        analyzer=cut_pieces, n_features=2**20, alternate_sign=False, norm=None, binary=True, dtype=np.float32
    )
    pieces = hashing.transform(phrases) if phrases else sparse.csr_matrix((0, 2**20), dtype=np.float32)
    codes, code = np.unique([str(wording[1] or "") for wording in distinct], return_inverse=True)
    return Substance(
        texts=tuple(str(wording[0]) for wording in distinct),
        vectors=vectors,
        codes=tuple(codes.tolist()),
        code=code,
        pieces=pieces,
        held=held,
        welcome=welcome,
    )


def _incidence(lists: Sequence[object], phrases: dict[str, int]) -> sparse.csr_matrix:
    rows, columns = [], []
    for column, names in enumerate(lists):
        for name in dict.fromkeys(names if isinstance(names, tuple) else ()):
            rows.append(phrases.setdefault(name, len(phrases)))
            columns.append(column)
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(phrases), len(lists)))


def _circumstances(postings: Sequence[Need] | Sequence[Offer]) -> Circumstances:
    values = np.array([_situation(posting) for posting in postings], dtype=float).reshape(-1, 6)
    return Circumstances(*np.ascontiguousarray(values.T))


def _situation(posting: Need | Offer) -> tuple[float | None, ...]:
    if isinstance(posting, Need):
        level, number, day = posting.least_level, posting.posts, posting.start
    else:
        level, number, day = posting.level, posting.places, posting.graduation
    point = posting.place.longitude, posting.place.latitude
    return level.rank if level else None, *point, number, _ordinal(day), posting.track_record


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()
