"""How good the ranking is: what was measured on judged tasks, beside what others reach there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[3] / "seed" / "model" / "results.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """A ranking and what it reaches, in [0, 1]."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Part:
    """What is reached without a part of the ranking, and what the part adds, with its 95 % interval."""

    name: str
    value: float
    gain: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Task:
    """A judged task: figures by folds, the best first; the gain over the best peer; what each part adds."""

    task: str
    metric: str
    queries: int
    documents: int
    figures: tuple[Figure, ...]
    gain: float
    low: float
    high: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What one version of the engine reached on one day."""

    measured_on: str
    version: str
    folds: int
    tasks: tuple[Task, ...]


@cache
def results(path: Path = RESULTS) -> Results:
    """Read the figures that were written when the model was fitted."""
    told = json.loads(path.read_text("utf-8"))
    return Results(
        measured_on=told["measured_on"],
        version=told["version"],
        folds=told["folds"],
        tasks=tuple(map(_task, told["tasks"])),
    )


def _task(told: dict[str, Any]) -> Task:
    facts = {name: value for name, value in told.items() if name not in {"ours", "peers", "parts"}}
    figures = [Figure("ours", told["ours"]), *(Figure(**peer) for peer in told["peers"])]
    parts = tuple(Part(**part) for part in told["parts"])
    return Task(**facts, figures=tuple(sorted(figures, key=lambda figure: -figure.value)), parts=parts)
