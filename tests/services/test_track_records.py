"""The track record: answers, outcomes and ratings, smoothed; neutral for newcomers, never decisive alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.matching.weights import WEIGHTS
from matchmaker.models import Match
from matchmaker.services.experience import track_records
from matchmaker.services.experience.track_records import LOOKBACK, TrackRecord
from matchmaker.services.matches.matchmaking import Matcher
from matchmaker.services.partnerships.profiles import Profiles
from matchmaker.services.reports.figures import StayFigures
from matchmaker.terms import Stage
from matchmaker.workflow import Answer, ProposalState
from tests.classes import GRADUATED, ended
from tests.services.classes import Class

EXPIRED, SENT = ProposalState.EXPIRED, ProposalState.SENT


@pytest.fixture
def asked(make):
    """Return a function that puts a proposal to a programme's school and notes its answer."""

    def act(programme, answer, state=EXPIRED, ago=timedelta(days=30), author="matcher"):
        demand = make.demand()
        sent = make.proposal(programme, demand, state=state, sent_at=now() - ago, author=author)
        with make.database.transaction() as session:
            session.add(sent)
            for party in sent.parties:
                party.answer = answer if party.programme_id else Answer.INTERESTED
        return sent

    return act


def records(session):
    return track_records.of_organizations(session, at=now())


def test_a_newcomer_has_no_value(make, session):
    school = make.school()
    assert records(session) == {}
    assert track_records.of_organization(session, school, at=now()).value is None


def test_the_formula_is_the_one_that_is_documented():
    record = TrackRecord(answered=3, silent=1, outcomes=2, outcome_sum=1.7, ratings=1, rating_sum=0.75)
    assert record.value == pytest.approx((2 * 0.5 + 3 + 2 * 1.7 + 0.75) / (2 + 4 + 2 * 2 + 1))
    assert (record.outcome_percent, record.mean_rating) == (pytest.approx(85), pytest.approx(4))


def test_no_is_an_answer_and_silence_is_none(make, session, asked):
    programme = make.programme()
    for answer, state in [
        (Answer.DECLINED, ProposalState.DECLINED),
        (Answer.INTERESTED, EXPIRED),
        (Answer.PENDING, EXPIRED),
        (Answer.PENDING, SENT),  # There is still time.
        (Answer.PENDING, ProposalState.WITHDRAWN),  # Taken back before an answer.
    ]:
        asked(programme, answer, state)
    record = records(session)[programme.organization_id]
    assert (record.answered, record.silent) == (2, 1)


def test_ones_own_proposals_and_old_ones_do_not_count(make, session, asked):
    programme = make.programme()
    asked(programme, Answer.INTERESTED, author="school")
    asked(programme, Answer.PENDING, ago=LOOKBACK + timedelta(days=1))
    assert programme.organization_id not in records(session)


def test_confirmed_outcomes_count_and_unconfirmed_do_not(make, session):
    group = Class(make, session, **ended(400))
    group.settle(Stage.GRADUATION, GRADUATED)
    group.settle(Stage.SIX_MONTHS, StayFigures(10, 8), 1)
    group.settle(Stage.TWELVE_MONTHS, StayFigures(10, 6), 1)
    group.file(Stage.SIX_MONTHS, StayFigures(10, 0), 2)
    found = records(session)
    school, one, other = (party.id for party in group.parties[:3])
    assert (found[school].outcomes, found[school].outcome_percent) == (1, pytest.approx(90))
    assert (found[one].outcomes, found[one].outcome_percent) == (2, pytest.approx(70))
    assert other not in found


def test_the_other_side_and_the_authority_rate_but_nobody_its_own(make, session):
    group = Class(make, session, **ended(0))
    for party, rating in ((0, 2), (1, 5), (2, 5), (3, 3)):
        group.evaluate(party, rating=rating)
    found = records(session)
    school, one, other = (found[party.id] for party in group.parties[:3])
    assert (school.ratings, school.mean_rating) == (3, pytest.approx(13 / 3))
    assert (one.ratings, one.mean_rating) == (other.ratings, other.mean_rating) == (2, pytest.approx(2.5))


def test_ratings_that_are_not_open_yet_do_not_count(make, session):
    group = Class(make, session, **ended(0))
    group.evaluate(0, rating=1)
    session.flush()
    assert records(session) == {}


def test_the_engine_reads_the_record_of_a_postings_organization(make, session, asked):
    silent, newcomer = make.programme(), make.programme()
    for _ in range(5):
        asked(silent, Answer.PENDING)
    read = {offer.id: offer.track_record for offer in Profiles(session).offers([silent.id, newcomer.id])}
    assert read == {silent.id: pytest.approx(1 / 7), newcomer.id: None}
    assert all(need.track_record == pytest.approx(2 / 3) for need in Profiles(session).needs())


def test_a_newcomer_does_not_rank_below_a_proven_non_responder(make, database, settings, asked):
    silent, newcomer = make.programme(), make.programme()
    for _ in range(3):
        asked(silent, Answer.PENDING)
    demand = make.demand(title="酒店前厅接待员")
    Matcher(database, settings).match_all(lambda _done, _total: None)
    with database.reading() as session:
        mine = select(Match.programme_id, Match.score).where(Match.demand_id == demand.id)
        scores = dict(session.execute(mine).all())
    assert scores[silent.id] < scores[newcomer.id]
    assert scores[newcomer.id] - scores[silent.id] <= WEIGHTS["track_record"].points


def test_three_silences_stand_below_every_match_that_is_kept(settings):
    """A missing record counts as much as the rest of the score, and that is at least the floor."""
    assert TrackRecord(silent=3).value <= settings.match_floor / 100
    assert sum(weight.points for weight in WEIGHTS.values()) / WEIGHTS["track_record"].points >= 50
