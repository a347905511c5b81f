"""Matches as people find them: in order, of open postings, with marks that outlive the runs."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import NoResultFound

from matchmaker.models import Demand, Event, Mark, Match, Programme
from matchmaker.policy import Identity
from matchmaker.services.events import Actor
from matchmaker.services.matches import cards, drafting, lists
from matchmaker.services.matches.lists import Filters
from matchmaker.services.partnerships import gives, marks
from matchmaker.services.partnerships.marks import Pair, ReasonMissingError, Saying
from matchmaker.services.partnerships.terms import TermsError
from matchmaker.terms import Kind, OrganizationKind
from matchmaker.workflow import GuardError, PostingState, ProposalState
from tests.factories import JINSHUI, LINYI, ZHENGZHOU


def test_the_best_match_stands_first(market):
    assert market.titles() == ["客房", "餐饮", "前厅"]


def test_a_list_narrows_by_words(market):
    assert market.titles(text="餐") == ["餐饮"]
    assert market.titles(text="%") == []


def test_the_pairs_with_one_organization_are_found_from_either_side(market):
    front = market.demands[0]
    for posting, other in ((market.programme, front), (front, market.programme)):
        found = cards.between(market.session, posting, {other.organization_id})
        assert [match.score for match in found] == [60.0]
    market.session.commit()


def test_a_posting_off_the_market_is_left_out(market):
    with market.make.database.transaction() as session:
        session.get_one(Demand, market.demands[1].id).state = PostingState.PAUSED
    assert market.titles() == ["餐饮", "前厅"]


def say(market, demand, mark, organization_id, reason="不合适"):
    user = market.make.user()
    pair = Pair(market.programme.id, demand.id)
    facts = {"organization_id": organization_id, "actor": Actor(user.id)}
    marks.put(market.session, pair, Saying(mark, reason), **facts)
    market.session.commit()


def test_a_dismissed_match_is_left_out_for_that_side_alone(market):
    say(market, market.demands[1], Mark.DISMISSED, market.programme.organization_id)
    assert market.titles() == ["餐饮", "前厅"]
    assert market.titles(mark=Mark.DISMISSED) == ["客房"]
    assert market.titles(Identity(user_id=2, editor_of=frozenset({999}))) == ["客房", "餐饮", "前厅"]


def test_a_mark_outlives_the_run(market):
    say(market, market.demands[1], Mark.DISMISSED, market.programme.organization_id)
    with market.make.database.transaction() as session:
        session.execute(delete(Match).where(Match.demand_id == market.demands[1].id))
    market.make.match(market.programme, market.demands[1], score=95.0)
    assert market.titles() == ["餐饮", "前厅"]


def test_a_new_mark_takes_the_place_of_the_old_one(market):
    authority = market.make.authority()
    say(market, market.demands[0], Mark.PINNED, authority.id, reason="")
    say(market, market.demands[0], Mark.VETOED, authority.id)
    pair = Pair(market.programme.id, market.demands[0].id)
    assert marks.find(market.session, pair, organization_id=authority.id).mark is Mark.VETOED
    actions = [event.action for event in market.session.scalars(select(Event))]
    assert actions == ["pin", "veto_pair"]


@pytest.mark.parametrize("mark", [Mark.VETOED, Mark.DISMISSED])
def test_putting_a_pair_aside_needs_a_reason(market, mark):
    with pytest.raises(ReasonMissingError):
        say(market, market.demands[0], mark, market.programme.organization_id, reason=" ")


def test_a_pair_is_found_by_its_postings(market):
    assert cards.of_pair(market.session, market.programme.id, market.demands[1].id).score == 90.0
    with pytest.raises(NoResultFound):
        cards.of_pair(market.session, market.programme.id, 999)


def test_matches_are_compared_in_the_order_asked_for(market):
    first, second, third = (demand.id for demand in market.demands)
    found = cards.compared(market.session, market.programme, [third, first, third, 999, second])
    assert [match.demand_id for match in found] == [third, first, second]


def test_tallies_count_what_the_list_shows(market):
    with market.make.database.transaction() as session:
        session.get_one(Demand, market.demands[1].id).state = PostingState.CLOSED
    assert cards.tallies(market.session, [market.programme]) == {market.programme.id: (2, 75.0)}
    assert cards.tallies(market.session, []) == {}


def test_a_card_tells_distance_and_suggested_kind(market, settings):
    far = market.make.demand(title="远方", region_code=LINYI, headcount=30)
    market.make.match(market.programme, far)
    near, far = (
        cards.cards(
            market.session,
            [cards.of_pair(market.session, market.programme.id, demand.id)],
            market.school,
            settings=settings,
        )[0]
        for demand in (market.demands[0], far)
    )
    assert (near.distance_km, near.is_distance_rough) == (0.0, True)
    assert 400 < far.distance_km < 470
    assert near.suggested.kind is Kind.ORDER_CLASS
    told = cards.detail(market.session, near.match, settings=settings)
    assert {verdict.kind for verdict in told.verdicts} == set(Kind)


def test_too_few_posts_suggest_a_joint_class(market, settings):
    small = market.make.demand(headcount=8)
    market.make.match(market.programme, small)
    match = cards.of_pair(market.session, market.programme.id, small.id)
    [card] = cards.cards(market.session, [match], market.school, settings=settings)
    assert card.suggested.alternative is Kind.JOINT_ORDER_CLASS


def test_an_authority_sees_the_pairs_of_its_region(market):
    for region, count in ((ZHENGZHOU, 3), ("410000", 3), (JINSHUI, 0), (LINYI, 0)):
        identity = Identity(user_id=1, reviewer_of=frozenset({1}), region_codes=frozenset({region}))
        assert lists.of_region(market.session, identity, Filters()).total == count
    everywhere = Identity(user_id=1, is_administrator=True)
    assert lists.of_region(market.session, everywhere, Filters()).total == 3


def propose(market, settings, demand=None, organization_id=None, **facts):
    match = cards.of_pair(market.session, market.programme.id, (demand or market.demands[0]).id)
    terms = drafting.suggest(match, settings, **facts)
    organization_id = organization_id or market.programme.organization_id
    facts = {"organization_id": organization_id, "actor": Actor(), "settings": settings}
    return drafting.create(market.session, match, terms, **facts)


def test_suggested_terms_fit_both_sides(market, settings):
    match = cards.of_pair(market.session, market.programme.id, market.demands[0].id)
    terms = drafting.suggest(match, settings)
    assert (terms.kind, terms.students, terms.posts) == (Kind.ORDER_CLASS, 30, {match.demand_id: 30})
    assert {row["giver"] for row in terms.gives} == {gives.SCHOOL, gives.ENTERPRISE}


def test_suggested_kinds_are_those_that_both_accept(market, settings):
    with market.make.database.transaction() as session:
        session.get_one(Programme, market.programme.id).accepted_kinds = ["named_class", "order_class"]
        session.get_one(Demand, market.demands[0].id).accepted_kinds = ["named_class"]
    match = cards.of_pair(market.session, market.programme.id, market.demands[0].id)
    assert drafting.kinds_for(match) == (Kind.NAMED_CLASS,)
    assert drafting.suggest(match, settings, kind=Kind.ORDER_CLASS).kind is Kind.NAMED_CLASS


def test_a_second_proposal_of_a_pair_is_refused_while_one_stands(market, settings):
    propose(market, settings)
    with pytest.raises(drafting.DuplicateProposalError):
        propose(market, settings, organization_id=market.demands[0].organization_id)


def test_a_pair_may_try_again_after_a_refusal(market, settings):
    propose(market, settings).state = ProposalState.DECLINED
    assert propose(market, settings).state is ProposalState.SENT


def test_an_enterprise_confirms_its_keyed_in_demand_before_it_proposes(market, settings):
    demand = market.make.demand(keyed_in_by_id=market.make.user().id)
    market.make.match(market.programme, demand)
    with pytest.raises(GuardError, match="请先由企业确认"):
        propose(market, settings, demand, demand.organization_id)


def test_a_pair_without_any_region_has_no_authority(market, settings):
    with market.make.database.transaction() as session:
        session.get_one(Programme, market.programme.id).region_code = None
        session.get_one(Demand, market.demands[0].id).region_code = None
    with pytest.raises(drafting.NoRegionError):
        propose(market, settings)


def test_too_many_students_for_the_programme_are_refused(market, settings):
    with market.make.database.transaction() as session:
        session.get_one(Programme, market.programme.id).places = 10
    match = cards.of_pair(market.session, market.programme.id, market.demands[0].id)
    terms = drafting.suggest(match, settings)
    assert terms.students == 10
    facts = {"organization_id": market.programme.organization_id, "actor": Actor(), "settings": settings}
    bigger = type(terms)(kind=terms.kind, students=11, posts={match.demand_id: 11})
    with pytest.raises(TermsError, match="总共只有 10 个"):
        drafting.create(market.session, match, bigger, **facts)


def test_organizations_give_under_their_own_kind():
    assert {gives.SCHOOL, gives.ENTERPRISE} == {OrganizationKind.SCHOOL, OrganizationKind.ENTERPRISE}
