"""Copy the whole database into one file and back, whichever database it is."""

from __future__ import annotations

import base64
import enum
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text, update

from matchmaker.db import Base, Database, now
from matchmaker.errors import UserError, translatable
from matchmaker.services.upkeep import schema

FORMAT = "matchmaker-backup-1"
BATCH = 1000
Progress = Callable[[int, int], None]


class BackupError(UserError):
    """The file is not a backup, or the database is not empty."""


def backup(database: Database, path: Path, *, progress: Progress) -> dict[str, int]:
    """Write every row as a line of JSON into a new gzip file; return the number of rows a table.

    One read transaction sees one state of the database, also while others write.
    """
    partial = path.with_name(path.name + ".partial")
    reading = database.engine.execution_options(
        matchmaker_reading=True, **({} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"})
    )
    with reading.connect() as connection, gzip.open(partial, "wt", encoding="utf-8", compresslevel=5) as file:
        tables = Base.metadata.sorted_tables
        counts = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables
        }
        total, done = sum(counts.values()), 0
        head = {"format": FORMAT, "at": now().isoformat(), "revision": schema.revision(connection)}
        file.write(json.dumps({**head, "counts": counts}) + "\n")
        for table in tables:
            ordered = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
            for row in connection.execute(ordered).mappings():
                values = {name: _plain(value) for name, value in row.items()}
                file.write(json.dumps([table.name, values], ensure_ascii=False) + "\n")
                done += 1
                if done % BATCH == 0:
                    progress(done, total)
        progress(total, total)
    partial.rename(path)
    return counts


def restore(database: Database, path: Path, *, progress: Progress) -> dict[str, int]:
    """Fill an empty database from a backup, all or nothing; return the number of rows a table.

    Raises BackupError when the file cannot be read or the database holds organizations, users or events.
    """
    head = _head(path)
    schema.migrate(database, head["revision"])
    total, done = sum(head["counts"].values()), 0
    with database.engine.begin() as connection:
        _refuse_full(connection)
        links: list[tuple[Table, dict[str, Any]]] = []
        for table, rows in _batches(path):
            later = _self_links(table)
            links += [(table, dict(row)) for row in rows if any(row[name] is not None for name in later)]
            connection.execute(insert(table), [{**row, **dict.fromkeys(later)} for row in rows])
            done += len(rows)
            progress(done, total)
        for table, row in links:
            values = {name: row[name] for name in _self_links(table)}
            connection.execute(update(table).where(table.c.id == row["id"]).values(values))
        if not database.is_sqlite:
            _set_sequences(connection)
        counts: dict[str, int] = head["counts"]
        if done != total:
            raise BackupError(translatable("备份文件不完整。"))
    schema.migrate(database)
    return counts


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


def _batches(path: Path) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    table: Table | None = None
    rows: list[dict[str, Any]] = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            file.readline()
            for line in file:
                name, values = json.loads(line)
                if table is not None and (name != table.name or len(rows) == BATCH):
                    yield table, rows
                    rows = []
                table = Base.metadata.tables[name]
                rows.append({key: _typed(table, key, value) for key, value in values.items()})
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise BackupError(translatable("无法读取备份文件 %(path)s。"), path=path) from error
    if table is not None:
        yield table, rows


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
