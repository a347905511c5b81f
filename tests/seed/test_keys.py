"""What entries of the reference lists are found by beside their names."""

from __future__ import annotations

import csv

from tools.initials import CATALOGUE, initials, names


def read(name: str) -> list[dict[str, str]]:
    with (CATALOGUE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_name_has_its_initials_as_the_tool_writes_them() -> None:
    written = {row["name"]: row["initials"] for row in read("initials")}
    assert written == {name: initials(name) for name in names()}
    assert (written["会计"], written["重庆市"], written["QC"]) == ("kj", "cqs", "qc")


def test_an_everyday_name_leads_to_an_occupation_and_is_no_official_name() -> None:
    occupations = {row["code"]: row["name"] for row in read("occupations")}
    for row in read("occupation_aliases"):
        assert row["code"] in occupations
        assert row["alias"] not in occupations.values()
