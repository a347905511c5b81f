"""A search on several machines: the same answers, and nothing lost when one of them dies."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import numpy as np
import pytest

from matchmaker.matching import search
from matchmaker.matching.pairing import Pairing
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.ranking import fit
from matchmaker.matching.search import Task, run
from matchmaker.matching.sides import encode
from matchmaker.services.matches import distribution
from tests.project.rooms import ROOT

pytest.importorskip("distributed")
WORDS = ("数控", "焊接", "护理", "会计", "酒店", "汽修", "物流", "烹饪")
WAIT = 60.0


def start(*arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture
def cluster(tmp_path):
    """Start a scheduler and two workers of their own processes; yield the address and the workers."""
    card = tmp_path / "scheduler.json"
    ours = ("--host=127.0.0.1", f"--scheduler-file={card}", "--no-dashboard")
    scheduler = start("distributed.cli.dask_scheduler", "--port=0", *ours)
    workers = [
        start("distributed.cli.dask_worker", "--no-nanny", "--nthreads=1", *ours) for _number in range(2)
    ]
    try:
        yield address(card), workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def address(card):
    """Wait until the scheduler and both workers are there."""
    from distributed import Client

    deadline = time.monotonic() + WAIT
    while not card.exists() or not card.read_text():
        assert time.monotonic() < deadline, "the scheduler does not start"
        time.sleep(0.1)
    with Client(scheduler_file=str(card), set_as_default=False) as client:
        client.wait_for_workers(2, timeout=WAIT)
        return client.scheduler.address


@pytest.fixture
def task(monkeypatch):
    monkeypatch.setattr(search, "_CELLS", 1 << 10)
    needs = [Need(n, f"{WORDS[n % 8]}岗位{n}", summary=f"从事{WORDS[n % 7]}工作") for n in range(400)]
    offers = [Offer(n, f"{WORDS[n % 8]}与{WORDS[n % 5]}技术{n}") for n in range(300)]
    model = fit(needs=needs, offers=offers, catalogue=Catalogue())
    sides = (encode(some, text=model.text, catalogue=Catalogue()) for some in (needs, offers))
    return Task.of(Pairing(*sides, catalogue=Catalogue()), limit=5, queries="needs")


def test_a_worker_that_dies_in_the_middle_takes_nothing_along(cluster, task):
    scheduler, workers = cluster
    here = list(run(task))
    assert len(here) > 40
    there = []
    with distribution.carrier(scheduler) as carry:
        for found in carry(task):
            there.append(found)
            if len(there) == 5:
                workers[0].kill()
                workers[0].wait()
    assert len(there) == len(here)
    for ours, theirs in zip(here, there, strict=True):
        assert np.array_equal(ours.queries, theirs.queries)
        assert np.array_equal(ours.offers, theirs.offers)
        assert np.array_equal(ours.scores.total, theirs.scores.total)
    assert workers[1].poll() is None
