"""How closely official links join a major and an occupation."""

from __future__ import annotations

import numpy as np
import pytest

from matchmaker.matching.bridge import bridge_table
from matchmaker.matching.profile import Catalogue

CATALOGUE = Catalogue(
    class_of={"460103": "4601", "460104": "4601", "540106": "5401"},
    links={"460103": frozenset({"6-18-01-01", "6-20"})},
)


def table(major, *occupations):
    return bridge_table([major], occupations, catalogue=CATALOGUE)[0].tolist()


def test_nearer_codes_are_worth_more():
    codes = ("6-18-01-01", "6-18-01-02", "6-18-02-01", "6-20-01-01", "4-03-02-01")
    assert table("460103", *codes) == [1.0, 0.7, 0.35, 0.35, 0.0]


def test_a_major_without_links_stands_on_its_class():
    assert table("460104", "6-18-01-01", "4-03-02-01") == [pytest.approx(0.6), 0.0]


@pytest.mark.parametrize(
    ("major", "occupation"), [("540106", "6-18-01-01"), ("", "6-18-01-01"), ("460103", "")]
)
def test_what_no_link_tells_is_unknown(major, occupation):
    assert np.isnan(table(major, occupation)).all()
