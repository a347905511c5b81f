"""Load the reference lists of `seed/catalogue`; loading again updates what changed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from matchmaker.db import Base
from matchmaker.models import (
    Industry,
    Major,
    MajorCertificate,
    MajorCourse,
    MajorOccupation,
    Occupation,
    Region,
)
from matchmaker.services import gazetteer
from matchmaker.terms import Level

SEED = Path(__file__).parents[3] / "seed"
Row = dict[str, Any]


def load(session: Session, folder: Path = SEED / "catalogue") -> dict[str, int]:
    """Load every list; return the number of rows in each.

    Entries that the files no longer name stay where postings may point to them;
    links, courses and certificates are replaced by the files'.
    """
    majors = [*_read(folder / "majors.csv", _major), *_read(folder / "local_majors.csv", _local_major)]
    lists = {
        "regions": (Region, list(_read(folder / "regions.csv", _region))),
        "industries": (Industry, list(_read(folder / "industries.csv", dict))),
        "occupations": (Occupation, list(_read(folder / "occupations.csv", dict))),
        "majors": (Major, majors),
    }
    keys = Keys(folder)
    counts = {name: _upsert(session, table, keys.add(rows)) for name, (table, rows) in lists.items()}
    gazetteer.forget(session)
    known = {row["code"] for row in majors}
    for name, table in (
        ("major_courses", MajorCourse),
        ("major_occupations", MajorOccupation),
        ("major_certificates", MajorCertificate),
    ):
        rows = [row for row in _read(folder / f"{name}.csv", dict) if row["major_code"] in known]
        counts[name] = _replace(session, table, rows)
    return counts


class Keys:
    """What entries are found by beside their names and codes."""

    def __init__(self, folder: Path) -> None:
        self._initials = {row["name"]: row["initials"] for row in _read(folder / "initials.csv", dict)}
        self._aliases: dict[str, list[str]] = {}
        for row in _read(folder / "occupation_aliases.csv", dict):
            self._aliases.setdefault(row["code"], []).append(row["alias"])

    def add(self, rows: list[Row]) -> list[Row]:
        """Return the rows with their keys; the codes of the lists differ in their form."""
        return [{**row, "keys": self._of(row["code"], row["name"])} for row in rows]

    def _of(self, code: str, name: str) -> str:
        aliases = self._aliases.get(code, [])
        initials = [self._initials.get(one, "") for one in (name, *aliases)]
        return f" {' '.join(filter(None, dict.fromkeys([*initials, *aliases]))).lower()} "


def _read(path: Path, convert: Callable[[Mapping[str, str]], Row]) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield convert(row)


def _region(row: Mapping[str, str]) -> Row:
    point = {name: float(row[name]) if row[name] else None for name in ("longitude", "latitude")}
    return {"code": row["code"], "name": row["name"], **point}


def _major(row: Mapping[str, str]) -> Row:
    return {**row, "level": Level(row["level"]), "is_local": False}


def _local_major(row: Mapping[str, str]) -> Row:
    return {**_major(row), "is_local": True}


def _upsert(session: Session, table: type[Base], rows: list[Row]) -> int:
    columns = table.__table__.columns.keys()
    held = session.execute(select(*table.__table__.columns)).mappings()
    known = {row["code"]: dict(row) for row in held}
    fresh = [row for row in rows if row["code"] not in known]
    changed = [row for row in rows if row["code"] in known and known[row["code"]] != _complete(row, columns)]
    if fresh:
        session.execute(insert(table), fresh)
    if changed:
        session.execute(update(table), changed)
    return len(rows)


def _complete(row: Row, columns: list[str]) -> Row:
    return {name: row.get(name) for name in columns}


def _replace(session: Session, table: type[Base], rows: list[Row]) -> int:
    names = [name for name in table.__table__.columns.keys() if name != "id"]  # noqa: SIM118 - not a dict.
    wanted = {tuple(row[name] for name in names): row for row in rows}
    rows_held = session.execute(select(*table.__table__.columns)).mappings()
    held = {tuple(row[name] for name in names): row["id"] for row in rows_held}
    gone = [number for key, number in held.items() if key not in wanted]
    for start in range(0, len(gone), 500):
        session.execute(delete(table).where(table.__table__.c.id.in_(gone[start : start + 500])))
    fresh = [row for key, row in wanted.items() if key not in held]
    if fresh:
        session.execute(insert(table), fresh)
    return len(wanted)
