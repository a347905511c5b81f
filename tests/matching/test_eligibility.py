"""What excludes a pair, and what must not."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.eligibility import eligible_pairs
from matchmaker.matching.profile import Need, Offer
from matchmaker.terms import Kind, Level

TODAY = date(2025, 3, 1)

levels = st.none() | st.sampled_from(Level)
kinds = st.none() | st.frozensets(st.sampled_from(Kind), max_size=3)
dates = st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3))
needs = st.builds(
    lambda level, accepted: Need(1, "工", least_level=level, accepted_kinds=accepted), levels, kinds
)
offers = st.builds(
    lambda level, accepted, graduation: Offer(
        1, "专业", level=level, accepted_kinds=accepted, graduation=graduation
    ),
    levels,
    kinds,
    dates,
)


def is_possible(need: Need, offer: Offer, today: date | None = TODAY) -> bool:
    only = np.zeros(1, dtype=np.intp)
    return bool(eligible_pairs([need], [offer], only, only, today=today)[0])


def test_a_pair_that_says_nothing_is_eligible():
    assert is_possible(Need(1, "焊工"), Offer(2, "焊接技术"))


@pytest.mark.parametrize(
    ("least", "level", "possible"),
    [
        (Level.COLLEGE, Level.SECONDARY, False),
        (Level.COLLEGE, Level.COLLEGE, True),
        (Level.COLLEGE, Level.BACHELOR, True),
        (Level.COLLEGE, None, True),
        (None, Level.SECONDARY, True),
    ],
)
def test_a_programme_below_the_least_level_is_out_and_an_unknown_level_is_not(least, level, possible):
    assert is_possible(Need(1, "工", least_level=least), Offer(2, "专业", level=level)) is possible


def test_a_class_that_has_graduated_is_out_only_when_today_is_known():
    gone = Offer(2, "专业", graduation=TODAY - timedelta(days=1))
    assert not is_possible(Need(1, "工"), gone)
    assert is_possible(Need(1, "工"), gone, today=None)
    assert is_possible(Need(1, "工"), Offer(2, "专业", graduation=TODAY))


def test_sides_without_a_common_kind_are_out_and_no_kinds_named_means_any():
    order = frozenset({Kind.ORDER_CLASS})
    practice = frozenset({Kind.TEACHER_PRACTICE})
    assert not is_possible(Need(1, "工", accepted_kinds=order), Offer(2, "专业", accepted_kinds=practice))
    assert is_possible(Need(1, "工", accepted_kinds=order), Offer(2, "专业", accepted_kinds=order | practice))
    assert is_possible(Need(1, "工", accepted_kinds=order), Offer(2, "专业", accepted_kinds=frozenset()))
    assert is_possible(Need(1, "工"), Offer(2, "专业", accepted_kinds=practice))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(needs, min_size=1, max_size=5),
    st.lists(offers, min_size=1, max_size=5),
    st.none() | st.just(TODAY),
)
def test_pairs_are_told_one_by_one(some_needs, some_offers, today):
    rows, columns = (axis.ravel() for axis in np.indices((len(some_needs), len(some_offers))))
    together = eligible_pairs(some_needs, some_offers, rows, columns, today=today)
    for row, column, possible in zip(rows, columns, together, strict=True):
        assert is_possible(some_needs[row], some_offers[column], today) == possible


@settings(max_examples=60, deadline=None)
@given(needs, offers)
def test_forgetting_a_fact_never_excludes_a_pair(need, offer):
    if is_possible(need, offer):
        assert is_possible(Need(need.id, need.title), offer)
        assert is_possible(need, Offer(offer.id, offer.title))
