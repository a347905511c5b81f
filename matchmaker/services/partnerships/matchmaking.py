"""Match postings: all of them in a run, or one that changed against an index that stays in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import Database, now
from matchmaker.matching.index import Index, StaleIndexError
from matchmaker.matching.profile import Candidate
from matchmaker.matching.ranking import explain_all
from matchmaker.matching.scoring import VERSION, WEIGHTS
from matchmaker.matching.sides import Queries
from matchmaker.models import Demand, Match, MatchRun, Programme
from matchmaker.services.partnerships import profiles
from matchmaker.services.partnerships.profiles import Profiles
from matchmaker.workflow import PostingState

T = TypeVar("T")
Progress = Callable[[int, int], None]

# What was committed while the index was being read is read again with the next change.
OVERLAP = timedelta(minutes=2)
QUERIES_A_WRITE = 400


class Matcher:
    """Matches with an index that it reads from the data folder, keeps, and brings up to date by itself."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._path = settings.data_dir / "index"
        self._index: Index | None = None
        self._as_of = datetime.min.replace(tzinfo=UTC)

    def match_all(self, progress: Progress) -> MatchRun:
        """Match every published posting, in both directions; return the finished run.

        1. Read both sides, fit, and keep the index.
        2. Write the best offers of each need, block by block, in short transactions.
        3. Add the best needs of each offer that are not there yet.
        4. Remove the pairs that no longer belong.
        """
        as_of = now()
        with self._database.reading() as session:
            reader = Profiles(session)
            offers, needs = reader.offers(), reader.needs()
            self._index = index = Index.build(offers, needs, profiles.catalogue(session))
        self._as_of = as_of
        index.save(self._path)
        self._stamp().write_text(as_of.isoformat(), encoding="ascii")
        run = self._begin("all", len(offers), len(needs))
        total, done = len(needs) + len(offers), 0
        sides: tuple[Queries, ...] = ("needs", "offers")
        for queries in sides:
            ranked = index.search(limit=self._settings.matches_per_posting, queries=queries)
            for block in _blocks(ranked, QUERIES_A_WRITE):
                candidates = [candidate for found in block for candidate in found.candidates]
                candidates = explain_all(candidates, needs=needs, offers=offers, model=index.model)
                with self._database.transaction() as session:
                    if queries == "needs":
                        asked = [needs[found.position].id for found in block]
                        session.execute(delete(Match).where(Match.demand_id.in_(asked)))
                    self._insert(session, run.id, candidates)
                done += len(block)
                progress(done, total)
        with self._database.transaction() as session:
            session.execute(delete(Match).where(Match.run_id != run.id))
            return _finish(session, run.id)

    def match_one(self, *, programme_id: int | None = None, demand_id: int | None = None) -> MatchRun:
        """Match one posting that changed; the pairs of one that is not published are removed."""
        self._catch_up()
        index = self._index
        if index is None:
            return self.match_all(lambda _done, _total: None)
        limit = self._settings.matches_per_posting
        with self._database.reading() as session:
            reader = Profiles(session)
            offers = reader.offers([programme_id]) if programme_id is not None else []
            needs = reader.needs([demand_id]) if demand_id is not None else []
        found = [pair for offer in offers for pair in index.match_offer(offer, limit)]
        found += [pair for need in needs for pair in index.match_need(need, limit)]
        scope = f"demand:{demand_id}" if programme_id is None else f"programme:{programme_id}"
        run = self._begin(scope, len(offers), len(needs))
        with self._database.transaction() as session:
            is_mine = or_(Match.programme_id == programme_id, Match.demand_id == demand_id)
            session.execute(delete(Match).where(is_mine))
            self._insert(session, run.id, found)
            return _finish(session, run.id)

    def _stamp(self) -> Path:
        return self._path / "as_of"

    def _catch_up(self) -> None:
        """Load the index if need be, and put every posting into it that changed since."""
        if self._index is None:
            try:
                self._index = Index.load(self._path)
                self._as_of = datetime.fromisoformat(self._stamp().read_text(encoding="ascii"))
            except (StaleIndexError, OSError):
                self._index = None
                return
        since, self._as_of = self._as_of - OVERLAP, now()
        with self._database.reading() as session:
            reader = Profiles(session)
            for table, read in ((Programme, reader.offers), (Demand, reader.needs)):
                rows = session.execute(select(table.id, table.state).where(table.updated_at >= since)).all()
                live = [row.id for row in rows if row.state is PostingState.PUBLISHED]
                for profile in read(live):
                    self._index.replace(profile)
                for row in rows:
                    if row.state is not PostingState.PUBLISHED:
                        is_need = table is Demand
                        self._index.remove(**{"need_id" if is_need else "offer_id": row.id})

    def _insert(self, session: Session, run_id: int, candidates: list[Candidate]) -> None:
        """Add pairs above the floor; one that stands keeps its row, for the score is that of either side."""
        rows = [_row(run_id, pair) for pair in candidates if pair.score >= self._settings.match_floor]
        if rows:
            build = sqlite.insert if self._database.is_sqlite else postgresql.insert
            statement = build(Match).on_conflict_do_nothing(index_elements=["programme_id", "demand_id"])
            session.execute(statement, rows)

    def _begin(self, scope: str, programmes: int, demands: int) -> MatchRun:
        weights = {name: weight.points for name, weight in WEIGHTS.items()}
        run = MatchRun(
            engine_version=VERSION, weights=weights, scope=scope, programmes=programmes, demands=demands
        )
        with self._database.transaction() as session:
            session.add(run)
        return run


def _blocks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while block := list(islice(iterator, size)):
        yield block


def _row(run_id: int, found: Candidate) -> dict[str, Any]:
    names = ("missing", "hit_terms", "missed_terms", "hit_skills", "missed_must", "missed_nice")
    return {
        "run_id": run_id,
        "programme_id": found.offer_id,
        "demand_id": found.need_id,
        "score": round(found.score, 2),
        "parts": {name: round(points, 2) for name, points in found.parts.items()},
        "reasons": {name: list(getattr(found, name)) for name in names},
    }


def _finish(session: Session, run_id: int) -> MatchRun:
    run = session.get_one(MatchRun, run_id)
    run.pairs = session.scalar(select(func.count()).where(Match.run_id == run_id)) or 0
    run.finished_at = now()
    return run
