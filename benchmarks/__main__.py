"""Run every benchmark, each in a process of its own: `python -m benchmarks`, or some of them by name."""

from __future__ import annotations

import subprocess
import sys

NAMES = (
    *("real", "national", "question", "storage", "allocation", "distribution"),
    *("search", "pages", "load", "tables"),
)


def main() -> None:
    """Run the benchmarks that are named, or all; other words are options of each, such as --share 0.25."""
    said = sys.argv[1:]
    names = [word for word in said if word in NAMES] or NAMES
    options = [word for word in said if word not in NAMES]
    failed = []
    for name in names:
        act = [sys.executable, "-m", f"benchmarks.{name}", *options]
        if subprocess.run(act, check=False).returncode:  # noqa: S603 - our own modules.
            failed.append(name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
