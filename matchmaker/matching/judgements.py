"""Judged texts from a folder: offers, needs, the judgements and the settings of one ranking task."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.profile import Need, Offer
from matchmaker.matching.sides import Queries
from matchmaker.terms import Level

Record = Mapping[str, Any]
Gains = dict[int, float]


class FolderError(ValueError):
    """An evaluation folder cannot be read; says which file and line."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        where = f"{path} 第 {line} 行" if line else str(path)
        super().__init__(f"{where}：{reason}")


@dataclass(frozen=True, slots=True)
class Task:
    """Texts of both sides, the judged queries (rows), the documents, and each query's gain per document."""

    name: str
    queries: Queries
    offers: tuple[Offer, ...]
    needs: tuple[Need, ...]
    documents: NDArray[np.intp]  # the document that each answering posting belongs to
    judged: Mapping[int, Gains]
    groups: Mapping[int, frozenset[str]]  # of each query: what a fold must not split
    classes: tuple[str, ...]  # of each document: its major class, "" where it has none
    is_grouped: bool  # whether a document is a group of postings
    top: float


def read_task(folder: Path) -> Task:
    """Read a folder: task.json, offers and needs (.jsonl, may be .gz), judgements.tsv. Raises FolderError."""
    settings = _settings(folder / "task.json")
    offers, needs = list(_records(folder, "offers")), list(_records(folder, "needs"))
    asking, answering = (offers, needs) if settings["queries"] == "offers" else (needs, offers)
    group = settings.get("group")
    names = [str(record.get(group) if group else record["id"]) for record in answering]
    documents, rows = np.unique(names, return_inverse=True) if group else (names, np.arange(len(names)))
    judged = _judged(
        folder / "judgements.tsv",
        queries={str(record["id"]): row for row, record in enumerate(asking)},
        documents={str(name): row for row, name in enumerate(documents)},
        gains={str(grade): float(gain) for grade, gain in settings["gains"].items()},
    )
    return Task(
        name=str(settings["name"]),
        queries=settings["queries"],
        offers=tuple(_offer(row, record) for row, record in enumerate(offers)),
        needs=tuple(_need(row, record) for row, record in enumerate(needs)),
        documents=rows,
        judged=judged,
        groups={
            query: _groups(asking[query], [] if group else [answering[row] for row in gains])
            for query, gains in judged.items()
        },
        classes=_classes(answering, documents, rows),
        is_grouped=bool(group),
        top=max(float(gain) for gain in settings["gains"].values()),
    )


def _classes(
    answering: Sequence[Record], documents: Sequence[str] | NDArray[np.str_], rows: NDArray[np.intp]
) -> tuple[str, ...]:
    found = [""] * len(documents)
    for row, record in zip(rows.tolist(), answering, strict=True):
        found[row] = str(record.get("major_class", ""))
    return tuple(found)


def _offer(row: int, record: Record) -> Offer:
    return Offer(
        id=row,
        title=str(record["title"]),
        summary=_joined(record.get("summary")),
        abilities=_joined(record.get("abilities")),
        courses=_listed(record.get("courses")),
        level=Level(record["level"]) if record.get("level") in set(Level) else None,
    )


def _need(row: int, record: Record) -> Need:
    return Need(
        id=row,
        title=str(record["title"]),
        summary=_joined(record.get("summary")),
        duties=_listed(record.get("duties")),
        aliases=_listed(record.get("aliases")),
    )


def _joined(value: object) -> str:
    return "\n".join(_listed(value))


def _listed(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(str, value))
    return (str(value),) if value else ()


def _groups(query: Record, documents: Sequence[Record]) -> frozenset[str]:
    """Return the query's employer or major class, or else the classes of the documents judged for it."""
    own = query.get("employer") or query.get("major_class")
    if own:
        return frozenset([str(own)])
    classes = [str(document["major_class"]) for document in documents if "major_class" in document]
    return frozenset(classes or [str(query["id"])])


def _open(path: Path) -> Iterator[tuple[int, str]]:
    packed = path.with_name(path.name + ".gz")
    try:
        if path.exists() or not packed.exists():
            yield from enumerate(path.read_text("utf-8").split("\n"), start=1)
        else:
            yield from enumerate(gzip.decompress(packed.read_bytes()).decode("utf-8").split("\n"), start=1)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise FolderError(path, None, f"无法读取（{error}）") from error


def _records(folder: Path, name: str) -> Iterator[Record]:
    path = folder / f"{name}.jsonl"
    for line, text in _open(path):
        if text.strip():
            record = _parsed(path, line, text)
            if not {"id", "title"} <= record.keys():
                raise FolderError(path, line, "缺少 id 或 title")
            yield record


def _parsed(path: Path, line: int | None, text: str) -> Record:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise FolderError(path, line, f"不是 JSON（{error}）") from error
    if not isinstance(value, dict):
        raise FolderError(path, line, "应当是一个 JSON 对象")
    return value


def _settings(path: Path) -> Record:
    value = _parsed(path, None, "\n".join(text for _, text in _open(path)))
    if value.get("queries") not in ("offers", "needs") or not value.get("gains") or "name" not in value:
        raise FolderError(path, None, "缺少 name、queries（offers 或 needs）或 gains")
    return value


def _judged(
    path: Path, *, queries: Mapping[str, int], documents: Mapping[str, int], gains: Mapping[str, float]
) -> dict[int, Gains]:
    judged: dict[int, Gains] = defaultdict(dict)
    for line, text in _open(path):
        if line == 1 or not text.strip():
            continue
        fields = text.rstrip("\r").split("\t")
        if len(fields) != 3:
            raise FolderError(path, line, "应当有三列：query_id、document_id、grade")
        query, document, grade = fields
        for name, known in ((query, queries), (document, documents), (grade, gains)):
            if name not in known:
                raise FolderError(path, line, f"没有见过 {name}")
        judged[queries[query]][documents[document]] = gains[grade]
    if not judged:
        raise FolderError(path, None, "没有一条评判")
    return dict(judged)
