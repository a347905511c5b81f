"""Texts and postings on disk, mapped into memory and read one by one when somebody asks for them."""

from __future__ import annotations

import json
import mmap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from matchmaker.matching.profile import Place
from matchmaker.terms import Kind, Level, Promise

T = TypeVar("T")


class Lines(Sequence[T], Generic[T]):
    """What stands in a file of pieces, turned into values; a process that has it open outlives the file."""

    def __init__(self, path: Path, read: Callable[[bytes], T]) -> None:
        self._ends = np.load(path.with_suffix(".npy"), mmap_mode="r")
        with path.open("rb") as file:
            self._pieces = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._read = read

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401 - a value of T, or a sequence of them for a slice.
        """Read one piece, or some of them."""
        if isinstance(at, slice):
            return [self[row] for row in range(*at.indices(len(self)))]
        row = range(len(self))[at]
        return self._read(self._pieces[int(self._ends[row]) : int(self._ends[row + 1])])

    def __reduce__(self) -> tuple[type[tuple[T, ...]], tuple[tuple[T, ...]]]:
        return tuple, (tuple(self),)  # Another machine does not see the file.


def write_texts(path: Path, texts: Iterable[str]) -> None:
    """Write texts, to be read as `Lines`."""
    _write(path, (text.encode("utf-8", "surrogatepass") for text in texts))


def read_texts(path: Path) -> Lines[str]:
    """Open the texts of a file; raises OSError and ValueError."""
    return Lines(path, lambda piece: piece.decode("utf-8", "surrogatepass"))


def write_postings(path: Path, postings: Iterable[Any]) -> None:
    """Write postings as JSON, to be read as `Lines`."""
    rows = (json.dumps(asdict(posting), ensure_ascii=False, default=plain) for posting in postings)
    _write(path, (f"{row}\n".encode("utf-8", "surrogatepass") for row in rows))


def read_postings(path: Path, kind: Callable[..., T]) -> Lines[T]:
    """Open the postings of a file; raises OSError and ValueError."""
    return Lines(path, lambda piece: kind(**_values(json.loads(piece.decode("utf-8", "surrogatepass")))))


def plain(value: object) -> object:
    """Return a date or a set of codes as JSON can hold it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(value)


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    ends = [0]
    with path.open("wb") as file:
        for piece in pieces:
            ends.append(ends[-1] + file.write(piece))
        file.write(b"\n")  # An empty file cannot be mapped.
    np.save(path.with_suffix(".npy"), np.array(ends, dtype=np.int64))


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
