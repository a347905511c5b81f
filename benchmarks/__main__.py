"""Run every benchmark, one after the other: `python -m benchmarks`, or some of them by name."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("allocation", "storage", "search")


def main() -> None:
    """Run the benchmarks that are named, or all."""
    for name in sys.argv[1:] or NAMES:
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
