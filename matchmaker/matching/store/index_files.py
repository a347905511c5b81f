"""The folder of an index: whole versions side by side, and a pointer to the current one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from matchmaker.matching.profile import Catalogue
from matchmaker.matching.store.lines import plain

POINTER = "current"


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
    path.write_text(json.dumps(value, ensure_ascii=False, default=plain), "utf-8")


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever was written.
    """Read what `write_json` wrote; raises OSError and ValueError."""
    return json.loads(path.read_text("utf-8"))


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
