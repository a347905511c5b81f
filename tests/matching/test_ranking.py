"""What every ranking must hold, whoever asks, in whatever order, and for any postings."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching import search as searching
from matchmaker.matching.profile import Catalogue, Need, Offer, Place
from matchmaker.matching.ranking import explain, fit, rank
from matchmaker.matching.search import LimitError
from matchmaker.terms import Level

CATALOGUE = Catalogue(
    majors={"460103": "数控技术", "540106": "酒店管理与数字化运营"},
    courses={
        "460103": ("机械制图", "数控机床编程与操作"),
        "540106": ("前厅服务与管理", "客房服务与管理"),
    },
    occupations={"6-18-01-01": "车工", "4-03-02-01": "前厅服务员"},
    links={"460103": frozenset({"6-18-01-01"}), "540106": frozenset({"4-03-02"})},
)
SKILLS = ("机械制图", "数控编程", "前厅服务", "英语口语", "PLC编程", "焊接")

levels = st.none() | st.sampled_from(Level)
places = st.builds(Place, longitude=st.none() | st.floats(100, 120), latitude=st.none() | st.floats(20, 40))
days = st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1))
skills = st.lists(st.sampled_from(SKILLS), max_size=3, unique=True).map(tuple)
records = st.none() | st.floats(0, 1)


@st.composite
def markets(draw):
    """A few needs and offers with anything missing, and a model of them."""
    needs = [
        Need(
            id=number,
            title=draw(st.sampled_from(["数控操作工", "前厅接待员", "电焊工"])),
            summary=draw(st.sampled_from(["", "操作数控机床", "接待宾客", "看懂图纸"])),
            must_skills=draw(skills),
            nice_skills=draw(skills),
            occupation_code=draw(st.none() | st.sampled_from(["6-18-01-01", "4-03-02-01"])),
            least_level=draw(levels),
            place=draw(places),
            posts=draw(st.none() | st.integers(0, 60)),
            start=draw(days),
            track_record=draw(records),
        )
        for number in range(1, 1 + draw(st.integers(1, 4)))
    ]
    offers = [
        Offer(
            id=100 + number,
            title=draw(st.sampled_from(["数控技术", "酒店管理", "智能焊接技术"])),
            skills=draw(skills),
            major_code=draw(st.none() | st.sampled_from(["460103", "540106"])),
            level=draw(levels),
            place=draw(places),
            places=draw(st.none() | st.integers(0, 60)),
            graduation=draw(days),
            track_record=draw(records),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    return needs, offers, fit(needs=needs, offers=offers, catalogue=CATALOGUE)


def by_pair(candidates):
    return {(candidate.need_id, candidate.offer_id): candidate for candidate in candidates}


@settings(max_examples=40, deadline=None)
@given(markets())
def test_a_pair_is_the_same_from_either_side_and_explained_alone(market):
    needs, offers, model = market
    asked = by_pair(rank(needs, offers, model=model, limit=None))
    assert asked == by_pair(rank(needs, offers, model=model, limit=None, queries="offers"))
    for need in needs:
        for offer in offers:
            if (need.id, offer.id) in asked:
                assert explain(need, offer, model=model) == asked[need.id, offer.id]


@settings(max_examples=40, deadline=None)
@given(markets())
def test_the_points_shown_add_up_to_the_score_and_the_rest_is_named_missing(market):
    needs, offers, model = market
    for found in rank(needs, offers, model=model, limit=None):
        assert sum(found.parts.values()) == found.score
        assert 0 <= found.score <= 100 + 1e-9
        assert not set(found.parts) & set(found.missing)
        assert len(found.parts) + len(found.missing) == 9


@settings(max_examples=40, deadline=None)
@given(markets(), st.randoms(use_true_random=False))
def test_shuffling_postings_changes_nothing_but_ties(market, chance: random.Random):
    needs, offers, model = market
    before = rank(needs, offers, model=model, limit=2)
    mixed_needs, mixed_offers = needs[:], offers[:]
    chance.shuffle(mixed_needs)
    chance.shuffle(mixed_offers)
    after = rank(mixed_needs, mixed_offers, model=model, limit=2)
    for need in needs:
        assert [f.score for f in before if f.need_id == need.id] == [
            f.score for f in after if f.need_id == need.id
        ]


@settings(max_examples=60, deadline=None)
@given(markets(), st.sampled_from(SKILLS))
def test_one_more_skill_that_is_wanted_never_lowers_the_score(market, skill):
    needs, offers, model = market
    need = replace(needs[0], must_skills=(*needs[0].must_skills, skill))
    offer = replace(offers[0], courses=("公共基础",))  # An offer that says something of what it teaches.
    more = replace(offer, skills=(*offer.skills, skill))
    assert explain(need, more, model=model).score >= explain(need, offer, model=model).score


MACHINIST = Need(1, "数控车床操作工", summary="负责数控机床的编程与操作", must_skills=("机械制图", "日语"))
MACHINING = Offer(1, "数控技术", major_code="460103", level=Level.SECONDARY)
HOTEL = Offer(2, "酒店管理", major_code="540106", level=Level.COLLEGE)


@pytest.fixture(scope="module")
def model():
    return fit(needs=[MACHINIST], offers=[MACHINING, HOTEL], catalogue=CATALOGUE)


def test_the_trade_decides(model):
    found = rank([MACHINIST], [HOTEL, MACHINING], model=model)
    assert [candidate.offer_id for candidate in found] == [MACHINING.id, HOTEL.id]
    assert found[0].score > 50
    assert found[1].score < 10


def test_reasons_name_what_is_there_and_what_is_not(model):
    best, other = rank([MACHINIST], [MACHINING, HOTEL], model=model)
    assert best.hit_skills == ("机械制图",)
    assert best.missed_must == ("日语",)
    assert "编程" in best.hit_terms
    assert "编程" in other.missed_terms
    assert "负责" not in (*best.hit_terms, *best.missed_terms)


def test_reasons_may_be_left_out_for_speed(model):
    best = rank([MACHINIST], [MACHINING], model=model, reasons=False)[0]
    assert (best.hit_terms, best.hit_skills, best.missed_must) == ((), (), ())


def test_an_ineligible_pair_is_not_listed_but_can_be_explained(model):
    strict = replace(MACHINIST, least_level=Level.COLLEGE)
    assert [c.offer_id for c in rank([strict], [MACHINING, HOTEL], model=model)] == [HOTEL.id]
    assert explain(strict, MACHINING, model=model).score > 50


def test_equal_scores_keep_the_order_of_the_other_side(model):
    doubles = [replace(MACHINING, id=number) for number in (9, 3, 7)]
    assert [c.offer_id for c in rank([MACHINIST], doubles, model=model, limit=2)] == [9, 3]


def test_queries_come_in_the_order_they_were_asked(model):
    needs = [replace(MACHINIST, id=5, title="前厅接待"), MACHINIST, replace(MACHINIST, id=4)]
    assert [c.need_id for c in rank(needs, [MACHINING], model=model)] == [5, 1, 4]


def test_a_short_list_and_small_blocks_find_what_everything_finds(model, monkeypatch):
    needs = [replace(MACHINIST, id=number, posts=number) for number in range(1, 6)]
    offers = [
        replace(offer, id=10 * number + offer.id, title=offer.title + "数控焊接前厅"[number], places=None)
        for number in range(6)
        for offer in (MACHINING, HOTEL)
    ]
    everything = rank(needs, offers, model=model, limit=3)
    monkeypatch.setattr(searching, "_CELLS", 1)
    assert rank(needs, offers, model=model, limit=3) == everything


@pytest.mark.parametrize("queries", ["needs", "offers"])
def test_an_empty_side_leaves_nothing_to_rank(model, queries):
    assert rank([], [MACHINING], model=model, queries=queries) == []
    assert rank([MACHINIST], [], model=model, queries=queries) == []


def test_a_limit_must_leave_something(model):
    with pytest.raises(LimitError):
        rank([MACHINIST], [MACHINING], model=model, limit=0)
