"""Matches are written by the bulk path of either database, and read back as they were."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from sqlalchemy import select

from matchmaker.db import Database
from matchmaker.models import Match, MatchRun
from matchmaker.models.match import UNTOLD
from matchmaker.services.matches import storage
from matchmaker.services.matches.storage import Pairs
from matchmaker.services.upkeep import schema
from tests.factories import Make, catalogue


@pytest.fixture(params=["sqlite", "postgresql"])
def market(request, tmp_path):
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    else:
        database = Database(request.getfixturevalue("postgres_url"))
    schema.migrate(database)
    make = Make(database)
    make.save(*catalogue())
    yield make
    schema.downgrade(database)
    database.engine.dispose()


def pairs(demands, programmes, scores, points):
    return Pairs(np.array(demands), np.array(programmes), np.array(scores), np.array(points, dtype=np.int16))


def test_what_is_written_is_read_back(market):
    programme, demand = market.programme(), market.demand()
    run = market.save(MatchRun(engine_version="1", weights={}, features=["text", "level"], scope="all"))
    written = pairs([demand.id], [programme.id], [61.25], [[6125, UNTOLD]])
    with market.database.transaction() as session:
        storage.begin(session)
        storage.write(session, written, run_id=run.id)
    with market.database.reading() as session:
        match = session.scalars(select(Match)).one()
        assert (match.demand_id, match.programme_id, match.run_id) == (demand.id, programme.id, run.id)
        assert (match.score, match.parts, match.missing) == (61.25, {"text": 61.25}, ("level",))


def test_nothing_is_written_when_the_transaction_is_taken_back(market):
    programme, demand = market.programme(), market.demand()
    run = market.save(MatchRun(engine_version="1", weights={}, features=["text"], scope="all"))
    with market.database.sessions() as session:
        storage.write(session, pairs([demand.id], [programme.id], [50.0], [[5000]]), run_id=run.id)
        session.rollback()
    with market.database.reading() as session:
        assert session.scalars(select(Match)).all() == []


def test_a_pair_that_both_sides_found_is_kept_once():
    found = storage.once(pairs([2, 1, 2], [7, 7, 7], [3.0, 4.0, 3.0], [[300], [400], [300]]))
    assert found.demand_ids.tolist() == [1, 2]
    assert found.scores.tolist() == [4.0, 3.0]


def test_a_web_process_starts_without_the_arrays_of_the_engine():
    heavy = "[name for name in ('scipy', 'sklearn', 'numba', 'rjieba') if name in sys.modules]"
    code = f"import sys, matchmaker.app; print({heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
