"""The page of states and moves is drawn from the tables, and is the one that they draw now."""

from __future__ import annotations

import re

from matchmaker import workflow
from matchmaker.workflow import POSTING, PROPOSAL, Workflow
from tools import lifecycle


def test_the_page_is_the_one_that_the_tables_draw() -> None:
    assert lifecycle.PAGE.read_text(encoding="utf-8") == lifecycle.page(), "run `make lifecycle`"


def test_every_table_has_its_section_and_every_move_its_line() -> None:
    tables = [value for value in vars(workflow).values() if isinstance(value, Workflow)]
    assert POSTING in tables
    lines = re.findall(
        r"^\| \w+ \| \w+ \| \w+ \| (?:`\S+`|\*system\*) \| .*\|$", lifecycle.page(), re.MULTILINE
    )
    assert len(lines) == sum(len(table.moves) for table in tables)


def test_a_diagram_starts_where_records_are_made() -> None:
    first = [next(lifecycle.section("X", table)) for table in (POSTING, PROPOSAL)]
    assert all(line.startswith("## X") for line in first)
    for table in (POSTING, PROPOSAL):
        assert "    [*] --> draft" in list(lifecycle.section("X", table))
