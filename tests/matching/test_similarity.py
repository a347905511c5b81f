"""What each feature says at its corners: its range, its direction, and that it does not guess."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching import similarity
from matchmaker.matching.phrases import cut_pieces
from matchmaker.matching.profile import Catalogue

NAN = np.nan
numbers = st.one_of(st.just(NAN), st.floats(-1e6, 1e6))
TWO_INPUTS = [similarity.level, similarity.dates, similarity.capacity]


def array(*values):
    return np.array(values, dtype=float)


@pytest.mark.parametrize("feature", TWO_INPUTS)
@given(numbers, numbers)
def test_values_stay_in_range_and_what_is_missing_is_said_so(feature, left, right):
    values, known = feature(array(left), array(right))
    assert 0 <= values[0] <= 1
    if np.isnan(left) or np.isnan(right):
        assert not known[0]


def test_a_text_without_known_words_is_missing():
    values, known = similarity.text_affinity(array(0.3, NAN))
    assert values.tolist() == [0.3, 0.0]
    assert known.tolist() == [True, False]


def test_the_very_level_is_best_and_below_it_is_worst():
    fits = similarity.level(array(2, 3, 3, 1, 1), array(2, 2, 1, 2, 3)).values
    assert fits.tolist() == [1.0, 0.85, 0.7, 0.2, 0.0]


def test_a_wait_of_a_quarter_costs_nothing_and_two_years_cost_all():
    waits = similarity.dates(array(0, 0, 0, 0), array(90, -90, 410, 730)).values
    assert waits.tolist() == [1.0, 1.0, 0.5, 0.0]


def test_distance_halves_at_a_hundred_kilometers():
    one_degree = similarity.distance(array(113.0), array(34.0), array(113.0), array(34.0 + 100 / 111.195))
    assert one_degree.values[0] == pytest.approx(0.5, abs=0.001)
    assert similarity.distance(array(113), array(34), array(113), array(34)).values[0] == 1
    assert not similarity.distance(array(NAN), array(34), array(113), array(34)).known[0]


def test_capacity_is_the_share_of_posts_that_the_places_fill():
    values, known = similarity.capacity(array(10, 50, 5, NAN), array(40, 40, 0, 40))
    assert values.tolist() == [0.25, 1.0, 0.0, 0.0]
    assert known.tolist() == [True, True, False, False]


def test_a_newcomer_takes_the_record_of_the_other_side():
    values, known = similarity.track_record(array(0.8, NAN, NAN), array(0.4, 0.4, NAN))
    assert values.tolist() == [pytest.approx(0.6), 0.4, 0.0]
    assert known.tolist() == [True, True, False]


class TestBridge:
    catalogue = Catalogue(
        class_of={"460103": "4601", "460104": "4601", "540106": "5401"},
        links={"460103": frozenset({"6-18-01-01", "6-20"})},
    )

    def table(self, major, *occupations):
        return similarity.bridge_table([major], occupations, catalogue=self.catalogue)[0].tolist()

    def test_nearer_codes_are_worth_more(self):
        codes = ("6-18-01-01", "6-18-01-02", "6-18-02-01", "6-20-01-01", "4-03-02-01")
        assert self.table("460103", *codes) == [1.0, 0.7, 0.35, 0.35, 0.0]

    def test_a_major_without_links_stands_on_its_class(self):
        assert self.table("460104", "6-18-01-01", "4-03-02-01") == [pytest.approx(0.6), 0.0]

    @pytest.mark.parametrize(
        ("major", "occupation"), [("540106", "6-18-01-01"), ("", "6-18-01-01"), ("460103", "")]
    )
    def test_what_no_link_tells_is_unknown(self, major, occupation):
        assert np.isnan(self.table(major, occupation)).all()


@pytest.mark.parametrize(
    ("phrase", "pieces"),
    [
        ("数控编程", ["数控", "控编", "编程"]),
        ("PLC编程", ["plc", "编程"]),
        ("焊", ["焊"]),
        ("", []),
    ],
)
def test_phrases_are_cut_into_pairs_and_latin_words(phrase, pieces):
    assert cut_pieces(phrase) == pieces
