"""How good the ranking is: what was measured on judged tasks, beside what others reach there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matchmaker.matching.judged.results import Results, read_results

RESULTS = Path(__file__).parents[3] / "seed" / "model" / "results.json"


@cache
def results(path: Path = RESULTS) -> Results:
    """Read the figures that were written when the model was fitted."""
    return read_results(path)
