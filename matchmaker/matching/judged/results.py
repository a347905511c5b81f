"""What was measured on judged tasks, as one file keeps it. Nothing heavy is loaded for it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """A ranking and what it reaches, in [0, 1]."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Part:
    """What the engine reaches without a part of it, and what that part adds, with its 95 % interval."""

    name: str
    value: float
    gain: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A judged task: the engine's figure and its peers', the gain over the best, what each part adds."""

    task: str
    metric: str
    queries: int
    documents: int
    ours: float
    gain: float
    low: float
    high: float
    peers: tuple[Figure, ...]
    parts: tuple[Part, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return the engine's figure ("ours") among those of its peers, the best first."""
        return tuple(sorted([Figure("ours", self.ours), *self.peers], key=lambda figure: -figure.value))


@dataclass(frozen=True, slots=True)
class Results:
    """What one version of the engine reached on one day, by so many folds."""

    measured_on: str
    version: str
    folds: int
    tasks: tuple[Comparison, ...]


def read_results(path: Path) -> Results:
    """Read what `write_results` wrote."""
    told = json.loads(path.read_text("utf-8"))
    return Results(**told | {"tasks": tuple(map(_comparison, told["tasks"]))})


def write_results(results: Results, path: Path) -> None:
    """Write the results, figures with four digits."""
    path.write_text(json.dumps(_rounded(asdict(results)), ensure_ascii=False, indent=1) + "\n", "utf-8")


def _comparison(told: dict[str, Any]) -> Comparison:
    peers = tuple(Figure(**peer) for peer in told["peers"])
    return Comparison(**told | {"peers": peers, "parts": tuple(Part(**part) for part in told["parts"])})


def _rounded(value: Any) -> Any:  # noqa: ANN401 - whatever JSON may hold.
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value
