"""From a posting's words to a vector: character n-grams of one to three, weighted by how rare they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matchmaker.matching.profile import Catalogue, Need, Offer

LONGEST_GRAM = 3
TITLE_TIMES = 2  # A title says more than a sentence does, so it is read twice.

_SEPARATORS = re.compile(r"[^\w+#]+|_+")  # "+" and "#" stay for C++ and C#.
_BLOCK_CHARACTERS = 1_000_000
_BLOCK_TEXTS = 30_000  # The number of a text in its block must fit into the 15 bits above a gram.
_GRAM_BITS = 16 * LONGEST_GRAM

Grams = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TextModel:
    """A fitted vocabulary: packed grams in order, the weight of each, and the weight of an unknown one."""

    grams: Grams
    weights: NDArray[np.float32]
    unknown_weight: float


def normalize(text: str) -> str:
    """Return the text in lower case and compatibility form, with one space for whatever separates words."""
    return _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()


def need_text(need: Need) -> str:
    """Return the words by which a demand is compared, the skills it asks for among them."""
    skills = (*need.must_skills, *need.nice_skills)
    return "。".join((*[need.title] * TITLE_TIMES, need.summary, *need.duties, *need.aliases, *skills))


def offer_text(offer: Offer, *, catalogue: Catalogue) -> str:
    """Return the words by which a programme is compared; the catalogue's courses stand in for absent ones.

    Skills and certificates stay outside: they count through coverage, so that naming
    one more skill can never dilute the text and lower the score.
    """
    courses = offer_courses(offer, catalogue=catalogue)
    return "。".join((*[offer.title] * TITLE_TIMES, offer.summary, offer.abilities, *courses))


def offer_courses(offer: Offer, *, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the programme's own courses, or else those that the catalogue knows for its major."""
    return offer.courses or catalogue.courses.get(offer.major_code or "", ())


def fit_text(texts: Iterable[str]) -> TextModel:
    """Learn the grams that at least two distinct texts share; weight: ln((1 + n) / (1 + df)) + 1.

    A gram of one text alone can match nothing; it only counts in that text's length.
    """
    distinct = list(dict.fromkeys(texts))
    blocks = [np.unique(grams, return_counts=True) for _, _, grams, _ in _count(distinct)]
    grams, position = np.unique(np.concatenate([g for g, _ in blocks] or [_NONE]), return_inverse=True)
    found = np.zeros(len(grams), dtype=np.int64)
    np.add.at(found, position, np.concatenate([n for _, n in blocks] or [_NONE]))
    shared = found >= 2
    weights = np.log((1 + len(distinct)) / (1 + found[shared])) + 1
    unknown_weight = float(np.log((1 + len(distinct)) / 2) + 1)
    return TextModel(grams[shared], weights.astype(np.float32), unknown_weight)


def vectorize(texts: Sequence[str], *, model: TextModel) -> sparse.csr_matrix:
    """Return one row of length 1 per text (float32; all zero for a text without words), columns in order.

    A gram weighs (1 + ln count) times its weight. Unknown grams have no column but count in the length.
    """
    rows = [_weigh(size, texts_of, grams, counts, model) for size, texts_of, grams, counts in _count(texts)]
    if not rows:
        return sparse.csr_matrix((0, len(model.grams)), dtype=np.float32)
    return sparse.vstack(rows, format="csr")


def gram_weight(word: str, *, model: TextModel) -> float:
    """Return the weight of the rarest gram of a normalized word; 0 when the model knows none of them."""
    width = min(len(word), LONGEST_GRAM)
    *_, grams, _ = next(_count([word[at : at + width] for at in range(len(word) - width + 1)]))
    column, known = locate(grams[grams >= 1 << 16 * (width - 1)], model=model)
    return float(model.weights[column[known]].max(initial=0.0))


def locate(grams: Grams, *, model: TextModel) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the column of each gram and whether the model knows it."""
    column = np.searchsorted(model.grams, grams)
    column[column == len(model.grams)] = 0
    known = model.grams[column] == grams if len(model.grams) else np.zeros(len(grams), dtype=bool)
    return column, known


_NONE: Grams = np.zeros(0, dtype=np.int64)


def _weigh(size: int, texts_of: Grams, grams: Grams, counts: Grams, model: TextModel) -> sparse.csr_matrix:
    column, known = locate(grams, model=model)
    rarity = np.full(len(grams), model.unknown_weight)
    rarity[known] = model.weights[column[known]]
    values = (1 + np.log(counts)) * rarity
    length = np.sqrt(np.bincount(texts_of, weights=values**2, minlength=size))
    values = (values / length[texts_of])[known].astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(np.bincount(texts_of[known], minlength=size))])
    return sparse.csr_matrix(
        (values, column[known].astype(np.int32), starts.astype(np.int32)), shape=(size, len(model.grams))
    )


def _blocks(texts: Sequence[str]) -> Iterator[list[str]]:
    block: list[str] = []
    characters = 0
    for text in texts:
        block.append(normalize(text))
        characters += len(block[-1])
        if characters >= _BLOCK_CHARACTERS or len(block) == _BLOCK_TEXTS:
            yield block
            block, characters = [], 0
    if block:
        yield block


def _count(texts: Sequence[str]) -> Iterator[tuple[int, Grams, Grams, Grams]]:
    """Yield per block: its number of texts; and sorted by text, then gram: text, gram, how often.

    A gram is packed into one integer, 16 bits a character, and the text's number stands
    above it, so that one sort of integers does what a dictionary per text would do.
    """
    for block in _blocks(texts):
        joined = "\0".join([*block, ""])
        characters = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), dtype="<u2").astype(np.int64)
        text_of = np.cumsum(characters == 0) << _GRAM_BITS
        inside = characters > ord(" ")
        packed, whole, keys = np.zeros_like(characters), np.ones(len(characters), dtype=bool), []
        for width in range(LONGEST_GRAM):
            count = len(characters) - width
            packed = (packed[:count] << 16) | characters[width:]
            whole = whole[:count] & inside[width:]
            keys.append(text_of[:count][whole] | packed[whole])
        key = np.sort(np.concatenate(keys))
        first = np.flatnonzero(np.diff(key, prepend=-1))
        counts = np.diff(first, append=len(key))
        key = key[first]
        yield len(block), key >> _GRAM_BITS, key & ((1 << _GRAM_BITS) - 1), counts
