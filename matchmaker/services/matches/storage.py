"""Write matches by the databases' own bulk paths: binary COPY, or one prepared statement of SQLite."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from matchmaker.matching.store.answers import Answers
from matchmaker.matching.weights import FEATURES
from matchmaker.models.match import UNTOLD

Ids = NDArray[np.int64]

_COLUMNS = ("demand_id", "programme_id", "run_id", "score", "points")
_COPY = f"COPY match ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT BINARY)"
_INSERT = f"INSERT INTO match ({', '.join(_COLUMNS)}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608 - constants.
_COPY_HEAD = struct.pack("!11sii", b"PGCOPY\n\xff\r\n\0", 0, 0)
_COPY_TAIL = struct.pack("!h", -1)
_CACHE_KIB = 1 << 17
_WRITERS = 5_417_120  # The number of the lock that those who write matches take in turn.


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Scored pairs in columns; points are (pairs, FEATURES) in hundredths, UNTOLD where nothing was said."""

    demand_ids: Ids
    programme_ids: Ids
    scores: NDArray[np.float64]
    points: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.scores)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Pairs:
        """Return some of the pairs, by place or by a mask."""
        return Pairs(self.demand_ids[rows], self.programme_ids[rows], self.scores[rows], self.points[rows])


def gather(found: Answers, *, floor: float) -> Pairs:
    """Return the pairs whose score reaches the floor."""
    rows = np.flatnonzero(found.scores.total >= floor)
    scores = found.scores.at(rows)
    points = np.nan_to_num(np.rint(100 * scores.parts), nan=UNTOLD).astype(np.int16)
    return Pairs(found.need_ids[rows], found.offer_ids[rows], np.round(scores.total, 2), points)


def join(blocks: Sequence[Pairs]) -> Pairs:
    """Return the pairs of all blocks, one block after the other."""
    none = np.zeros(0, dtype=np.int64)
    some = [Pairs(none, none, np.zeros(0), np.zeros((0, len(FEATURES)), dtype=np.int16)), *blocks]
    return Pairs(
        np.concatenate([block.demand_ids for block in some]),
        np.concatenate([block.programme_ids for block in some]),
        np.concatenate([block.scores for block in some]),
        np.concatenate([block.points for block in some]),
    )


def once(pairs: Pairs) -> Pairs:
    """Return each pair once, demands in order; what both sides found has one score."""
    order = np.lexsort((pairs.programme_ids, pairs.demand_ids))
    demands, programmes = pairs.demand_ids[order], pairs.programme_ids[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (np.diff(demands) != 0) | (np.diff(programmes) != 0)
    return pairs.take(order[is_first])


def begin(session: Session) -> None:
    """Wait for other writers of matches; on SQLite, which has one writer at a time, take memory instead.

    The index by programme is written all over the place: with the 2 MB that SQLite takes by itself,
    each page of it would be read and written again and again.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITERS})
    else:
        session.execute(text(f"PRAGMA cache_size=-{_CACHE_KIB}"))


def write(session: Session, pairs: Pairs, *, run_id: int) -> None:
    """Write pairs that are not stored yet, in the session's transaction."""
    connection = session.connection()
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - the session has just connected.
    if connection.dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.write(_copied(pairs, run_id))
    else:
        size = 2 * pairs.points.shape[1]
        points = pairs.points.astype("<i2").tobytes()
        rows = zip(
            pairs.demand_ids.tolist(),
            pairs.programme_ids.tolist(),
            [run_id] * len(pairs),
            pairs.scores.tolist(),
            [points[at : at + size] for at in range(0, len(points), size)],
            strict=True,
        )
        driver.executemany(_INSERT, rows)


def _copied(pairs: Pairs, run_id: int) -> bytes:
    """Return the payload of a binary COPY: every value with its length before it, highest byte first."""
    size = 2 * pairs.points.shape[1]
    layout = [("fields", ">i2")]
    for name, kind in (("demand", ">i4"), ("programme", ">i4"), ("run", ">i4"), ("score", ">f8")):
        layout += [(f"{name}_size", ">i4"), (name, kind)]
    rows = np.zeros(len(pairs), dtype=[*layout, ("points_size", ">i4"), ("points", "<i2", (size // 2,))])
    rows["fields"] = len(_COLUMNS)
    for name in ("demand", "programme", "run"):
        rows[f"{name}_size"] = 4
    rows["score_size"], rows["points_size"] = 8, size
    rows["demand"], rows["programme"], rows["run"] = pairs.demand_ids, pairs.programme_ids, run_id
    rows["score"], rows["points"] = pairs.scores, pairs.points
    return _COPY_HEAD + rows.tobytes() + _COPY_TAIL
