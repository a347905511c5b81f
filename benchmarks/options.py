"""What a run of the benchmarks is told: which sizes, and which files of real postings."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

SEED = 20_260_101
THREADS = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Options:
    """Usual sizes take a small machine some minutes in all, full ones are those of a country."""

    is_full: bool = False
    share: float = 1.0  # of the sizes
    needs: Path | None = None  # A .jsonl(.gz) of advertisements: id, title, summary, …
    offers: Path | None = None  # A .csv(.gz) of programmes: school, major_code, …

    def size(self, usual: int, *, full: int) -> int:
        """Return the size to measure."""
        return max(1, round(self.share * (full if self.is_full else usual)))


def command(act: Callable[[Options], None]) -> click.Command:
    """Return a benchmark as a command that takes these options."""
    path = click.Path(exists=True, dir_okay=False, path_type=Path)

    @click.command(help=act.__doc__)
    @click.option("--full", "is_full", is_flag=True, help="The sizes of a country.")
    @click.option("--share", type=float, default=1.0, help="Of the sizes, such as 0.25.")
    @click.option(
        "--needs", type=path, envvar="BENCH_NEEDS", help="Real advertisements, .jsonl or .jsonl.gz."
    )
    @click.option("--offers", type=path, envvar="BENCH_OFFERS", help="Real programmes, .csv or .csv.gz.")
    def run(is_full: bool, share: float, needs: Path | None, offers: Path | None) -> None:
        act(Options(is_full, share, needs, offers))

    return run
