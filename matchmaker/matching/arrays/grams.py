"""The grams of texts: characters in a row, packed into one integer, counted text by text, and weighed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.arrays.characters import characters
from matchmaker.matching.arrays.compiling import bare

LONGEST_GRAM = 3
CHARACTER_BITS = 16

Grams = NDArray[np.int64]
Counts = NDArray[np.int32]
Signs = NDArray[np.uint16]
Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]
Places = tuple[Grams, Counts]  # A table of keys, -1 where it has none, and what stands beside each.

_SPACE = ord(" ")


class Cut(NamedTuple):
    """The distinct grams of texts, those of text n from starts[n] up to starts[n + 1], in no order.

    A gram has 16 bits a character, the last one lowest. `counts` tells how often the text has it, and
    `titles` how often its title has.
    """

    starts: NDArray[np.int64]
    grams: Grams
    counts: Counts
    titles: Counts


class Weights(NamedTuple):
    """What grams weigh: each of a vocabulary and any other; by its width; and how much a title counts."""

    known: Vectors
    unknown: float
    widths: Floats
    title: float


def cut(texts: Sequence[str], titles: Sequence[str] = (), *, longest: int = LONGEST_GRAM) -> Cut:
    """Return the grams of one to `longest` characters of each text; a title is a part of its text."""
    signs, heads = characters(texts), characters(titles or [""] * len(texts))
    bounds, head_bounds = _bounds(signs), _bounds(heads)
    size = 1 << (2 * longest * int(np.diff(bounds).max(initial=1))).bit_length()
    room = longest * len(signs)
    found = Cut(
        starts=np.zeros(len(bounds), dtype=np.int64),
        grams=np.empty(room, dtype=np.int64),
        counts=np.zeros(room, dtype=np.int32),
        titles=np.zeros(room, dtype=np.int32),
    )
    _cut((signs, bounds), (heads, head_bounds), longest, np.full(size, -1, dtype=np.int32), found)
    end = found.starts[-1]
    return Cut(found.starts, found.grams[:end], found.counts[:end], found.titles[:end])


def weighted(found: Cut, vocabulary: Places, weights: Weights) -> tuple[Counts, Floats]:
    """Return each gram's column, -1 where it has none, and its value in its text's row of length 1.

    1. A gram weighs (1 + ln count) times its weight, times that of its width.
    2. A row is that of the whole text at length 1, plus that of its title at the length that a title counts,
       brought to length 1.
    """
    columns = np.empty(len(found.grams), dtype=np.int32)
    values = np.empty(len(found.grams), dtype=np.float64)
    _weigh(found, vocabulary, weights, columns, values)
    return columns, values


def summed(found: Cut, columns: Counts, values: Floats, rows: Vectors) -> Vectors:
    """Return (texts, dimensions): the rows of each text's columns times their values, added up."""
    sums = np.zeros((len(found.starts) - 1, rows.shape[1]), dtype=np.float32)
    _add_up(found.starts, columns, values, rows, sums)
    return sums


def places(keys: Grams) -> Places:
    """Return a table that finds the place of each key among these; keys are distinct and not negative."""
    size = 1 << max(4, int(2 * len(keys)).bit_length())
    table = np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=np.int32)
    _place(np.asarray(keys), table)
    return table


def find(keys: Grams, among: Places) -> Counts:
    """Return the place of each key among those of the table; -1: it is none of them."""
    out = np.full(len(keys), -1, dtype=np.int32)
    _find(keys, among, out)
    return out


def _bounds(signs: Signs) -> NDArray[np.int64]:
    """Return where each text begins, and where one behind the last would."""
    return np.concatenate([[0], np.flatnonzero(signs == 0) + 1])


@bare
def _slot(key: int, size: int) -> int:
    return ((key ^ (key >> 29)) * 0x9E3779B97F4A7 >> 20) & (size - 1)


@bare
def _place(keys: Grams, table: Places) -> None:
    held, place = table
    for at in range(len(keys)):
        here = _slot(keys[at], len(held))
        while held[here] >= 0:
            here = (here + 1) & (len(held) - 1)
        held[here], place[here] = keys[at], at


@bare
def _find(keys: Grams, table: Places, out: Counts) -> None:
    for at in range(len(keys)):
        out[at] = _seek(keys[at], table)


@bare
def _seek(key: int, table: Places) -> int:
    held, place = table
    here = _slot(key, len(held))
    while held[here] >= 0:
        if held[here] == key:
            return int(place[here])
        here = (here + 1) & (len(held) - 1)
    return -1


@bare
def _cut(
    texts: tuple[Signs, Grams], titles: tuple[Signs, Grams], longest: int, table: Counts, found: Cut
) -> None:
    end = 0
    for text in range(len(found.starts) - 1):
        length = texts[1][text + 1] - texts[1][text]
        size = 16
        while size < 2 * longest * length:
            size *= 2
        first = end
        end = _read(texts, text, longest, (table, size, first), found)
        found.starts[text + 1] = end
        _read_title(titles, text, longest, (table, size, first), found)


@bare
def _read(
    texts: tuple[Signs, Grams], text: int, longest: int, room: tuple[Counts, int, int], found: Cut
) -> int:
    """Count the grams of a text; return where they end."""
    (signs, bounds), (table, _, first) = texts, room
    end, high = first, bounds[text + 1] - 1
    for at in range(bounds[text], high):
        gram = 0
        for k in range(at, min(at + longest, high)):
            if signs[k] <= _SPACE:
                break
            gram = gram << CHARACTER_BITS | signs[k]
            here = _seat(gram, found.grams, room)
            if table[here] < first:
                table[here], found.grams[end] = end, gram
                end += 1
            found.counts[table[here]] += 1
    return end


@bare
def _read_title(
    titles: tuple[Signs, Grams], text: int, longest: int, room: tuple[Counts, int, int], found: Cut
) -> None:
    """Count the grams of a title, all of which are its text's."""
    (signs, bounds), (table, _, first) = titles, room
    high = bounds[text + 1] - 1
    for at in range(bounds[text], high):
        gram = 0
        for k in range(at, min(at + longest, high)):
            if signs[k] <= _SPACE:
                break
            gram = gram << CHARACTER_BITS | signs[k]
            here = _seat(gram, found.grams, room)
            if table[here] >= first:
                found.titles[table[here]] += 1


@bare
def _seat(gram: int, grams: Grams, room: tuple[Counts, int, int]) -> int:
    """Return where the table points to this gram or has room for it; what points before `first` is old."""
    table, size, first = room
    here = _slot(gram, size)
    while table[here] >= first and grams[table[here]] != gram:
        here = (here + 1) & (size - 1)
    return here


@bare
def _weigh(found: Cut, vocabulary: Places, weights: Weights, columns: Counts, values: Floats) -> None:
    for text in range(len(found.starts) - 1):
        low, high = found.starts[text], found.starts[text + 1]
        whole, head, length = 0.0, 0.0, 0.0
        for at in range(low, high):
            columns[at] = _seek(found.grams[at], vocabulary)
            weight = _weight(found.grams[at], columns[at], weights)
            values[at] = _worth(found.counts[at], weight)
            whole += values[at] ** 2
            if found.titles[at]:
                head += _worth(found.titles[at], weight) ** 2
        of_whole = 1 / np.sqrt(whole) if whole > 0 else 0.0
        of_head = weights.title / np.sqrt(head) if head > 0 else 0.0
        for at in range(low, high):
            values[at] *= of_whole
            if found.titles[at]:
                weight = _weight(found.grams[at], columns[at], weights)
                values[at] += _worth(found.titles[at], weight) * of_head
            length += values[at] ** 2
        of_all = 1 / np.sqrt(length) if length > 0 else 0.0
        for at in range(low, high):
            values[at] *= of_all


@bare
def _weight(gram: int, column: int, weights: Weights) -> float:
    width = 0 if gram < 1 << CHARACTER_BITS else 1 if gram < 1 << 2 * CHARACTER_BITS else 2
    return float(weights.known[column] if column >= 0 else weights.unknown) * float(weights.widths[width])


@bare
def _worth(count: int, weight: float) -> float:
    return weight if count == 1 else weight * float(1 + np.log(count))


@bare
def _add_up(starts: Grams, columns: Counts, values: Floats, rows: Vectors, sums: Vectors) -> None:
    for text in range(len(sums)):
        for at in range(starts[text], starts[text + 1]):
            if columns[at] >= 0:
                _add_row(np.float32(values[at]), rows[columns[at]], sums[text])


@bare
def _add_row(value: np.float32, row: Vectors, sums: Vectors) -> None:
    for k in range(len(sums)):
        sums[k] += value * row[k]
