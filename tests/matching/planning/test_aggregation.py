"""Joint classes: full, near and few, and nothing given twice."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.geography import apart_km, are_abroad
from matchmaker.matching.planning.aggregation import Pool, aggregate
from matchmaker.matching.planning.thresholds import Thresholds

LIMITS = Thresholds()
UNKNOWN = (np.nan, np.nan, np.nan, np.nan)
# Three spots of one city, a town at 40 km, another city at 400 km, a city without a point, and nowhere.
SPOTS = [
    (113.60, 34.75, 4101.0, 41.0),
    (113.65, 34.78, 4101.0, 41.0),
    (113.60, 34.75, np.nan, np.nan),
    (114.05, 34.75, 4101.0, 41.0),
    (118.35, 35.05, 3713.0, 37.0),
    (np.nan, np.nan, 4101.0, 41.0),
    UNKNOWN,
]


def pool(posts, *, places=(50,), organizations=None, spots=None, schools=None, pairs=None):
    """Return a pool in which every need suits every offer and is worth 1, unless pairs are given."""
    pairs = pairs or {(need, offer): 1.0 for need in range(len(posts)) for offer in range(len(places))}
    return Pool(
        needs=np.array([need for need, _ in pairs], dtype=np.intp),
        offers=np.array([offer for _, offer in pairs], dtype=np.intp),
        values=np.array(list(pairs.values())),
        posts=np.array(posts, dtype=np.int64),
        organizations=np.array(organizations or range(len(posts)), dtype=np.int64),
        spots=np.array(spots or [SPOTS[0]] * len(posts)).T,
        schools=np.array(schools or [SPOTS[0]] * len(places)).T,
        places=np.array(places, dtype=np.int64),
    )


@st.composite
def pools(draw):
    size, offers = draw(st.integers(1, 14)), draw(st.integers(1, 3))
    everything = [(need, offer) for need in range(size) for offer in range(offers)]
    worth = st.integers(1, 10).map(lambda tenths: tenths / 10)
    return pool(
        draw(st.lists(st.integers(0, 19), min_size=size, max_size=size)),
        places=draw(st.lists(st.integers(0, 120), min_size=offers, max_size=offers)),
        organizations=draw(st.lists(st.integers(0, 5), min_size=size, max_size=size)),
        spots=draw(st.lists(st.sampled_from(SPOTS), min_size=size, max_size=size)),
        schools=draw(st.lists(st.sampled_from(SPOTS), min_size=offers, max_size=offers)),
        pairs=draw(st.dictionaries(st.sampled_from(everything), worth, min_size=1)),
    )


thresholds = st.sampled_from(
    [LIMITS, Thresholds(class_minimum=1), Thresholds(partners_minimum=3), Thresholds(partners_maximum=2)]
)


@settings(max_examples=200, deadline=None)
@given(pools(), thresholds)
def test_classes_keep_every_promise(some, limits):
    classes = aggregate(some, thresholds=limits)
    posts, places = some.posts.copy(), some.places.copy()
    candidates = set(zip(some.needs.tolist(), some.offers.tolist(), strict=True))
    for joint in classes:
        members = [share.need for share in joint.shares]
        assert limits.class_minimum <= joint.students <= limits.class_maximum
        assert len({some.organizations[need] for need in members}) >= limits.partners_minimum
        assert len(set(members)) == len(members) <= limits.partners_maximum
        assert {(need, joint.offer) for need in members} <= candidates
        for one, other in combinations(members, 2):
            assert apart_km(some.spots[:, one], some.spots[:, other]) <= limits.radius_km
        assert not (apart_km(some.spots[:, members], some.schools[:, [joint.offer]]) > limits.radius_km).any()
        places[joint.offer] -= joint.students
        for share in joint.shares:
            assert share.posts > 0
            posts[share.need] -= share.posts
            assert share.remaining == posts[share.need]
    assert (posts >= 0).all()
    assert (places >= 0).all()


@settings(max_examples=80, deadline=None)
@given(pools(), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter(some, random):
    order = list(range(len(some.needs)))
    random.shuffle(order)
    shuffled = replace(some, needs=some.needs[order], offers=some.offers[order], values=some.values[order])
    assert aggregate(shuffled, thresholds=LIMITS) == aggregate(some, thresholds=LIMITS)


@settings(max_examples=80, deadline=None)
@given(pools())
def test_no_two_of_the_left_over_could_have_made_a_class_alone(some):
    classes = aggregate(some, thresholds=LIMITS)
    posts, places = some.posts.copy(), some.places.copy()
    for joint in classes:
        places[joint.offer] -= joint.students
        for share in joint.shares:
            posts[share.need] -= share.posts
    for offer in range(len(places)):
        suited = some.needs[some.offers == offer]
        away = apart_km(some.spots[:, suited], some.schools[:, [offer]])
        abroad = are_abroad(some.spots[:, suited], some.schools[:, [offer]])
        suited = suited[~((away > LIMITS.radius_km) | (np.isnan(away) & abroad))]
        for one, other in combinations(suited, 2):
            is_near = apart_km(some.spots[:, one], some.spots[:, other]) <= LIMITS.radius_km
            is_apart = some.organizations[one] != some.organizations[other]
            enough = min(posts[one] + posts[other], places[offer]) >= LIMITS.class_minimum
            assert not (is_near and is_apart and enough and posts[one] and posts[other])


def test_three_workshops_fill_a_class_and_keep_what_they_do_not_give():
    (joint,) = aggregate(pool([19, 19, 18]), thresholds=Thresholds(class_maximum=50, class_minimum=30))
    assert joint.students == 50
    assert sum(share.remaining for share in joint.shares) == 6


def test_sixty_posts_make_two_classes_of_thirty_rather_than_one_full_and_ten_left():
    classes = aggregate(pool([15, 15, 15, 15], places=(100,)), thresholds=LIMITS)
    assert [joint.students for joint in classes] == [30, 30]


def test_the_nearer_partner_is_chosen_when_both_are_worth_the_same():
    some = pool([15, 10, 10], spots=[SPOTS[0], SPOTS[3], SPOTS[1]], places=(25,))
    (joint,) = aggregate(some, thresholds=LIMITS)
    assert [share.need for share in joint.shares] == [0, 2]


def test_one_enterprise_alone_makes_no_joint_class():
    assert aggregate(pool([19, 19, 19], organizations=[7, 7, 7]), thresholds=LIMITS) == []


def test_enterprises_of_two_cities_make_no_class():
    assert aggregate(pool([15, 15], spots=[SPOTS[0], SPOTS[4]]), thresholds=LIMITS) == []


def test_a_school_of_another_city_gets_no_class_however_much_it_suits():
    both = {"places": (30, 30), "pairs": {(0, 0): 0.9, (1, 0): 0.9, (0, 1): 0.4, (1, 1): 0.4}}
    (joint,) = aggregate(pool([15, 15], schools=[SPOTS[4], SPOTS[1]], **both), thresholds=LIMITS)
    assert joint.offer == 1
    assert aggregate(pool([15, 15], schools=[SPOTS[4], SPOTS[4]], **both), thresholds=LIMITS) == []


def test_the_near_school_goes_before_an_equal_one_of_unknown_place_which_may_still_serve():
    schools = {"places": (30, 30), "schools": [UNKNOWN, SPOTS[1]]}
    (joint,) = aggregate(pool([15, 15], **schools), thresholds=LIMITS)
    assert joint.offer == 1
    assert len(aggregate(pool([15, 15], schools=[UNKNOWN]), thresholds=LIMITS)) == 1


def test_the_same_city_stands_in_for_points_but_an_unknown_place_stands_for_nothing():
    city = [SPOTS[5], SPOTS[5]]
    assert len(aggregate(pool([15, 15], spots=city), thresholds=LIMITS)) == 1
    assert aggregate(pool([15, 15], spots=[UNKNOWN, UNKNOWN]), thresholds=LIMITS) == []


def test_many_tiny_demands_give_way_to_the_larger_ones_when_partners_are_limited():
    some = pool([1] * 12 + [8, 8, 8], pairs={(at, 0): 0.9 if at < 12 else 0.6 for at in range(15)})
    (joint,) = aggregate(some, thresholds=LIMITS)
    assert {12, 13, 14} <= {share.need for share in joint.shares}


def test_the_programme_that_is_worth_more_gets_the_demands():
    some = pool([12, 12], places=(30, 30), pairs={(0, 0): 0.5, (1, 0): 0.5, (0, 1): 0.8, (1, 1): 0.8})
    (joint,) = aggregate(some, thresholds=LIMITS)
    assert joint.offer == 1


def test_a_school_without_a_point_joins_nobody_of_another_province():
    posts = [12, 13]
    assert aggregate(pool(posts, schools=[UNKNOWN]), thresholds=LIMITS)
    assert aggregate(pool(posts, schools=[(np.nan, np.nan, np.nan, 41.0)]), thresholds=LIMITS)
    assert not aggregate(pool(posts, schools=[(np.nan, np.nan, np.nan, 46.0)]), thresholds=LIMITS)
