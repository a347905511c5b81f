"""The line that is counted of a listing holds every value in its place, also the longest."""

from __future__ import annotations

import pytest

from matchmaker.models import Listing
from matchmaker.services.search import facets
from matchmaker.terms import Kind, Level

FULL = {"place": "410100", "group": "enterprise", "section": "C", "size": 1}
FULL |= {"levels": sum(map(facets.bit, Level)), "kinds": sum(map(facets.bit, Kind))}
EMPTY = {"place": None, "group": None, "section": None, "levels": 0, "kinds": 0, "size": None}


def test_a_line_is_as_wide_as_its_fields_and_its_column():
    widths = {len(facets.write(**values)) for values in (FULL, EMPTY)}
    assert widths == {facets.FIELDS.itemsize} == {Listing.__table__.c.facets.type.length}


def test_lines_behind_each_other_are_counted_by_every_filter():
    lines = 2 * facets.write(**FULL) + facets.write(**EMPTY)
    counted = {name: dict(facets.count(lines, name)) for name in ("region", "group", "section")}
    assert counted == {"region": {"410100": 2}, "group": {"enterprise": 2}, "section": {"C": 2}}
    assert dict(facets.count(lines, "level")) == {level.value: 2 for level in Level}
    assert dict(facets.count(lines, "kind")) == {kind.value: 2 for kind in Kind}
    assert facets.count(lines, "size")["small"] == 2


@pytest.mark.parametrize(("number", "size"), [(19, "small"), (20, "class"), (50, "class"), (51, "large")])
def test_a_size_is_less_than_a_class_one_class_or_more(number, size):
    assert facets.size_of(number) == size


def test_nothing_is_counted_of_no_lines():
    assert not +facets.count("", "region")
