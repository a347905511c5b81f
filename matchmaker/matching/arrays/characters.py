"""Texts as 16-bit characters in one form: lower case, one space for whatever separates words."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SEPARATORS = re.compile(r"[^\w+#]+|_+")  # "+" and "#" stay for C++ and C#.
_IRREGULAR = 0xFFFF  # Stands for a character that `normalize` turns into several, or by its neighbors.


def normalize(text: str) -> str:
    """Return the text in lower case and compatibility form, with one space for whatever separates words."""
    return _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()


def characters(texts: Sequence[str]) -> NDArray[np.uint16]:
    """Return the normalized texts as 16-bit characters, each text with a 0 behind it.

    Nearly every character has its own place in a table; the few texts with another one go the long
    way, so that grams are those of `normalize`. What separates words is a space, however long.
    """
    joined = "\0".join([*texts, ""])
    if joined.count("\0") != len(texts):
        return characters([text.replace("\0", " ") for text in texts])
    raw = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    found: NDArray[np.uint16] = _table()[raw]
    irregular = np.flatnonzero(found == _IRREGULAR)
    if not len(irregular):
        return found
    odd = np.unique(np.searchsorted(np.flatnonzero(raw == 0), irregular))
    ends = np.concatenate([[0], np.flatnonzero(raw == 0) + 1])
    pieces, last = [], 0
    for at in odd.tolist():
        plain = normalize(texts[at]) + "\0"
        pieces += [found[last : ends[at]], np.frombuffer(plain.encode("utf-16-le", "surrogatepass"), "<u2")]
        last = ends[at + 1]
    return np.concatenate([*pieces, found[last:]])


@functools.cache
def _table() -> NDArray[np.uint16]:
    """Return what becomes of every character by itself: another one, a space, or `_IRREGULAR`."""
    table = np.full(1 << 16, _IRREGULAR, dtype=np.uint16)
    for code in [*range(1, 0xD800), *range(0xE000, 1 << 16)]:
        sign = chr(code)
        plain = _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", sign).lower())
        is_jamo = 0x1100 <= code < 0x1200  # Neighbors of this script melt into one character.
        if len(plain) == 1 and ord(plain) < _IRREGULAR and not unicodedata.combining(sign) and not is_jamo:
            table[code] = ord(plain)
    table[0] = 0
    table[ord("Σ")] = _IRREGULAR  # Its lower case depends on what follows.
    return table
