"""What the score must hold for any features: range, parts that add up, and silence that is not punished."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.scoring import rise, weigh
from matchmaker.matching.weights import FEATURES, WEIGHTS

unit = st.floats(0, 1)
features = st.fixed_dictionaries({name: st.none() | unit for name in FEATURES})


def score(values):
    row = [math.nan if values[name] is None else values[name] for name in FEATURES]
    scores = weigh(np.array([row]))
    (candidate,) = scores.candidates([1], [2])
    assert set(candidate.missing) == {name for name, value in values.items() if value is None}
    return candidate.score, candidate.parts


def test_the_weights_make_a_hundred_and_each_says_why():
    assert sum(weight.points for weight in WEIGHTS.values()) == 100
    assert all(weight.why for weight in WEIGHTS.values())


@settings(deadline=None)  # The first call compiles.
@given(features)
def test_the_parts_add_up_to_the_score_exactly(values):
    total, parts = score(values)
    assert sum(parts.values()) == total
    assert -1e-9 <= total <= 100 + 1e-9
    assert set(parts) == {name for name, value in values.items() if value is not None}


@settings(deadline=None)  # The first call compiles.
@given(features, st.sampled_from(sorted(WEIGHTS)), unit, unit)
def test_a_better_value_never_lowers_the_score(values, name, one, other):
    low, high = sorted((one, other))
    assert score({**values, name: low})[0] <= score({**values, name: high})[0] + 1e-9


@settings(deadline=None)  # The first call compiles.
@given(features, st.sampled_from(sorted(WEIGHTS)))
def test_a_missing_value_is_never_worse_than_the_worst_nor_better_than_the_best(values, name):
    missing = score({**values, name: None})[0]
    assert score({**values, name: 0.0})[0] <= missing + 1e-9
    if any(values[other] is not None for other in WEIGHTS if WEIGHTS[other].is_substance and other != name):
        assert missing <= score({**values, name: 1.0})[0] + 1e-9


@settings(deadline=None)  # The first call compiles.
@given(features)
def test_circumstances_raise_a_score_no_further_than_said(values):
    silent = {name: None if not WEIGHTS[name].is_substance else value for name, value in values.items()}
    strength, total = score(silent)[0], score(values)[0]
    told = sum(WEIGHTS[name].points for name in WEIGHTS if values[name] != silent[name])
    assert total <= strength + told * rise(np.array([strength]))[0] + 1e-9


def test_a_perfect_pair_has_a_hundred_points_even_when_only_its_text_is_known():
    assert score(dict.fromkeys(WEIGHTS, 1.0))[0] == 100
    assert score({**dict.fromkeys(WEIGHTS), "text": 1.0})[0] == 100


def test_a_near_school_of_another_trade_gains_nothing_by_being_near():
    stranger = {**dict.fromkeys(WEIGHTS, 1.0), "text": 0.0, "must": 0.0, "nice": 0.0, "bridge": 0.0}
    assert score(stranger)[0] == 0
