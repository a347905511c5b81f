"""What a benchmark prints: one row a figure, ours beside the peer's."""

from __future__ import annotations

import gc
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import click

T = TypeVar("T")
_HEADS = ("figure", "ours", "peer", "ratio", "bar")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; `ratio` is ours over the peer's, None where there is nothing to divide by."""

    name: str
    ours: str
    peer: str = "—"
    ratio: float | None = None
    bar: str = "—"


def show(title: str, rows: Sequence[Row]) -> None:
    """Print rows as a table."""
    ratios = ["—" if row.ratio is None else f"{row.ratio:.3g}" for row in rows]
    table = [_HEADS, *((r.name, r.ours, r.peer, ratio, r.bar) for r, ratio in zip(rows, ratios, strict=True))]
    widths = [max(_width(line[column]) for line in table) for column in range(len(_HEADS))]
    click.echo(f"\n{title}")
    for line in table:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
        click.echo("  " + "  ".join(cells).rstrip())


def timed(act: Callable[[], T]) -> tuple[float, T]:
    """Return how many seconds something took, and what it returned."""
    gc.collect()
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


def seconds(value: float) -> str:
    """Write a duration as people read it."""
    return f"{1000 * value:.1f} ms" if value < 1 else f"{value:.1f} s"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
