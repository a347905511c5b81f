"""Kilometers between points, and what a region code says where a point is missing."""

from __future__ import annotations

import numpy as np
import pytest

from matchmaker.matching.geography import apart_km, city_of, distance_km
from matchmaker.matching.profile import Place

NOWHERE = (np.nan, np.nan, np.nan)


def test_a_quarter_of_the_equator_and_a_degree_of_a_meridian_have_their_known_lengths():
    quarter = distance_km(*(np.array([angle]) for angle in (0.0, 0.0, 90.0, 0.0)))
    degree = distance_km(*(np.array([angle]) for angle in (113.0, 34.0, 113.0, 35.0)))
    assert quarter[0] == pytest.approx(10_007.6, abs=0.5)
    assert degree[0] == pytest.approx(111.2, abs=0.1)


def test_zhengzhou_and_linyi_are_over_four_hundred_kilometers_apart_either_way():
    zhengzhou, linyi = np.array([113.625, 34.746, 4101.0]), np.array([118.356, 35.104, 3713.0])
    assert apart_km(zhengzhou, linyi) == pytest.approx(433, abs=3)
    assert apart_km(zhengzhou, linyi) == apart_km(linyi, zhengzhou)


def test_a_city_stands_in_for_a_missing_point_only_with_itself():
    here, pointless = np.array([113.6, 34.7, 4101.0]), np.array([np.nan, np.nan, 4101.0])
    assert apart_km(here, pointless) == 0
    assert np.isnan(apart_km(pointless, np.array([118.3, 35.1, 3713.0])))
    assert np.isnan(apart_km(np.array(NOWHERE), np.array(NOWHERE)))


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("410102", 4101.0),
        ("410100", 4101.0),
        ("410000", None),
        ("110105", 1100.0),
        ("500116", 5000.0),
        ("500000", 5000.0),
        ("41", None),
        ("郑州市区", None),
        (None, None),
    ],
)
def test_a_region_code_names_a_city_unless_it_names_a_province(code, city):
    assert city_of(Place(code)) == city
