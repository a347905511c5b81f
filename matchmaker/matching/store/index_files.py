"""The folder of an index: whole versions side by side, a pointer to the current one, and postings as JSON."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from matchmaker.matching.profile import Catalogue, Need, Offer, Place
from matchmaker.terms import Kind, Level, Promise

POINTER = "current"

Kept = TypeVar("Kept", Need, Offer)


def current(path: Path) -> Path | None:
    """Return the folder of the version that holds now, None when there is none."""
    with suppress(OSError):
        folder = path / (path / POINTER).read_text("ascii")
        return folder if folder.is_dir() else None
    return None


def publish(path: Path, write: Callable[[Path], None]) -> Path:
    """Let `write` fill a new version, then point to it in one step; return its folder.

    Readers of other processes see the old version or the new one, never half of one. The version
    before stays for those that have just read the pointer; older ones go. What a process has mapped
    outlives its file.
    """
    before = current(path)
    path.mkdir(parents=True, exist_ok=True)
    number = 1 + max((int(folder.name[1:]) for folder in _versions(path)), default=0)
    fresh = path / f"v{number}"
    fresh.mkdir()
    write(fresh)
    pointer = path / f"{POINTER}.new"
    pointer.write_text(fresh.name, "ascii")
    pointer.replace(path / POINTER)
    for folder in _versions(path):
        if folder not in (before, fresh):
            shutil.rmtree(folder, ignore_errors=True)
    return fresh


def write_json(path: Path, value: object) -> None:
    """Write plain values, dates and sets among them."""
    path.write_text(json.dumps(value, ensure_ascii=False, default=_plain), "utf-8")


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever was written.
    """Read what `write_json` wrote; raises OSError and ValueError."""
    return json.loads(path.read_text("utf-8"))


def write_postings(path: Path, postings: Iterable[Kept]) -> None:
    """Write one posting a line."""
    with path.open("w", encoding="utf-8") as file:
        for posting in postings:
            file.write(json.dumps(asdict(posting), ensure_ascii=False, default=_plain) + "\n")


def read_postings(path: Path, kind: type[Kept]) -> list[Kept]:
    """Read the postings of a file, in order."""
    with path.open(encoding="utf-8") as file:
        return [kind(**_values(json.loads(line))) for line in file]


def read_catalogue(path: Path) -> Catalogue:
    """Read a catalogue that was written as JSON."""
    record = read_json(path)
    return Catalogue(
        majors=record["majors"],
        class_of=record["class_of"],
        courses={code: tuple(names) for code, names in record["courses"].items()},
        occupations=record["occupations"],
        links={code: frozenset(codes) for code, codes in record["links"].items()},
    )


def _versions(path: Path) -> Sequence[Path]:
    return [folder for folder in path.glob("v*") if folder.name[1:].isdigit()]


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(value)


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
