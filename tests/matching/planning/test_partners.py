"""Who would have to join: the fewest, near, accepting, and never more than partners may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from matchmaker.matching.planning.partners import Joining, join
from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.matching.profile import Need, Offer, Place
from matchmaker.terms import Kind, Promise

TODAY = date(2025, 3, 1)
HERE, FAR = Place("410102", 113.61, 34.75), Place("371302", 118.35, 35.05)
OFFER = Offer(1, "数控技术", organization_id=100, place=HERE, places=40, graduation=date(2026, 6, 30))
SMALL = Need(1, "数控工", organization_id=1, place=HERE, posts=12, promise=Promise.PARTIAL)


def other(number, posts, **facts):
    return replace(SMALL, id=number, organization_id=number, posts=posts, **facts)


def joined(*others, need=SMALL, offer=OFFER, scores=None, limits=None):
    scored = [(one, (scores or {}).get(one.id, 60.0)) for one in others]
    return join(need, offer, scored, score=70.0, thresholds=limits or Thresholds(), today=TODAY)


def test_the_largest_join_first_so_that_few_are_needed():
    assert joined(other(2, 3), other(3, 9), other(4, 5)) == Joining((3,), posts=21, lacking=0)


def test_several_join_until_the_class_is_full_enough():
    assert joined(other(2, 3), other(3, 4), other(4, 4)) == Joining((3, 4), posts=20, lacking=0)


def test_what_still_lacks_is_said_when_all_together_are_too_few():
    assert joined(other(2, 3)) == Joining((2,), posts=15, lacking=5)


@pytest.mark.parametrize(
    "facts",
    [
        {"place": FAR},
        {"promise": Promise.NONE},
        {"accepted_kinds": frozenset({Kind.ORDER_CLASS})},
        {"organization_id": 1},
        {"posts": None},
    ],
)
def test_who_is_far_refuses_or_is_the_same_enterprise_does_not_join(facts):
    assert joined(replace(other(2, 9), **facts)) is None


def test_a_weak_match_does_not_join():
    assert joined(other(2, 9), scores={2: 10.0}) is None


@pytest.mark.parametrize("posts", [None, 0, 20, 45])
def test_a_demand_without_open_posts_or_with_enough_needs_nobody(posts):
    assert joined(other(2, 9), need=replace(SMALL, posts=posts)) is None


def test_no_partner_heals_a_school_that_is_far_or_too_small():
    assert joined(other(2, 9), offer=replace(OFFER, place=FAR)) is None
    assert joined(other(2, 9), offer=replace(OFFER, places=5)) is None


def test_no_more_join_than_may_be_partners():
    found = joined(*(other(number, 1) for number in range(2, 30)), limits=Thresholds(partners_maximum=4))
    assert found == Joining((2, 3, 4), posts=15, lacking=5)
