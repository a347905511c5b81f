"""Write the pinyin initials of every name in the reference lists to seed/catalogue/initials.csv."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from pypinyin import Style, lazy_pinyin

CATALOGUE = Path(__file__).parents[1] / "seed" / "catalogue"
NAMES = {
    "majors": "name",
    "local_majors": "name",
    "occupations": "name",
    "occupation_aliases": "alias",
    "industries": "name",
    "regions": "name",
}


def initials(name: str) -> str:
    """Return what somebody types who knows the name: jdgl for 酒店管理, words of several readings known."""
    return re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower())


def names() -> list[str]:
    """Return every name of the lists once, sorted."""
    found: set[str] = set()
    for list_, column in NAMES.items():
        with (CATALOGUE / f"{list_}.csv").open(encoding="utf-8", newline="") as file:
            found |= {row[column] for row in csv.DictReader(file)}
    return sorted(found)


if __name__ == "__main__":
    with (CATALOGUE / "initials.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "initials"))
        writer.writerows((name, initials(name)) for name in names())
