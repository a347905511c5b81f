"""Match postings: all of them in a run, or one that changed against an index that stays in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import delete, func, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

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
from matchmaker.services.jobs import Progress
from matchmaker.services.matches import storage
from matchmaker.services.matches.storage import Pairs
from matchmaker.services.partnerships import profiles
from matchmaker.services.partnerships.profiles import Profiles

# Postings by side: the id of each, and when it was changed, as the driver tells it.
Changes = dict[type[Programme | Demand], frozenset[tuple[int, object]]]

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
        self._seen: Changes = {}  # What was changed of late and is in the index.

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
            seen = _changed(session, as_of - OVERLAP)  # What is committed after this is looked at again.
            reader = Profiles(session)
            index = Index.build(reader.offers(), reader.needs(), profiles.catalogue(session), as_of=as_of)
        index.save(self._path)
        self._index, self._version = index, index_files.current(self._path)
        self._as_of, self._seen = as_of, seen
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
        as_of = now()
        with self._database.reading() as session:
            changes, reader = _changed(session, self._as_of - OVERLAP), Profiles(session)
            for table, read, key in (
                (Programme, reader.offers, "offer_id"),
                (Demand, reader.needs, "need_id"),
            ):
                fresh = changes[table] - self._seen.get(table, frozenset())
                ids = sorted(posting_id for posting_id, _ in fresh)
                for low in range(0, len(ids), IDS_A_QUESTION):
                    some = ids[low : low + IDS_A_QUESTION]
                    published = {profile.id: profile for profile in read(some)}
                    for posting_id in some:
                        if posting_id in published:
                            self._index.replace(published[posting_id])
                        else:
                            self._index.remove(**{key: posting_id})
        self._as_of, self._seen = as_of, changes

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


def _changed(session: Session, since: datetime) -> Changes:
    """Return what was changed since; thousands may be, so the moments are not made into Python's."""
    found: Changes = {}
    for table in (Programme, Demand):
        columns = table.__table__.c
        statement = select(columns.id, type_coerce(columns.updated_at, NullType()))
        rows = session.execute(statement.where(columns.updated_at >= since))
        found[table] = frozenset(tuple(row) for row in rows.all())
    return found
