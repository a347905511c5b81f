"""From a posting's words to a vector: character n-grams of one to three, weighted by how rare they are."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matchmaker.matching.arrays.grams import (
    CHARACTER_BITS,
    LONGEST_GRAM,
    Counts,
    Cut,
    Floats,
    Grams,
    Places,
    Weights,
    cut,
    find,
    places,
    summed,
    weighted,
)
from matchmaker.matching.profile import Catalogue, Need, Offer

_BLOCK_CHARACTERS = 100_000  # More would leave the processor's cache.
_BLOCK_TEXTS = 30_000  # The number of a block's texts must fit into the 15 bits beside a gram.
R = TypeVar("R")

_NONE: Grams = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Emphasis:
    """How much the title counts beside the whole text, and a gram of one, two and three characters."""

    title: float
    widths: tuple[float, float, float]


# A title says in few words what a text is about, so its share does not depend on the text's length.
# Three characters in a row nearly repeat what their pairs say; a single character says what no pair does.
EMPHASIS = Emphasis(title=0.3, widths=(1.3, 1.0, 0.5))


@dataclass(frozen=True, slots=True, eq=False)
class TextModel:
    """A fitted vocabulary: packed grams in order, the weight of each, and whether a programme uses it."""

    grams: Grams
    weights: NDArray[np.float32]
    is_taught: NDArray[np.bool_]
    unknown_weight: float
    emphasis: Emphasis = EMPHASIS


def need_text(need: Need) -> str:
    """Return the words by which a demand is compared, the skills it asks for among them; title first."""
    skills = (*need.must_skills, *need.nice_skills)
    return _titled(need.title, (need.summary, *need.duties, *need.aliases, *skills))


def offer_text(offer: Offer, *, catalogue: Catalogue) -> str:
    """Return the words by which a programme is compared; the catalogue's courses stand in for absent ones.

    Skills and certificates stay outside: they count through coverage, so that naming
    one more skill can never dilute the text and lower the score.
    """
    courses = offer_courses(offer, catalogue=catalogue)
    return _titled(offer.title, (offer.summary, offer.abilities, *courses))


def offer_courses(offer: Offer, *, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the programme's own courses, or else those that the catalogue knows for its major."""
    return offer.courses or catalogue.courses.get(offer.major_code or "", ())


def fit_text(*, taught: Iterable[str], asked: Iterable[str], emphasis: Emphasis = EMPHASIS) -> TextModel:
    """Learn the grams that at least two distinct texts of programmes or demands share.

    Their weight is ln((1 + n) / (1 + df)) + 1. A gram of one text alone can match nothing;
    it only counts in that text's length.
    """
    programmes = list(dict.fromkeys(taught))
    distinct = list(dict.fromkeys([*programmes, *asked]))
    count = functools.partial(_count, longest=_longest(emphasis))
    grams, found = _added(blockwise(lambda rows: count(distinct[rows]), distinct))
    shared = found >= 2
    weights = np.log((1 + len(distinct)) / (1 + found[shared])) + 1
    unknown_weight = float(np.log((1 + len(distinct)) / 2) + 1)
    used = [grams for grams, _ in blockwise(lambda rows: count(programmes[rows]), programmes)]
    is_taught = np.isin(grams[shared], np.concatenate([*used, _NONE]))
    return TextModel(grams[shared], weights.astype(np.float32), is_taught, unknown_weight, emphasis)


def vectorize(texts: Sequence[str], *, model: TextModel) -> sparse.csr_matrix:
    """Return one row of length 1 per text (float32; all zero for a text without words), columns in order.

    1. A gram weighs (1 + ln count) times its weight, times the emphasis of its width.
    2. The row is that of the whole text at length 1, plus that of its title (the first line) at
       length `emphasis.title`, brought to length 1.
    Unknown grams have no column but count in the length.
    """
    rows = blockwise(lambda rows: _rows(texts[rows], model), texts)
    if not rows:
        return sparse.csr_matrix((0, len(model.grams)), dtype=np.float32)
    return sparse.vstack(rows, format="csr")


def project(texts: Sequence[str], vectors: NDArray[np.float32], *, model: TextModel) -> NDArray[np.float32]:
    """Return (texts, dimensions): the rows of `vectorize` times the vectors (grams, dimensions).

    All at once: who has more texts than a block of `blockwise` goes through them by that.
    """
    return summed(*_weighted(texts, model), vectors)


def blockwise(act: Callable[[slice], R], texts: Sequence[str]) -> list[R]:
    """Return what becomes of each block of these texts, on threads, in their order.

    A block is small enough for the processor's cache. Loops over arrays leave the interpreter to the other
    threads, so that one may cut texts into their fields while another one counts grams.
    """
    blocks = list(_blocks(texts))
    if len(blocks) <= 1:
        return [act(rows) for rows in blocks]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(act, blocks))


def word_weight(word: str, *, model: TextModel) -> tuple[float, bool]:
    """Return the weight of a word's rarest gram (0 when one is unknown) and whether programmes use it."""
    grams = cut([word]).grams
    widest = min(len(word), LONGEST_GRAM)
    column = find(grams[grams >= 1 << CHARACTER_BITS * (widest - 1)], _places(model))
    if (column < 0).any():
        return 0.0, False
    return float(model.weights[column].max(initial=0.0)), bool(model.is_taught[column].all())


def _titled(title: str, rest: tuple[str, ...]) -> str:
    return "\n".join((" ".join(title.split()), *rest))


def _weighted(block: Sequence[str], model: TextModel) -> tuple[Cut, Counts, Floats]:
    emphasis = model.emphasis
    titles = [text.partition("\n")[0] for text in block] if emphasis.title else []
    found = cut(block, titles, longest=_longest(emphasis))
    weights = Weights(model.weights, model.unknown_weight, np.array(emphasis.widths), emphasis.title)
    return found, *weighted(found, _places(model), weights)


def _rows(block: Sequence[str], model: TextModel) -> sparse.csr_matrix:
    found, columns, values = _weighted(block, model)
    known = np.flatnonzero(columns >= 0)
    text_of = np.repeat(np.arange(len(block)), np.diff(found.starts))[known]
    # One sort of integers brings the columns of each text into order, and tells where each value stood.
    keys = np.sort(text_of << 48 | columns[known].astype(np.int64) << 24 | known - found.starts[text_of])
    order = found.starts[text_of] + (keys & 0xFFFFFF)
    starts = np.concatenate([[0], np.cumsum(np.bincount(text_of, minlength=len(block)))])
    parts = values[order].astype(np.float32), columns[order], starts.astype(np.int32)
    return sparse.csr_matrix(parts, (len(block), len(model.grams)))


@functools.lru_cache(maxsize=4)
def _places(model: TextModel) -> Places:
    return places(model.grams)


def _longest(emphasis: Emphasis) -> int:
    """Return how many characters the longest gram has that weighs anything."""
    return max(width for width, weight in enumerate(emphasis.widths, 1) if weight)


def _count(block: Sequence[str], longest: int) -> tuple[Grams, Grams]:
    """Return the distinct grams of a block, and in how many of its texts each is."""
    grams, found = np.unique(cut(block, longest=longest).grams, return_counts=True)
    return grams, found.astype(np.int64)


def _added(blocks: Sequence[tuple[Grams, Grams]]) -> tuple[Grams, Grams]:
    """Return the distinct grams of all blocks, and in how many texts of all of them each is."""
    # A gram has 48 bits and a block fewer than 2^15 texts, so both are sorted as one integer.
    keys = np.sort(np.concatenate([_NONE, *(grams << 15 | found for grams, found in blocks)]))
    grams = keys >> 15
    first = np.flatnonzero(np.diff(grams, prepend=-1))
    found = np.add.reduceat(keys & 0x7FFF, first) if len(first) else _NONE
    return grams[first], found


def _blocks(texts: Sequence[str]) -> Iterator[slice]:
    first, characters = 0, 0
    for end, text in enumerate(texts, 1):
        characters += len(text)
        if characters >= _BLOCK_CHARACTERS or end - first == _BLOCK_TEXTS:
            yield slice(first, end)
            first, characters = end, 0
    if first < len(texts):
        yield slice(first, len(texts))
