"""The lists of payloads: all of them in the battery, a few for each form and page in the tests."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

FOLDER = Path(__file__).parent
IS_FULL = os.environ.get("PAYLOADS") == "all"
XSS, SQL = ((FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines() for name in ("xss", "sql"))
ALL = (*XSS, *SQL)
DATABASES = ("sqlite", "postgresql") if IS_FULL else ("sqlite",)


def chosen(where: str) -> Sequence[str]:
    """Return what is tried somewhere: everything, or one of each list that differs from place to place."""
    place = crc32(where.encode())
    return ALL if IS_FULL else [XSS[place % len(XSS)], SQL[place % len(SQL)]]
