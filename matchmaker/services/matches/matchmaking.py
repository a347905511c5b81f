"""Match postings: all of them in a run, or one that changed against an index that stays in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import Database, now
from matchmaker.matching.search import run as run_here
from matchmaker.matching.sides import Queries
from matchmaker.matching.store import index_files
from matchmaker.matching.store.answers import Answers, Carrier
from matchmaker.matching.store.index import Index, StaleIndexError
from matchmaker.matching.weights import FEATURES, VERSION, WEIGHTS
from matchmaker.models import Demand, Match, MatchRun, Programme
from matchmaker.services import jobs
from matchmaker.services.matches import storage
from matchmaker.services.matches.storage import Pairs
from matchmaker.services.partnerships import profiles
from matchmaker.services.partnerships.profiles import Profiles
from matchmaker.workflow import PostingState

Progress = Callable[[int, int], None]

# What was committed while the index was being read is read again with the next change.
OVERLAP = timedelta(minutes=2)
QUERIES_A_WRITE = 5000
IDS_A_QUESTION = 10_000  # A statement of SQLite may name 32,766 values.
RENEW_AFTER = 500  # Changes are searched apart from the index: so many, and it is made anew.
CONSIDERED = 500  # So many of a changed posting's partners may have it among their own best.


class Matcher:
    """Matches with an index that it reads from the data folder, keeps, and brings up to date by itself."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._path = settings.data_dir / "index"
        self._version: Path | None = None
        self._index: Index | None = None
        self._as_of = datetime.min.replace(tzinfo=UTC)
        self._seen: dict[tuple[type[Programme | Demand], int], datetime] = {}  # Put in since, as of when.

    def match_all(self, progress: Progress, *, carry: Carrier = run_here) -> MatchRun:
        """Match every published posting, in both directions; return the finished run.

        `carry` runs the search: on the threads of this process, or on other machines.

        1. Make the index anew.
        2. Find the best needs of each offer.
        3. Find the best offers of each need, block by block, and write both in short transactions.
        4. Remove the pairs that no longer belong.
        """
        index = self.renew()
        offers, needs = index.sizes
        run = self._begin("all", offers, needs)
        total = offers + needs
        others = self._of_offers(index, carry, lambda done: progress(done, total))
        done, count = offers, 0
        for asked, found in self._searched(index, "needs", carry):
            mine = others.take(np.isin(others.demand_ids, asked))
            pairs = storage.once(storage.join([found, mine]))
            with self._database.transaction() as session:
                storage.begin(session)
                session.execute(delete(Match).where(Match.demand_id.in_(asked)))
                storage.write(session, pairs, run_id=run.id)
            count += len(pairs)
            done += len(asked)
            progress(done, total)
        with self._database.transaction() as session:
            session.execute(delete(Match).where(Match.run_id != run.id))
            return _finish(session, run.id, pairs=count)

    def renew(self) -> Index:
        """Read both sides, fit and encode them beside the index in use, then put the new one in its place.

        Whoever asks meanwhile is answered by the old one, and every process turns to the new one with its
        next question: so this is done in the background, when many postings have changed.
        """
        as_of = now()
        with self._database.reading() as session:
            reader = Profiles(session)
            index = Index.build(reader.offers(), reader.needs(), profiles.catalogue(session), as_of=as_of)
        self._keep(index)
        return index

    def match_one(self, *, programme_id: int | None = None, demand_id: int | None = None) -> MatchRun:
        """Match one posting that changed; the pairs of one that is not published are removed.

        A pair is kept when it is among the best of either side, as in a full run.
        """
        self._catch_up()
        index = self._index
        if index is None:
            return self.match_all(lambda _done, _total: None)
        with self._database.reading() as session:
            reader = Profiles(session)
            offers = reader.offers([programme_id]) if programme_id is not None else []
            needs = reader.needs([demand_id]) if demand_id is not None else []
        found = [index.search_offer(offer, CONSIDERED) for offer in offers]
        found += [index.search_need(need, CONSIDERED) for need in needs]
        pairs = self._gather(found)
        scope = f"demand:{demand_id}" if programme_id is None else f"programme:{programme_id}"
        run = self._begin(scope, len(offers), len(needs))
        is_mine = Match.demand_id == demand_id if programme_id is None else Match.programme_id == programme_id
        with self._database.transaction() as session:
            storage.begin(session)
            session.execute(delete(Match).where(is_mine))
            kept = self._either_side(session, pairs, is_demand=programme_id is None)
            storage.write(session, kept, run_id=run.id)
            if index.changes >= RENEW_AFTER:
                jobs.enqueue(session, name="index", key="index")
            return _finish(session, run.id, pairs=len(kept))

    def _either_side(self, session: Session, pairs: Pairs, *, is_demand: bool) -> Pairs:
        """Return the posting's best pairs, and those that are among the other side's best."""
        limit = self._settings.matches_per_posting
        column, others = (
            (Match.programme_id, pairs.programme_ids) if is_demand else (Match.demand_id, pairs.demand_ids)
        )
        place = func.row_number().over(partition_by=column, order_by=Match.score.desc())
        theirs = column.in_(others.tolist())
        stored = select(column.label("id"), Match.score, place.label("place")).where(theirs).subquery()
        last = select(stored.c.id, stored.c.score).where(stored.c.place == limit)
        least = {row.id: row.score for row in session.execute(last)}
        floors = np.array([least.get(int(other), 0.0) for other in others])
        is_best = np.zeros(len(pairs), dtype=bool)
        is_best[np.argsort(-pairs.scores, kind="stable")[:limit]] = True
        return pairs.take(is_best | (pairs.scores > floors))

    def _of_offers(self, index: Index, carry: Carrier, progress: Callable[[int], None]) -> Pairs:
        """Return the best needs of every offer."""
        found, done = [], 0
        for asked, pairs in self._searched(index, "offers", carry):
            found.append(pairs)
            done += len(asked)
            progress(done)
        return storage.once(storage.join(found))

    def _searched(self, index: Index, queries: Queries, carry: Carrier) -> Iterator[tuple[list[int], Pairs]]:
        """Yield, block by block, the ids of those who asked and their pairs."""
        limit = self._settings.matches_per_posting
        block: list[Answers] = []
        for answers in index.search(limit=limit, queries=queries, carry=carry):
            block.append(answers)
            if sum(len(part.asked) for part in block) >= QUERIES_A_WRITE:
                yield np.concatenate([part.asked for part in block]).tolist(), self._gather(block)
                block = []
        if block:
            yield np.concatenate([part.asked for part in block]).tolist(), self._gather(block)

    def _gather(self, found: Sequence[Answers]) -> Pairs:
        floor = self._settings.match_floor
        blocks = [storage.gather(answers, floor=floor) for answers in found]
        return storage.join(blocks)

    def _keep(self, index: Index) -> None:
        index.save(self._path)
        assert index.as_of is not None  # noqa: S101 - it was built with a moment.
        self._index, self._as_of, self._seen = index, index.as_of, {}
        self._version = index_files.current(self._path)

    def _catch_up(self) -> None:
        """Load the newest index if need be, and put every posting into it that changed since."""
        version = index_files.current(self._path)
        if self._index is None or version != self._version:
            try:
                self._index, self._version = Index.load(self._path), version
            except StaleIndexError:
                self._index = None
                return
            self._as_of, self._seen = self._index.as_of or self._as_of, {}
        since, self._as_of = self._as_of - OVERLAP, now()
        with self._database.reading() as session:
            reader = Profiles(session)
            seen = self._seen
            self._seen = {}
            for table, read in ((Programme, reader.offers), (Demand, reader.needs)):
                statement = select(table.id, table.state, table.updated_at).where(table.updated_at >= since)
                rows = session.execute(statement).all()
                self._seen |= {(table, row.id): row.updated_at for row in rows}
                fresh = [row for row in rows if seen.get((table, row.id)) != row.updated_at]
                live = [row.id for row in fresh if row.state is PostingState.PUBLISHED]
                for low in range(0, len(live), IDS_A_QUESTION):
                    for profile in read(live[low : low + IDS_A_QUESTION]):
                        self._index.replace(profile)
                for row in fresh:
                    if row.state is not PostingState.PUBLISHED:
                        is_need = table is Demand
                        self._index.remove(**{"need_id" if is_need else "offer_id": row.id})

    def _begin(self, scope: str, programmes: int, demands: int) -> MatchRun:
        run = MatchRun(
            engine_version=VERSION,
            weights={name: weight.points for name, weight in WEIGHTS.items()},
            features=list(FEATURES),
            scope=scope,
            programmes=programmes,
            demands=demands,
        )
        with self._database.transaction() as session:
            session.add(run)
        return run


def _finish(session: Session, run_id: int, *, pairs: int) -> MatchRun:
    run = session.get_one(MatchRun, run_id)
    run.pairs = pairs
    run.finished_at = now()
    return run
