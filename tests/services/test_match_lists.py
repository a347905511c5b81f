"""Lists of matches narrow by the other side's place, level and kind, and count what each choice leaves."""

from __future__ import annotations

import pytest

from matchmaker.models import Demand, Mark, MatchMark
from matchmaker.policy import Identity
from matchmaker.services.matches import cards, lists
from matchmaker.services.matches.lists import Filters
from matchmaker.services.search import listings
from matchmaker.terms import Kind, Level
from tests.factories import LINYI, ZHENGZHOU


def test_a_list_narrows_by_score_place_level_and_kind(market):
    def change(demand, **facts):
        for name, value in facts.items():
            setattr(market.session.get_one(Demand, demand.id), name, value)
        market.session.commit()
        with market.make.database.transaction() as session:
            listings.refresh(session, {"demand": [demand.id]})

    first, second, third = market.demands  # 60, 90 and 75 points, at the same place.
    change(first, region_code=LINYI)
    change(second, least_level=Level.BACHELOR)
    change(third, accepted_kinds=[Kind.NAMED_CLASS.value])
    assert market.titles(least=75) == ["客房", "餐饮"]
    assert market.titles(region=LINYI) == ["前厅"]
    assert market.titles(within=50) == ["客房", "餐饮"]
    assert market.titles(level=Level.COLLEGE) == ["餐饮", "前厅"]
    assert market.titles(kind=Kind.ORDER_CLASS) == ["客房", "前厅"]
    assert market.titles(sort=lists.Sort.NEAREST) == ["客房", "餐饮", "前厅"]
    found = lists.of_posting(market.session, market.programme, market.school, Filters(region=LINYI))
    near = lists.near_posting(market.session, market.programme, market.school, Filters(region=LINYI))
    assert near.count == 2  # Whatever the filters say.
    assert found.counts["region"][LINYI] == 1
    assert sum(found.counts["region"].values()) == 3  # A filter does not narrow its own choices.
    assert found.counts["kind"] == dict.fromkeys(map(str, Kind), 1)  # But those of the others.


@pytest.mark.parametrize("facts", [{"longitude": 87.6, "latitude": 43.8}, {"region_code": None}], ids=str)
def test_a_list_narrows_by_the_distance_that_its_cards_tell(make, session, settings, facts):
    programme, demand = make.programme(), make.demand(**facts)
    make.match(programme, demand)
    school = Identity(user_id=1, editor_of=frozenset({programme.organization_id}))
    pair = cards.of_pair(session, programme.id, demand.id)
    [card] = cards.cards(session, [pair], school, settings=settings)
    found = lists.of_posting(session, programme, school, Filters(within=10)).page
    assert card.distance_km == pytest.approx(0)
    assert found.items == [pair]


@pytest.mark.parametrize("mark", [Mark.PINNED, Mark.VETOED])
def test_what_an_authority_marks_is_no_filter_of_the_parties(market, mark):
    make, (demand, *_) = market.make, market.demands
    authority = make.authority()
    person = make.reviewer(authority)
    pair = {"programme_id": market.programme.id, "demand_id": demand.id}
    make.save(MatchMark(**pair, organization_id=authority.id, mark=mark, reason="试点", user_id=person.id))
    reviewer = Identity(
        user_id=person.id, reviewer_of=frozenset({authority.id}), region_codes=frozenset({ZHENGZHOU})
    )
    assert market.titles(reviewer, mark=mark) == ["前厅"]
    assert market.titles(mark=mark) == []
