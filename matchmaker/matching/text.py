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

from matchmaker.matching.arrays.characters import characters
from matchmaker.matching.arrays.kernels import Places, find, places
from matchmaker.matching.profile import Catalogue, Need, Offer

LONGEST_GRAM = 3

_BLOCK_CHARACTERS = 1_000_000
_BLOCK_TEXTS = 30_000  # The number of a text in its block must fit into the 15 bits above a gram.
_GRAM_BITS = 16 * LONGEST_GRAM
_GRAM_MASK = (1 << _GRAM_BITS) - 1

Grams = NDArray[np.int64]
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
    blocks = _on_threads(_count, _blocks(distinct))
    grams, position = np.unique(np.concatenate([g for g, _ in blocks] or [_NONE]), return_inverse=True)
    found = np.zeros(len(grams), dtype=np.int64)
    np.add.at(found, position, np.concatenate([n for _, n in blocks] or [_NONE]))
    shared = found >= 2
    weights = np.log((1 + len(distinct)) / (1 + found[shared])) + 1
    unknown_weight = float(np.log((1 + len(distinct)) / 2) + 1)
    used = [grams for grams, _ in _on_threads(_count, _blocks(programmes))]
    is_taught = np.isin(grams[shared], np.concatenate([*used, _NONE]))
    return TextModel(grams[shared], weights.astype(np.float32), is_taught, unknown_weight, emphasis)


def vectorize(texts: Sequence[str], *, model: TextModel) -> sparse.csr_matrix:
    """Return one row of length 1 per text (float32; all zero for a text without words), columns in order.

    1. A gram weighs (1 + ln count) times its weight, times the emphasis of its width.
    2. The row is that of the whole text at length 1, plus that of its title (the first line) at
       length `emphasis.title`, brought to length 1.
    Unknown grams have no column but count in the length.
    """
    rows = _on_threads(lambda block: _rows(block, model), _blocks(texts))
    if not rows:
        return sparse.csr_matrix((0, len(model.grams)), dtype=np.float32)
    return sparse.vstack(rows, format="csr")


def word_weight(word: str, *, model: TextModel) -> tuple[float, bool]:
    """Return the weight of a word's rarest gram (0 when one is unknown) and whether programmes use it."""
    width = min(len(word), LONGEST_GRAM)
    grams = _pack([word])[0]
    column, known = _locate(grams[grams >= 1 << 16 * (width - 1)], model)
    if not known.all():
        return 0.0, False
    return float(model.weights[column].max(initial=0.0)), bool(model.is_taught[column].all())


def _titled(title: str, rest: tuple[str, ...]) -> str:
    return "\n".join((" ".join(title.split()), *rest))


def _locate(grams: Grams, model: TextModel) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    column = np.searchsorted(model.grams, grams)
    column[column == len(model.grams)] = 0
    known = model.grams[column] == grams if len(model.grams) else np.zeros(len(grams), dtype=bool)
    return column, known


def _rows(block: list[str], model: TextModel) -> sparse.csr_matrix:
    keys, counts = _pack(block)
    text_of, grams = keys >> _GRAM_BITS, keys & _GRAM_MASK
    column = find(grams, _places(model))
    known = column >= 0
    weight = np.full(len(grams), model.unknown_weight)
    weight[known] = model.weights[column[known]]
    weight *= np.array(model.emphasis.widths)[(grams >= 1 << 16).astype(int) + (grams >= 1 << 32)]
    values = _unit((1 + np.log(counts)) * weight, text_of)
    title_keys, title_counts = _pack([text.partition("\n")[0] for text in block])
    at = np.searchsorted(keys, title_keys)
    values[at] += model.emphasis.title * _unit((1 + np.log(title_counts)) * weight[at], text_of[at])
    values = _unit(values, text_of)[known].astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(np.bincount(text_of[known], minlength=len(block)))])
    columns = column[known].astype(np.int32)
    return sparse.csr_matrix((values, columns, starts.astype(np.int32)), (len(block), len(model.grams)))


@functools.lru_cache(maxsize=4)
def _places(model: TextModel) -> Places:
    return places(model.grams)


def _unit(values: NDArray[np.float64], text_of: Grams) -> NDArray[np.float64]:
    scaled: NDArray[np.float64] = values / np.sqrt(np.bincount(text_of, weights=values**2))[text_of]
    return scaled


def _count(block: list[str]) -> tuple[Grams, Grams]:
    """Return the distinct grams of a block, and in how many of its texts each is."""
    grams, found = np.unique(_pack(block)[0] & _GRAM_MASK, return_counts=True)
    return grams, found.astype(np.int64)


def _on_threads(act: Callable[[list[str]], R], blocks: Iterable[list[str]]) -> list[R]:
    """Return what becomes of each block; arrays are worked on outside of the interpreter, so threads help."""
    every = list(blocks)
    if len(every) <= 1:
        return [act(block) for block in every]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(act, every))


def _blocks(texts: Sequence[str]) -> Iterator[list[str]]:
    block: list[str] = []
    characters = 0
    for text in texts:
        block.append(text)
        characters += len(text)
        if characters >= _BLOCK_CHARACTERS or len(block) == _BLOCK_TEXTS:
            yield block
            block, characters = [], 0
    if block:
        yield block


def _pack(texts: Sequence[str]) -> tuple[Grams, Grams]:
    """Return the distinct grams of each text as sorted keys, and how often each occurs in its text.

    A gram is packed into one integer, 16 bits a character, and the text's number stands
    above it, so that one sort of integers does what a dictionary per text would do.
    """
    signs = characters(texts).astype(np.int64)
    text_of = np.cumsum(signs == 0) << _GRAM_BITS
    inside = signs > ord(" ")
    packed, whole, keys = np.zeros_like(signs), np.ones(len(signs), dtype=bool), []
    for width in range(LONGEST_GRAM):
        count = max(0, len(signs) - width)
        packed = (packed[:count] << 16) | signs[width:]
        whole = whole[:count] & inside[width:]
        keys.append(text_of[:count][whole] | packed[whole])
    key = np.sort(np.concatenate(keys))
    first = np.flatnonzero(np.diff(key, prepend=-1))
    return key[first], np.diff(first, append=len(key))
