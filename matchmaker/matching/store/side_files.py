"""An encoded side as files: every array to be mapped into memory and shared, postings read when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from matchmaker.matching.arrays.looking import Texts
from matchmaker.matching.candidates import Look
from matchmaker.matching.learned.reading import Reading
from matchmaker.matching.sides import Posting, Side, Substance
from matchmaker.matching.store import lines

# What stands in a record of its own; every other field is an array, a matrix or a list of texts.
_RECORDS: Mapping[str, type[Any]] = {"substance": Substance, "reading": Reading}


def write_side(folder: Path, side: Side[Any]) -> None:
    """Write a side into a folder of its own."""
    folder.mkdir()
    for field in fields(side):
        _write(folder / field.name, getattr(side, field.name))


def read_side(folder: Path, kind: type[Posting]) -> Side[Posting]:
    """Open the side of a folder, at once and without reading it through; raises OSError and ValueError."""
    return Side(postings=lines.read_postings(folder / "postings.jsonl", kind), **_fields(folder, Side))


def _write(path: Path, value: object) -> None:
    if isinstance(value, np.ndarray):
        np.save(path.with_suffix(".npy"), value)
    elif isinstance(value, sparse.csr_matrix):
        shape = np.array(value.shape)
        for name, part in (("d", value.data), ("i", value.indices), ("p", value.indptr), ("s", shape)):
            np.save(_part(path, name), part)
    elif isinstance(value, Look):
        _write_all(path, value.turned()._asdict())
    elif path.name in _RECORDS:
        _write_all(path, {field.name: getattr(value, field.name) for field in fields(value)})  # type: ignore[arg-type]
    elif path.name == "postings":
        lines.write_postings(path.with_suffix(".jsonl"), value)  # type: ignore[arg-type]
    else:
        lines.write_texts(path.with_suffix(".txt"), value)  # type: ignore[arg-type]


def _write_all(folder: Path, values: Mapping[str, object]) -> None:
    folder.mkdir()
    for name, value in values.items():
        _write(folder / name, value)


def _fields(folder: Path, kind: type[Any]) -> dict[str, Any]:
    names = [field.name for field in fields(kind) if field.name not in {"postings", "look"}]
    found = {name: _read(folder / name) for name in names}
    if kind is Substance:
        turned = Texts(*(_read(folder / "look" / name) for name in Texts._fields))
        found["look"] = Look(Texts(found["vectors"], found["reading"].titles, turned.latent), turned)
    return found


def _read(path: Path) -> Any:  # noqa: ANN401 - whatever was written there.
    if path.name in _RECORDS:
        return _RECORDS[path.name](**_fields(path, _RECORDS[path.name]))
    if path.with_suffix(".txt").exists():
        return lines.read_texts(path.with_suffix(".txt"))
    if path.with_suffix(".npy").exists():
        return _map(path.with_suffix(".npy"))
    data, indices, indptr, shape = (_map(_part(path, name)) for name in "dips")
    return sparse.csr_matrix((data, indices, indptr), shape=tuple(shape.tolist()), copy=False)


def _part(path: Path, name: str) -> Path:
    return path.with_name(f"{path.name}-{name}.npy")


def _map(path: Path) -> Any:  # noqa: ANN401 - an array of any kind.
    # Copy-on-write, since compiled loops have one form for what may be written to and another for the rest.
    return np.load(path, mmap_mode="c")
