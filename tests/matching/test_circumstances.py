"""What each circumstance says at its corners: its range, its direction, and that it does not guess."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching import scoring
from matchmaker.matching.geography import distance_km, on_sphere
from matchmaker.matching.scoring import circumstances
from matchmaker.matching.weights import CIRCUMSTANCES, FACTS

NAN = math.nan
numbers = st.one_of(st.just(NAN), st.floats(-1e6, 1e6))
levels = st.sampled_from([NAN, 1.0, 2.0, 3.0])
degrees = st.floats(-90, 90)


def facts(*, level=NAN, point=(NAN, NAN), number=NAN, day=NAN, record=NAN):
    return [level, *on_sphere(*map(np.array, point)), number, day, record]


def told(name, need, offer):
    """Return one circumstance of a pair of facts."""
    found = circumstances(np.array([facts(**need)]), np.array([facts(**offer)]))
    return found[0, CIRCUMSTANCES.index(name)]


sides = st.builds(facts, level=levels, point=st.tuples(degrees, degrees), number=numbers, day=numbers)


@settings(deadline=None)  # The first call compiles.
@given(sides, sides)
def test_values_stay_in_range_and_what_is_missing_is_said_so(need, offer):
    found = dict(zip(CIRCUMSTANCES, circumstances(np.array([need]), np.array([offer]))[0], strict=True))
    assert all(0 <= value <= 1 for value in found.values() if not math.isnan(value))
    for name, fact in (("level", "level"), ("dates", "day"), ("capacity", "number")):
        at = FACTS.index(fact)
        if math.isnan(need[at]) or math.isnan(offer[at]):
            assert math.isnan(found[name])
    assert math.isnan(found["track_record"])


@pytest.mark.parametrize(
    ("least", "offered", "fit"), [(2, 2, 1.0), (2, 3, 0.85), (1, 3, 0.7), (2, 1, 0.2), (3, 1, 0.0)]
)
def test_the_very_level_is_best_and_below_it_is_worst(least, offered, fit):
    assert told("level", {"level": least}, {"level": offered}) == fit


@pytest.mark.parametrize(("start", "fit"), [(90, 1.0), (-90, 1.0), (410, 0.5), (730, 0.0), (2000, 0.0)])
def test_a_wait_of_a_quarter_costs_nothing_and_two_years_cost_all(start, fit):
    assert told("dates", {"day": start}, {"day": 0}) == fit


def test_distance_halves_at_a_hundred_kilometers():
    here = {"point": (113.0, 34.0)}
    assert told("distance", here, here) == 1
    assert told("distance", {"point": (113.0, 34.0 + 100 / 111.195)}, here) == pytest.approx(0.5, abs=0.001)
    assert math.isnan(told("distance", {}, here))


@settings(deadline=None)  # The first call compiles.
@given(st.tuples(degrees, degrees), st.tuples(degrees, degrees))
def test_distance_falls_with_the_kilometers_between_points(here, there):
    kilometers = float(distance_km(*map(np.array, (*here, *there))))
    assert told("distance", {"point": here}, {"point": there}) == pytest.approx(1 / (1 + kilometers / 100))


@pytest.mark.parametrize(
    ("posts", "places", "share"), [(40, 10, 0.25), (40, 50, 1.0), (0, 5, NAN), (40, NAN, NAN)]
)
def test_capacity_is_the_share_of_posts_that_the_places_fill(posts, places, share):
    assert told("capacity", {"number": posts}, {"number": places}) == pytest.approx(share, nan_ok=True)


@pytest.mark.parametrize(
    ("need", "offer", "mean"), [(0.4, 0.8, 0.6), (0.4, NAN, 0.4), (NAN, 0.8, 0.8), (NAN, NAN, NAN)]
)
def test_a_newcomer_takes_the_record_of_the_other_side(need, offer, mean):
    assert told("track_record", {"record": need}, {"record": offer}) == pytest.approx(mean, nan_ok=True)


def test_what_is_compiled_takes_the_numbers_of_the_table_as_they_are(monkeypatch):
    away = {"point": (113.0, 34.0)}, {"point": (113.0, 34.0 + 100 / 111.195)}
    monkeypatch.setattr(scoring, "SCALE", scoring.SCALE._replace(half_distance_km=300.0))
    assert told("distance", *away) == pytest.approx(0.75, abs=0.001)
