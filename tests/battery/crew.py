"""A crew of processes that all do the same thing at the same moment, round after round."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy.orm.exc import StaleDataError

from matchmaker.db import Database
from matchmaker.errors import UserError

PROCESSES, ROUNDS = 8, 50
PATIENCE = 120  # Seconds that a process waits for the others.
WON = "won"
# A task gets a session, its round's prepared values and the number of its process.
Task = Callable[[Any, Any, int], object]


@dataclass(frozen=True)
class Race:
    """What everybody does in a round, and the values of each round."""

    task: Task
    rounds: Sequence[Any]


def run(url: str, races: Sequence[Race]) -> list[list[Counter[str]]]:
    """Let the crew run every race; return for each race and round how often what came out."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(PROCESSES), context.SimpleQueue()
    crew = [
        context.Process(target=_work, args=(url, races, number, barrier, results), daemon=True)
        for number in range(PROCESSES)
    ]
    for process in crew:
        process.start()
    told = [results.get() for _ in crew]
    for process in crew:
        process.join(PATIENCE)
    return [
        [Counter(outcomes[race][turn] for outcomes in told) for turn in range(len(races[race].rounds))]
        for race in range(len(races))
    ]


def _work(url: str, races: Sequence[Race], number: int, barrier: Barrier, results: Any) -> None:
    database = Database(url)
    with database.reading() as session:
        session.connection()  # The first round should not wait for connections.
    outcomes = []
    for race in races:
        told = []
        for values in race.rounds:
            barrier.wait(PATIENCE)
            told.append(_attempt(database, race.task, values, number))
        outcomes.append(told)
    database.engine.dispose()
    results.put(outcomes)


def _attempt(database: Database, task: Task, values: Any, number: int) -> str:
    """Try once; tell what came of it, a broken rule by its name, anything else with all its words."""
    try:
        with database.transaction() as session:
            task(session, values, number)
    except (UserError, StaleDataError) as error:
        return type(error).__name__
    except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it.
        return repr(error)
    return WON
