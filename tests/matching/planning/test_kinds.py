"""Gates of the ten kinds: met, failed, missing, and what the nearest missing thing is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from matchmaker.matching.planning.gates import Status
from matchmaker.matching.planning.kinds import judge, suggest
from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.matching.profile import Need, Offer, Place
from matchmaker.terms import Kind, Level, Promise
from tests.matching.planning.cases import (
    LIMITS,
    LINYI,
    NEARBY,
    NEED,
    OFFER,
    TODAY,
    WEST_OF_TOWN,
    gate,
    verdicts,
)

SOLO_KINDS = [kind for kind in Kind if kind is not Kind.JOINT_ORDER_CLASS]


@pytest.mark.parametrize("kind", SOLO_KINDS)
def test_a_pair_that_gives_everything_opens_and_completes_every_kind(kind):
    verdict = verdicts(NEED)[kind]
    assert verdict.is_open
    assert verdict.is_complete
    assert verdict.is_grounded
    assert 0 < verdict.fit <= 1


@pytest.mark.parametrize("kind", Kind)
def test_two_silent_sides_fail_nothing_but_the_lack_of_a_partner(kind):
    verdict = verdicts(Need(1, "工"), offer=Offer(1, "专业"), score=None)[kind]
    assert {g.name for g in verdict.gates if g.status is Status.FAILED} <= {"partners"}
    assert not verdict.is_complete
    assert not verdict.is_grounded


def test_twelve_posts_miss_eight_for_an_order_class_and_point_to_a_joint_one():
    order = verdicts(replace(NEED, posts=12))[Kind.ORDER_CLASS]
    (posts,) = (g for g in order.gates if g.status is Status.FAILED)
    assert (posts.name, posts.have, posts.want, posts.gap) == ("posts", 12.0, 20.0, 8.0)
    assert order.alternative is Kind.JOINT_ORDER_CLASS


@pytest.mark.parametrize(
    "need",
    [
        replace(NEED, posts=12, accepted_kinds=frozenset({Kind.ORDER_CLASS})),
        replace(NEED, posts=12, promise=Promise.NONE),
        replace(NEED, posts=0),
    ],
)
def test_a_joint_class_is_no_way_out_when_refused_or_when_more_than_posts_is_missing(need):
    assert verdicts(need)[Kind.ORDER_CLASS].alternative is None


@pytest.mark.parametrize(
    ("kind", "name", "need", "offer"),
    [
        (Kind.ORDER_CLASS, "promise", replace(NEED, promise=Promise.NONE), OFFER),
        (Kind.ORDER_CLASS, "level", replace(NEED, least_level=Level.BACHELOR), OFFER),
        (Kind.ORDER_CLASS, "places", NEED, replace(OFFER, places=19)),
        (Kind.ORDER_CLASS, "graduation", NEED, replace(OFFER, graduation=date(2025, 8, 1))),
        (Kind.NAMED_CLASS, "support", replace(NEED, sponsorship_yuan=0.0), OFFER),
        (Kind.NAMED_CLASS, "promise", replace(NEED, promise=Promise.FULL), OFFER),
        (Kind.SCHOOL_IN_FACTORY, "teaching_room", replace(NEED, teaching_room_m2=0.0), OFFER),
        (Kind.SCHOOL_IN_FACTORY, "mentors", replace(NEED, mentors=1), OFFER),
        (Kind.SCHOOL_IN_FACTORY, "safety", replace(NEED, is_safe_site=False), OFFER),
        (Kind.SCHOOL_IN_FACTORY, "workstations", replace(NEED, workstations=4), OFFER),
        (Kind.SCHOOL_IN_FACTORY, "lodging", replace(NEED, place=LINYI), OFFER),
        (Kind.FACTORY_IN_SCHOOL, "line", replace(NEED, brings_line=False), OFFER),
        (Kind.FACTORY_IN_SCHOOL, "site_area", NEED, replace(OFFER, site_area_m2=399.0)),
        (Kind.FACTORY_IN_SCHOOL, "site_power", NEED, replace(OFFER, site_power_kw=99.0)),
        (Kind.FACTORY_IN_SCHOOL, "logistics", NEED, replace(OFFER, site_logistics=False)),
        (Kind.FACTORY_IN_SCHOOL, "process", replace(NEED, is_process_allowed=False), OFFER),
        (Kind.INDUSTRY_COLLEGE, "breadth", NEED, replace(OFFER, group_majors=1)),
        (Kind.INDUSTRY_COLLEGE, "years", replace(NEED, cooperation_years=2.0), OFFER),
        (Kind.TRAINING_BASE, "equipment", replace(NEED, equipment=("蒸馏塔",)), OFFER),
        (Kind.APPRENTICESHIP, "hired_on_enrollment", replace(NEED, hires_on_enrollment=False), OFFER),
        (Kind.FIELD_ENGINEER, "engineer_level", NEED, replace(OFFER, level=Level.SECONDARY)),
        (Kind.TEACHER_PRACTICE, "teachers_owing", NEED, replace(OFFER, teachers_owing_practice=0)),
    ],
)
def test_one_broken_condition_closes_the_kind_by_that_very_gate(kind, name, need, offer):
    verdict = verdicts(need, offer=offer)[kind]
    assert [g.name for g in verdict.gates if g.status is Status.FAILED] == [name]
    assert not verdict.is_open


def test_a_gate_without_data_is_missing_and_says_what_it_wants():
    mentors = gate(Kind.SCHOOL_IN_FACTORY, "mentors", replace(NEED, mentors=None))
    assert (mentors.status, mentors.have, mentors.want, mentors.gap) == (Status.MISSING, None, 4.0, None)


def test_two_enterprises_of_one_area_open_a_joint_class_and_no_single_kind_is_judged():
    found = verdicts(replace(NEED, posts=12), replace(NEED, id=2, organization_id=201, posts=9))
    assert set(found) == {Kind.JOINT_ORDER_CLASS, Kind.INDUSTRY_COLLEGE}
    joint = found[Kind.JOINT_ORDER_CLASS]
    assert joint.is_open
    assert joint.is_complete
    assert joint.students == 21


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("partners", replace(NEED, id=2, posts=12)),
        ("posts", replace(NEED, id=2, organization_id=201, posts=3)),
        ("area", replace(NEED, id=2, organization_id=201, posts=12, place=WEST_OF_TOWN)),
        ("promise", replace(NEED, id=2, organization_id=201, posts=12, promise=Promise.NONE)),
        ("accepted", replace(NEED, id=2, organization_id=201, accepted_kinds=frozenset({Kind.ORDER_CLASS}))),
    ],
)
def test_a_joint_class_is_as_strong_as_its_weakest_link(name, other):
    joint = verdicts(replace(NEED, posts=12), other)[Kind.JOINT_ORDER_CLASS]
    assert [g.name for g in joint.gates if g.status is Status.FAILED] == [name]


@pytest.mark.parametrize(
    ("place", "status"), [(NEARBY, Status.MET), (LINYI, Status.FAILED), (Place(), Status.MISSING)]
)
def test_a_joint_class_asks_for_a_school_near_the_farthest_partner(place, status):
    needs = replace(NEED, posts=12), replace(NEED, id=2, organization_id=201, posts=9)
    assert gate(Kind.JOINT_ORDER_CLASS, "commute", *needs, offer=replace(OFFER, place=place)).status is status


def test_a_demand_far_from_the_school_is_not_pointed_to_a_joint_class():
    far = replace(NEED, posts=12, place=LINYI)
    assert verdicts(far)[Kind.ORDER_CLASS].alternative is None


def test_the_places_of_an_unknown_area_leave_the_area_open():
    other = replace(NEED, id=2, organization_id=201, place=Place())
    assert gate(Kind.JOINT_ORDER_CLASS, "area", replace(NEED, posts=12), other).status is Status.MISSING


def test_the_order_is_open_complete_grounded_then_fit():
    found = judge([replace(NEED, mentors=None)], OFFER, score=70.0, thresholds=LIMITS, today=TODAY)
    keys = [(not v.is_open, not v.is_complete, not v.is_grounded, -v.fit) for v in found]
    assert keys == sorted(keys)
    assert len(found) == len(Kind)


def test_an_enterprise_with_posts_and_a_promise_gets_an_order_class_first():
    plain = Need(1, "工", 200, least_level=Level.SECONDARY, posts=30, promise=Promise.FULL)
    assert judge([plain], OFFER, score=70.0, thresholds=LIMITS, today=TODAY)[0].kind is Kind.ORDER_CLASS


def test_a_verdict_without_a_demand_is_refused():
    with pytest.raises(ValueError, match="at least one demand"):
        judge([], OFFER, score=50.0, thresholds=LIMITS, today=TODAY)


def test_thresholds_that_contradict_each_other_are_refused():
    with pytest.raises(ValueError, match="class_minimum"):
        Thresholds(class_minimum=60)
    with pytest.raises(ValueError, match="partners_minimum"):
        Thresholds(partners_minimum=1)


def test_what_is_suggested_for_pairs_at_once_is_the_first_ready_verdict_of_each_alone():
    able = replace(NEED, posts=30, promise=Promise.FULL, sponsor_name="企业", sponsorship_yuan=1e5)
    few = Need(1, "工", least_level=Level.SECONDARY, posts=12, promise=Promise.FULL)
    needs = [NEED, few, Need(1, "工"), able, replace(able, promise=None)]
    pairs = [(need, offer) for need in needs for offer in (OFFER, Offer(1, "专业"))]
    scores = [90.0, 40.0, 75.5, 80.0, 100.0, 61.0, 80.0, 95.0, 70.0, 66.0]
    alone = []
    for (need, offer), score in zip(pairs, scores, strict=True):
        verdicts = judge([need], offer, score=score, thresholds=LIMITS, today=TODAY)
        ready = [one for one in verdicts if one.is_open and one.is_grounded]
        alone.append(next(iter(ready or [one for one in verdicts if one.alternative]), None))
    assert suggest(pairs, scores=scores, thresholds=LIMITS, today=TODAY) == alone
    assert len({one.kind for one in alone if one}) > 1
    assert None in alone
    assert any(one.alternative for one in alone if one)


def test_no_pairs_get_no_suggestions():
    assert suggest([], scores=[], thresholds=LIMITS, today=TODAY) == []
