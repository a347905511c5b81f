"""After the end both sides and an authority evaluate, and read each other once all have."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import Event, Notification
from matchmaker.policy import Identity, NotPermittedError
from matchmaker.services import working_days
from matchmaker.services.events import Actor
from matchmaker.services.outcomes import evaluations
from matchmaker.services.outcomes.criteria import RatingsError
from matchmaker.services.outcomes.evaluations import Opinion
from matchmaker.services.partnerships import partnerships
from matchmaker.services.partnerships.partnerships import Phase
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import GuardError, IllegalMoveError, PartnershipState
from tests.classes import ended as over
from tests.factories import LINYI
from tests.services.classes import Class, opinion

SIDES = list(OrganizationKind)


@pytest.fixture
def ended(make, session):
    return Class(make, session, **over(400))


def test_the_last_evaluation_closes_it_and_lets_everybody_read(ended):
    for party in (0, 3, 1):
        ended.evaluate(party)
        assert ended.partnership.state is PartnershipState.RUNNING
    given = evaluations.of_partnership(ended.session, ended.partnership)
    mine = frozenset({ended.parties[0].id})
    assert [one.organization_id for one in evaluations.shown(ended.partnership, given, mine=mine)] == [*mine]
    ended.evaluate(2)
    assert ended.partnership.state is PartnershipState.EVALUATED
    given = evaluations.of_partnership(ended.session, ended.partnership)
    assert len(evaluations.shown(ended.partnership, given, mine=mine)) == 4
    assert ended.actions() == ["evaluate"] * 4 + ["close_evaluation"]
    told = ended.session.scalars(select(Notification).where(Notification.name == "close_evaluation"))
    assert {notice.user_id for notice in told} == {ended.people[0].id, ended.people[1].id}


def test_the_history_does_not_tell_what_was_said(ended):
    ended.evaluate(0, rating=1, to_improve="导师常缺席")
    event = ended.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event.after == {"organization": ended.parties[0].name}
    assert event.reason == ""


def test_an_evaluation_may_be_changed_until_all_are_given(ended):
    first, second = ended.evaluate(0, rating=2), ended.evaluate(0, rating=5, would_repeat=False)
    assert first is second
    assert (set(second.ratings.values()), second.would_repeat) == ({5}, False)
    for party in (1, 2, 3):
        ended.evaluate(party)
    with pytest.raises(IllegalMoveError):
        ended.evaluate(0)


@pytest.mark.parametrize("state", [PartnershipState.AGREED, PartnershipState.TERMINATED])
def test_what_did_not_run_to_its_end_is_not_evaluated(make, session, state):
    with pytest.raises(IllegalMoveError):
        Class(make, session, **over(0) | {"state": state}).evaluate(0)


def test_nobody_evaluates_before_the_end(make, session):
    running = Class(make, session)
    with pytest.raises(GuardError):
        running.evaluate(0)
    partnerships.finish(session, running.partnership, actor=running.side(0)["actor"])
    partnerships.finish(session, running.partnership, actor=running.side(1)["actor"])
    running.evaluate(0)
    assert running.actions() == ["finish", "evaluate"]


def test_a_class_does_not_end_before_its_agreed_first_day(make, session):
    running = Class(make, session)
    running.partnership.proposal.term_start = working_days.today() + timedelta(days=1)
    with pytest.raises(GuardError, match="开始日期"):
        partnerships.finish(session, running.partnership, actor=Actor())
    running.partnership.proposal.term_start = working_days.today()
    partnerships.finish(session, running.partnership, actor=Actor())
    assert partnerships.ended_on(running.partnership, on=working_days.today()) == working_days.today()


def test_what_has_ended_by_its_terms_keeps_that_day(make, session):
    running = Class(make, session)
    running.partnership.proposal.term_end = working_days.today() - timedelta(days=9)
    partnerships.finish(session, running.partnership, actor=Actor())
    assert running.partnership.ended_at is None
    assert partnerships.phase(running.partnership, on=working_days.today()) is Phase.TAUGHT


def test_who_speaks_for_a_party_and_an_authority_speaks_for_both(ended):
    school, authority = ended.parties[0], ended.parties[3]
    both = Identity(
        user_id=1,
        editor_of=frozenset({school.id}),
        reviewer_of=frozenset({authority.id}),
        region_codes=frozenset({authority.region_code}),
    )

    def speakers():
        return [one.id for one in evaluations.speakers(ended.session, ended.partnership, both)]

    def is_owed():
        given = evaluations.of_partnership(ended.session, ended.partnership)
        return evaluations.is_owed(ended.partnership, given, both)

    assert speakers() == [school.id, authority.id]
    ended.evaluate(0)
    assert speakers() == [authority.id, school.id]
    assert is_owed()
    ended.evaluate(3)
    assert speakers() == [school.id, authority.id]
    assert not is_owed()


def test_who_gives_up_a_class_that_has_ended_leaves_the_day_of_its_end(ended, session):
    day = ended.partnership.ended_at
    partnerships.terminate(session, ended.partnership, reason="企业不再评价", actor=ended.side(0)["actor"])
    assert (ended.partnership.state, ended.partnership.ended_at) == (PartnershipState.TERMINATED, day)


def test_the_agreed_last_day_is_an_end(make, session):
    running = Class(make, session)
    running.partnership.proposal.term_end = now().date()
    running.evaluate(0)
    assert running.actions() == ["evaluate"]


def test_strangers_and_distant_authorities_have_no_say(make, session):
    strangers = make.school(), make.authority(region_code=LINYI)
    ended = Class(make, session, **over(0))
    for stranger in strangers:
        with pytest.raises(NotPermittedError):
            evaluations.file(
                ended.session,
                ended.partnership,
                opinion(stranger.kind),
                organization_id=stranger.id,
                actor=Actor(),
            )


@pytest.mark.parametrize("kind", SIDES)
def test_each_side_rates_its_own_criteria_and_all_of_them(ended, kind):
    party = SIDES.index(kind) if kind is not OrganizationKind.AUTHORITY else 3
    other = SIDES[SIDES.index(kind) - 1]
    wrong = [opinion(other), opinion(kind, rating=0), opinion(kind, rating=6), Opinion({}, would_repeat=True)]
    for said in wrong:
        with pytest.raises(RatingsError):
            evaluations.file(ended.session, ended.partnership, said, **ended.side(party))
