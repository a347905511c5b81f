"""What a run of the benchmarks is told by the environment."""

from __future__ import annotations

import os
from pathlib import Path

IS_FULL = os.environ.get("BENCH_SIZE") == "full"  # Else sizes at which a small machine needs some minutes.
NEEDS = os.environ.get("BENCH_NEEDS")  # A .jsonl(.gz) of advertisements: id, title, summary, …
OFFERS = os.environ.get("BENCH_OFFERS")  # A .csv(.gz) of programmes: school, major_code, …
SEED = 20_260_101
THREADS = os.cpu_count() or 1


def load_files() -> tuple[Path, Path] | None:
    """Return the files of real needs and offers, when both are given."""
    return (Path(NEEDS), Path(OFFERS)) if NEEDS and OFFERS else None
