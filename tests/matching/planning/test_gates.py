"""What holds for every kind and any pair: bounds, gaps, and many pairs at once judged as each alone."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.planning.facts import Cases, need_columns, offer_columns
from matchmaker.matching.planning.gates import Status
from matchmaker.matching.planning.kind_rules import KINDS
from matchmaker.matching.planning.kinds import judge, survey
from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.matching.profile import Need, Offer, Place
from matchmaker.terms import Kind, Level, Promise

TODAY = date(2025, 3, 1)
LIMITS = Thresholds()
ZHENGZHOU = Place("410102", 113.61, 34.75)
NEARBY = Place("410108", 113.66, 34.80)
LINYI = Place("371302", 118.35, 35.05)


def test_every_kind_names_fields_that_postings_have():
    known = {f"need.{f.name}" for f in fields(Need)} | {f"offer.{f.name}" for f in fields(Offer)}
    assert set(KINDS) == set(Kind)
    for rule in KINDS.values():
        assert set(rule.fields) <= known
        assert set(rule.grounds) <= set(rule.gates)


numbers = st.none() | st.integers(0, 60)
needs = st.builds(
    Need,
    id=st.just(1),
    title=st.just("工"),
    posts=numbers,
    mentors=numbers,
    workstations=numbers,
    shifts=st.none() | st.integers(1, 3),
    dormitory_beds=numbers,
    teaching_room_m2=st.none() | st.floats(0, 100),
    promise=st.none() | st.sampled_from(Promise),
    line_area_m2=st.none() | st.floats(0, 100),
    place=st.sampled_from([Place(), NEARBY, LINYI, Place("410100")]),
)
offers = st.builds(
    Offer,
    id=st.just(1),
    title=st.just("专业"),
    places=numbers,
    level=st.none() | st.sampled_from(Level),
    site_area_m2=st.none() | st.floats(0, 100),
    graduation=st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    place=st.sampled_from([Place(), ZHENGZHOU]),
)
scores = st.none() | st.floats(0, 100)


@settings(max_examples=80, deadline=None)
@given(needs, offers, scores)
def test_fits_stay_in_bounds_and_a_gate_has_a_gap_only_when_it_failed(need, offer, score):
    for verdict in judge([need], offer, score=score, thresholds=LIMITS, today=TODAY):
        assert 0 <= verdict.fit <= 1
        assert 0 <= verdict.students <= LIMITS.class_maximum
        for found in verdict.gates:
            assert (found.gap is not None) == (found.status is Status.FAILED)
            assert (found.have is None or found.want is None) == (found.status is Status.MISSING)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(needs, offers, scores), min_size=1, max_size=6))
def test_many_pairs_at_once_get_the_verdicts_of_each_alone(triples):
    at = np.arange(len(triples))
    cases = Cases(
        needs=need_columns([need for need, _, _ in triples]),
        offers=offer_columns([offer for _, offer, _ in triples]),
        needs_at=at,
        offers_at=at,
        scores=np.array([np.nan if score is None else score for _, _, score in triples]),
        thresholds=LIMITS,
        today=TODAY,
    )
    for kind, rule in KINDS.items():
        found = survey(rule, cases)
        for i, (need, offer, score) in enumerate(triples):
            alone = {v.kind: v for v in judge([need], offer, score=score, thresholds=LIMITS, today=TODAY)}[
                kind
            ]
            assert alone.is_open == found.is_open[i]
            assert alone.is_grounded == found.is_grounded[i]
            assert alone.students == found.students[i]
            assert alone.fit == pytest.approx(found.fit[i])
