"""Copy the whole database and the signed scans into one file and back, whichever database it is."""

from __future__ import annotations

import base64
import enum
import gzip
import hashlib
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text, update

from matchmaker.db import Base, Database, now
from matchmaker.errors import UserError, translatable
from matchmaker.models import AgreementScan
from matchmaker.services.agreements import storage
from matchmaker.services.agreements.storage import DamagedError
from matchmaker.services.jobs import Progress
from matchmaker.services.upkeep import schema

FORMAT = "matchmaker-backup-2"
BATCH = 1000
SCAN = "scan"  # What the line of a file is called; no table is.


class BackupError(UserError):
    """The file is not a backup, or the database is not empty."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup holds: rows by table, scans, and the hashes of those that were gone or changed."""

    rows: dict[str, int]
    scans: int = 0
    damaged: tuple[str, ...] = ()


def backup(database: Database, path: Path, *, scans: Path, progress: Progress) -> Copied:
    """Write every row and every scan as a line of JSON into a new gzip file; return what was copied.

    One read transaction sees one state of the database, also while others write. A scan that is no longer
    what its hash says is named and left out: a backup without it is better than none.
    """
    partial = path.with_name(path.name + ".partial")
    reading = database.engine.execution_options(
        matchmaker_reading=True, **({} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"})
    )
    with reading.connect() as connection, gzip.open(partial, "wt", encoding="utf-8", compresslevel=5) as file:
        counts = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
        hashes = connection.scalars(
            select(AgreementScan.sha256).distinct().order_by(AgreementScan.sha256)
        ).all()
        total = sum(counts.values()) + len(hashes)
        head = {"format": FORMAT, "at": now().isoformat(), "revision": schema.revision(connection)}
        file.write(json.dumps({**head, "counts": counts, "scans": len(hashes)}) + "\n")
        lines = itertools.chain(_rows(connection), (_scan(scans, sha256) for sha256 in hashes))
        damaged = []
        for done, (name, values) in enumerate(lines, start=1):
            file.write(json.dumps([name, values], ensure_ascii=False) + "\n")
            damaged += [values["sha256"]] if name == SCAN and values["content"] is None else []
            if done % BATCH == 0 or done == total:
                progress(done, total)
    partial.rename(path)
    return Copied(counts, len(hashes) - len(damaged), tuple(damaged))


def _rows(connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    for table in Base.metadata.sorted_tables:
        ordered = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
        for row in connection.execute(ordered).mappings():
            yield table.name, {name: _plain(value) for name, value in row.items()}


def _scan(folder: Path, sha256: str) -> tuple[str, dict[str, Any]]:
    try:
        content = base64.b64encode(storage.read(folder, sha256)).decode()
    except DamagedError:
        content = None
    return SCAN, {"sha256": sha256, "content": content}


def restore(database: Database, path: Path, *, scans: Path, progress: Progress) -> Copied:
    """Fill an empty database from a backup, all or nothing, and put the scans into their folder.

    Raises BackupError when the file cannot be read, a scan is not what its hash says, or the database holds
    organizations, users or events.
    """
    head = _head(path)
    schema.migrate(database, head["revision"])
    total, done = sum(head["counts"].values()) + head["scans"], 0
    damaged: list[str] = []
    with database.engine.begin() as connection:
        _refuse_full(connection)
        links: list[tuple[Table, dict[str, Any]]] = []
        for name, rows in _batches(path):
            if name == SCAN:
                damaged += [row["sha256"] for row in rows if not _keep(scans, row)]
            else:
                links += _insert(connection, Base.metadata.tables[name], rows)
            done += len(rows)
            progress(done, total)
        for table, row in links:
            values = {name: row[name] for name in _self_links(table)}
            connection.execute(update(table).where(table.c.id == row["id"]).values(values))
        if not database.is_sqlite:
            _set_sequences(connection)
        if done != total:
            raise BackupError(translatable("备份文件不完整。"))
    schema.migrate(database)
    return Copied(head["counts"], head["scans"] - len(damaged), tuple(damaged))


def _insert(
    connection: Connection, table: Table, rows: list[dict[str, Any]]
) -> list[tuple[Table, dict[str, Any]]]:
    """Insert rows without what points to rows of their own table; return those that point."""
    later = _self_links(table)
    connection.execute(insert(table), [{**row, **dict.fromkeys(later)} for row in rows])
    return [(table, row) for row in rows if any(row[name] is not None for name in later)]


def _keep(folder: Path, row: dict[str, Any]) -> bool:
    """Put a scan into its folder; tell whether the backup had it."""
    if row["content"] is None:
        return False
    content = base64.b64decode(row["content"])
    if hashlib.sha256(content).hexdigest() != row["sha256"]:
        raise BackupError(translatable("备份中的扫描件与其哈希值不符，没有恢复。"))
    storage.keep(folder, content)
    return True


def _head(path: Path) -> dict[str, Any]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            head: dict[str, Any] = json.loads(file.readline())
    except (OSError, EOFError, ValueError) as error:
        raise BackupError(translatable("无法读取备份文件 %(path)s。"), path=path) from error
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise BackupError(translatable("%(path)s 不是本平台的备份文件。"), path=path)
    return head


def _refuse_full(connection: Connection) -> None:
    for name in ("organization", "user_account", "event"):
        if connection.scalar(select(func.count()).select_from(Base.metadata.tables[name])):
            raise BackupError(translatable("数据库不是空的，恢复只能在空数据库上进行。"))
    for table in reversed(Base.metadata.sorted_tables):
        connection.execute(table.delete())


def _batches(path: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the lines of each table, many at a time, and the scans one by one, for they are large."""
    rows: list[dict[str, Any]] = []
    current = ""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            file.readline()
            for line in file:
                name, values = json.loads(line)
                if rows and (name != current or name == SCAN or len(rows) == BATCH):
                    yield current, rows
                    rows = []
                current = name
                rows.append(values if name == SCAN else _typed_row(Base.metadata.tables[name], values))
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise BackupError(translatable("无法读取备份文件 %(path)s。"), path=path) from error
    if rows:
        yield current, rows


def _typed_row(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {key: _typed(table, key, value) for key, value in values.items()}


def _self_links(table: Table) -> list[str]:
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds.
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.value if isinstance(value, enum.Enum) else value


def _typed(table: Table, key: str, value: Any) -> Any:  # noqa: ANN401 - whatever a column holds.
    if value is None:
        return None
    kind = table.c[key].type.python_type
    if issubclass(kind, date):
        return kind.fromisoformat(value)
    if issubclass(kind, bytes):
        return base64.b64decode(value)
    return kind(value) if issubclass(kind, enum.Enum) else value


def _set_sequences(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        if "id" in table.c:
            newest = connection.scalar(select(func.max(table.c.id)))
            if newest is not None:
                statement = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :newest)")
                connection.execute(statement, {"name": table.name, "newest": newest})
