"""The two sides of the market as arrays: what is said, once per wording, and where, when and how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

from matchmaker.matching.arrays.kernels import Floats
from matchmaker.matching.arrays.looking import Texts
from matchmaker.matching.candidates import Look
from matchmaker.matching.eligibility import Codes, need_codes, offer_codes
from matchmaker.matching.geography import on_sphere
from matchmaker.matching.learned.reading import Reading, Vectors, read_needs, read_offers
from matchmaker.matching.phrases import cut_pieces, split_phrases
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.text import TextModel, need_text, offer_courses, offer_text, vectorize

Posting = TypeVar("Posting", Need, Offer)
Wording = tuple[object, ...]
Rows = NDArray[np.intp]
Queries = Literal["needs", "offers"]


@dataclass(frozen=True, slots=True, eq=False)
class Substance:
    """The distinct wordings: text vectors, codes, and phrases (skills asked for or items offered) by piece.

    `code` is the row of each wording in `codes` ("": none). `held` and `welcome` are (wordings, phrases):
    an offer's items or a need's must skills, and a need's nice skills, each in the posting's order.
    `reading` is what the learned part has read; `is_silent` tells who has no word that the model knows.
    """

    texts: Sequence[str]
    vectors: sparse.csr_matrix
    is_silent: NDArray[np.bool_]
    codes: Sequence[str]
    code: Rows
    pieces: sparse.csr_matrix
    held: sparse.csr_matrix
    welcome: sparse.csr_matrix
    look: Look
    reading: Reading


@dataclass(frozen=True, slots=True, eq=False)
class Side(Generic[Posting]):
    """Postings in the caller's order; `wording` is the row of each in the substance, `facts` are theirs.

    `members` are the postings' rows, those of wording w from `starts[w]` to `starts[w + 1]`; `levels` and
    `kinds` are what `eligibility` reads of each posting. Postings that have both in common are of one sort:
    `sorts` is a posting of each, `sort_of` the sort of each posting, `counts` (wordings, sorts) how many.
    """

    postings: Sequence[Posting]
    ids: NDArray[np.int64]
    wording: Rows
    members: Rows
    starts: Rows
    substance: Substance
    facts: Floats
    levels: Codes
    kinds: Codes
    sorts: Rows
    sort_of: Rows
    counts: Rows


def wordings(
    postings: Sequence[Posting], *, catalogue: Catalogue
) -> tuple[tuple[Wording, ...], NDArray[np.intp]]:
    """Return the distinct wordings (text, code, must or items, nice) in order and the row of each posting."""
    rows: dict[Wording, int] = {}
    known: dict[Wording, int] = {}  # Hundreds of schools say the same of a major: it is read once.
    position = []
    for posting in postings:
        said = _said(posting)
        row = known.get(said)
        if row is None:
            row = known[said] = rows.setdefault(_wording(posting, catalogue), len(rows))
        position.append(row)
    return tuple(rows), np.array(position, dtype=np.intp)


def encode(
    postings: Sequence[Posting],
    *,
    text: TextModel,
    catalogue: Catalogue,
    vectors: sparse.csr_matrix | None = None,
    latent: Vectors | None = None,
) -> Side[Posting]:
    """Return the side of these postings; `vectors` and `latent` are those of its wordings when at hand."""
    distinct, position = wordings(postings, catalogue=catalogue)
    texts = tuple(str(wording[0]) for wording in distinct)
    vectors = vectorize(texts, model=text) if vectors is None else vectors
    levels, kinds = _hard_facts(postings)
    _, sorts, sort_of = np.unique(
        levels.astype(np.int64) << 16 | kinds.astype(np.int64), return_index=True, return_inverse=True
    )
    counts = np.bincount(position * len(sorts) + sort_of, minlength=len(distinct) * len(sorts))
    return Side(
        postings=tuple(postings),
        ids=np.array([posting.id for posting in postings], dtype=np.int64),
        wording=position,
        members=np.argsort(position, kind="stable"),
        starts=np.concatenate([[0], np.cumsum(np.bincount(position, minlength=len(distinct)))]),
        substance=_substance(distinct, vectors, _read(postings, distinct, text=text, latent=latent)),
        facts=_facts(postings),
        levels=levels,
        kinds=kinds,
        sorts=sorts,
        sort_of=sort_of,
        counts=counts.reshape(len(distinct), len(sorts)),
    )


def encode_again(
    old: Side[Posting], kept: Rows, more: Sequence[Posting], *, text: TextModel, catalogue: Catalogue
) -> Side[Posting]:
    """Return the side of these rows of the old one and of more postings; what it has read, it keeps."""
    if not len(kept):
        return encode(more, text=text, catalogue=catalogue)
    postings = [*(old.postings[row] for row in kept.tolist()), *more]
    distinct, position = wordings(postings, catalogue=catalogue)
    row_of = np.full(len(distinct), -1, dtype=np.intp)
    row_of[position[: len(kept)]] = old.wording[kept]
    fresh = np.flatnonzero(row_of < 0)
    row_of[fresh] = len(old.starts) - 1 + np.arange(len(fresh))
    some = [distinct[row] for row in fresh.tolist()]
    read = _read(more, some, text=text, latent=None).vectors if some else old.substance.reading.vectors[:0]
    vectors = vectorize([str(wording[0]) for wording in some], model=text)
    return encode(
        postings,
        text=text,
        catalogue=catalogue,
        vectors=sparse.vstack([old.substance.vectors, vectors], format="csr")[row_of],
        latent=np.concatenate([old.substance.reading.vectors, read])[row_of],
    )


def _said(posting: Need | Offer) -> Wording:
    """Return whatever of a posting its wording is made of."""
    if isinstance(posting, Need):
        asked = posting.must_skills, posting.nice_skills, posting.occupation_code
        return posting.title, posting.summary, posting.duties, posting.aliases, *asked
    held = posting.courses, posting.skills, posting.certificates, posting.major_code, posting.level
    return posting.title, posting.summary, posting.abilities, *held


def _wording(posting: Need | Offer, catalogue: Catalogue) -> Wording:
    if isinstance(posting, Need):
        return need_text(posting), posting.occupation_code, posting.must_skills, posting.nice_skills
    phrases = split_phrases(posting, catalogue=catalogue)
    details = (
        "\n".join(offer_courses(posting, catalogue=catalogue)),
        posting.abilities,
        posting.level.rank if posting.level else 0,
    )
    return offer_text(posting, catalogue=catalogue), posting.major_code, phrases, (), details


def _read(
    postings: Sequence[Need] | Sequence[Offer],
    distinct: Sequence[Wording],
    *,
    text: TextModel,
    latent: Vectors | None,
) -> Reading:
    texts = [str(wording[0]) for wording in distinct]
    if postings and isinstance(postings[0], Offer):
        return read_offers(texts, [wording[4] for wording in distinct], text=text, vectors=latent)  # type: ignore[misc]
    return read_needs(texts, text=text, vectors=latent)


def _substance(distinct: Sequence[Wording], vectors: sparse.csr_matrix, reading: Reading) -> Substance:
    phrases: dict[str, int] = {}
    held, welcome = (_incidence([wording[at] for wording in distinct], phrases) for at in (2, 3))
    held.resize(len(distinct), len(phrases))
    # The hash stands for a dictionary of pieces, so that sides encoded apart still fit together.
    hashing = HashingVectorizer(
        analyzer=cut_pieces, n_features=2**20, alternate_sign=False, norm=None, binary=True, dtype=np.float32
    )
    pieces = hashing.transform(phrases) if phrases else sparse.csr_matrix((0, 2**20), dtype=np.float32)
    pieces.sort_indices()
    codes, code = np.unique([str(wording[1] or "") for wording in distinct], return_inverse=True)
    return Substance(
        texts=tuple(str(wording[0]) for wording in distinct),
        vectors=vectors,
        is_silent=np.diff(vectors.indptr) == 0,
        codes=tuple(codes.tolist()),
        code=code,
        pieces=pieces,
        held=held,
        welcome=welcome,
        look=Look(Texts(vectors, reading.titles, np.ascontiguousarray(reading.vectors[:, -1]))),
        reading=reading,
    )


def _incidence(lists: Sequence[object], phrases: dict[str, int]) -> sparse.csr_matrix:
    columns, starts = [], [0]
    for names in lists:
        distinct = dict.fromkeys(names if isinstance(names, tuple) else ())
        columns += [phrases.setdefault(name, len(phrases)) for name in distinct]
        starts.append(len(columns))
    parts = (np.ones(len(columns)), np.array(columns, dtype=np.intp), np.array(starts, dtype=np.intp))
    return sparse.csr_matrix(parts, shape=(len(lists), len(phrases)))


def _facts(postings: Sequence[Need] | Sequence[Offer]) -> Floats:
    told = np.array([_told(posting) for posting in postings], dtype=float).reshape(-1, 6)
    level, longitude, latitude, *others = told.T
    return np.column_stack([level, on_sphere(longitude, latitude), *others])


def _hard_facts(postings: Sequence[Need] | Sequence[Offer]) -> tuple[Codes, Codes]:
    needs = [posting for posting in postings if isinstance(posting, Need)]
    offers = [posting for posting in postings if isinstance(posting, Offer)]
    return need_codes(needs) if needs else offer_codes(offers)


def _told(posting: Need | Offer) -> tuple[float | None, ...]:
    if isinstance(posting, Need):
        level, number, day = posting.least_level, posting.posts, posting.start
    else:
        level, number, day = posting.level, posting.places, posting.graduation
    point = posting.place.longitude, posting.place.latitude
    return level.rank if level else None, *point, number, _ordinal(day), posting.track_record


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()
