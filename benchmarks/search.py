"""The search over 100,000 postings, beside the same statements on the bare driver."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import event

from benchmarks import town
from benchmarks.options import Options, command
from benchmarks.rows import Row, seconds, show, timed
from matchmaker.db import Database
from matchmaker.services.search import finding, listings
from matchmaker.services.search.filters import Criteria, Place, Sort
from matchmaker.services.upkeep import catalogue, schema
from matchmaker.terms import Side

POSTINGS = 100_000
TIMES = 5
WORDS = (
    "数控",
    "焊接",
    "护理",
    "数控 编程",
    "机械制图",
    "酒店",
    "五险一金",
    "",
)  # 五险一金 stands in every second.
NARROWED: Sequence[tuple[str, dict[str, Any]]] = (
    ("newest first", {}),
    ("one province", {"region": "410000"}),
    ("largest first", {"sort": Sort.LARGEST}),
    ("nearest first", {"sort": Sort.NEAREST, "near": Place(113.6, 34.7)}),
)
Statement = tuple[str, Any]


def main(options: Options) -> None:
    """Print a table of one row a way of narrowing, and one for the word that half of all hold."""
    count = options.size(POSTINGS, full=POSTINGS)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'search.db'}")
        schema.migrate(database)
        _fill(database, count)
        rows = []
        for name, criteria in NARROWED:
            pairs = [_measure(database, Criteria(Side.DEMANDS, words=words, **criteria)) for words in WORDS]
            rows.append(_row(name, [pair for some in pairs for pair in some]))
        half = _measure(database, Criteria(Side.DEMANDS, words="五险一金"), times=10 * TIMES)
        rows.append(_row("a word of every second", half))
        show(f"Search over {count:,} demands, p95, beside its statements on the bare driver", rows)
        database.engine.dispose()


def _row(name: str, pairs: Sequence[tuple[float, float]]) -> Row:
    mine, theirs = (float(np.percentile(times, 95)) for times in zip(*pairs, strict=True))
    return Row(name, seconds(mine), seconds(theirs), mine / theirs, "≤ 2")


def _fill(database: Database, count: int) -> None:
    with database.transaction() as session:
        catalogue.load(session)
        town.demands(session, count)
        listings.refresh_all(session)


def _measure(database: Database, criteria: Criteria, *, times: int = TIMES) -> list[tuple[float, float]]:
    """Return seconds of the search and of its own statements on the driver, in turns."""
    told: list[Statement] = []

    def note(*said: Any) -> None:  # noqa: ANN401 - as the event hands it over.
        if said[2].startswith(("SELECT", "WITH")):
            told.append((said[2], said[3]))

    with database.reading() as session:
        event.listen(database.engine, "before_cursor_execute", note)
        finding.find(session, criteria)
        event.remove(database.engine, "before_cursor_execute", note)
        driver: Any = session.connection().connection.driver_connection
        return [
            (timed(partial(finding.find, session, criteria))[0], timed(partial(_bare, driver, told))[0])
            for _ in range(times)
        ]


def _bare(driver: Any, statements: Sequence[Statement]) -> None:  # noqa: ANN401 - the driver's connection.
    for sql, parameters in statements:
        driver.execute(sql, parameters).fetchall()


if __name__ == "__main__":
    command(main)()
