"""The plan of a region: who sees it, and planning again."""

from datetime import date

import pytest
from sqlalchemy import select

from matchmaker.models import Demand, Event, Job, MatchMark, PlanRun, Proposal
from matchmaker.models.match import Mark
from matchmaker.services.partnerships import planning
from matchmaker.web.documents import mails
from matchmaker.worker import Worker
from matchmaker.workflow import ProposalState
from tests.factories import LINYI, ZHENGZHOU


@pytest.fixture
def reviewer(make):
    return make.reviewer()


@pytest.fixture
def market(make, database, settings):
    """A programme and a demand that fit, matched."""
    programme, demand = make.programme(), make.demand()
    make.match(programme, demand, score=90.0)
    return programme, demand


def proposals(database):
    with database.reading() as session:
        return session.scalars(select(Proposal).order_by(Proposal.id)).all()


@pytest.fixture
def told(database):
    """Return what the audit trail tells of a proposal, in order."""

    def act(proposal):
        mine = Event.subject_type == "proposal", Event.subject_id == proposal.id
        with database.reading() as session:
            return session.scalars(select(Event.action).where(*mine).order_by(Event.id)).all()

    return act


def plan(client, database, settings):
    response = client.post(f"/plans/{ZHENGZHOU}")
    Worker(database, settings, mails.composer(client.application, settings)).run_one()
    return response


def test_a_reviewer_plans_and_sees_the_drafts(market, reviewer, sign_in, database, settings):
    client = sign_in(reviewer)
    assert plan(client, database, settings).status_code == 303
    (draft,) = proposals(database)
    assert draft.author == "matcher"
    assert draft.region_code == ZHENGZHOU
    assert {party.amount for party in draft.parties} == {draft.students}
    page = client.get("/plans").text
    assert "酒店管理与数字化运营" in page
    assert "酒店前厅接待" in page


def test_planning_again_replaces_only_what_nobody_has_touched(market, reviewer, sign_in, database, settings):
    client = sign_in(reviewer)
    plan(client, database, settings)
    with database.transaction() as session:
        kept = session.scalars(select(Proposal)).one()
        kept.is_touched = True
        kept_id, asked = kept.id, kept.students
    plan(client, database, settings)
    drafts = proposals(database)
    assert kept_id in {draft.id for draft in drafts}
    assert sum(draft.students for draft in drafts) <= 30  # The demand's posts.
    assert asked <= 30


def test_a_draft_that_the_new_plan_holds_too_stays(market, reviewer, sign_in, database, settings, told):
    client = sign_in(reviewer)
    plan(client, database, settings)
    plan(client, database, settings)
    (draft,) = proposals(database)
    assert told(draft) == ["create"]


def test_a_draft_that_the_market_left_behind_is_replaced(market, reviewer, sign_in, database, settings, told):
    client = sign_in(reviewer)
    plan(client, database, settings)
    (old,) = proposals(database)
    with database.transaction() as session:
        session.get_one(Demand, market[1].id).headcount = 26
    plan(client, database, settings)
    gone, fresh = proposals(database)
    assert (gone.id, gone.state, told(gone)) == (old.id, ProposalState.REPLACED, ["create", "replace"])
    assert (fresh.state, fresh.students, told(fresh)) == (ProposalState.DRAFT, 26, ["create"])
    assert f"/proposals/{old.id}" not in client.get("/proposals").text
    assert f"/proposals/{old.id}" in client.get("/proposals?state=replaced").text


@pytest.mark.parametrize("day", [date(2027, 1, 20), date(2027, 2, 20)])
def test_the_calendar_alone_replaces_nothing_within_a_term(market, database, settings, day):
    for today in (date(2027, 1, 2), day):
        planning.plan(database, settings, region_code=None, today=today, progress=lambda *_: None)
    assert [row.state for row in proposals(database)] == [ProposalState.DRAFT]


def test_a_vetoed_pair_is_not_planned(market, reviewer, sign_in, database, settings, make):
    programme, demand = market
    make.save(
        MatchMark(
            programme_id=programme.id,
            demand_id=demand.id,
            organization_id=make.authority().id,
            mark=Mark.VETOED,
            reason="两家单位已有纠纷",
            user_id=reviewer.id,
        )
    )
    plan(sign_in(reviewer), database, settings)
    assert proposals(database) == []


def test_another_region_is_not_theirs_to_plan(reviewer, sign_in, database):
    assert sign_in(reviewer).post(f"/plans/{LINYI}").status_code == 403
    with database.reading() as session:
        assert session.scalars(select(Job)).all() == []


def test_an_editor_sees_no_plan(make, sign_in):
    assert sign_in(make.editor(make.school())).get("/plans").status_code == 403


def test_the_progress_is_for_who_asked(market, reviewer, sign_in, make, database):
    sign_in(reviewer).post(f"/plans/{ZHENGZHOU}")
    with database.reading() as session:
        job = session.scalars(select(Job)).one()
    assert sign_in(reviewer).get(f"/plans/jobs/{job.id}").status_code == 200
    assert sign_in(make.reviewer()).get(f"/plans/jobs/{job.id}").status_code == 404


def test_a_plan_shows_what_it_amounts_to_beside_the_other_mode(market, reviewer, sign_in, database, settings):
    client = sign_in(reviewer)
    assert "本次计划的数字" not in client.get("/plans").text
    plan(client, database, settings)
    (draft,) = proposals(database)
    with database.reading() as session:
        run = session.scalars(select(PlanRun)).one()
    assert (run.region_code, run.mode, run.drafts) == (ZHENGZHOU, "optimal", 1)
    assert {mode: figure["filled"] for mode, figure in run.figures.items()} == {
        "optimal": draft.students,
        "stable": draft.students,
    }
    page = client.get("/plans").text
    assert "本次计划的数字" in page
    assert "达到理论最好值的" in page
    assert "100%" in page


def test_a_plan_of_all_regions_says_so(market, reviewer, sign_in, database, settings):
    planning.plan(
        database, settings, region_code=None, today=date(2025, 11, 1), progress=lambda _done, _total: None
    )
    assert "这次规划涵盖全部地区" in sign_in(reviewer).get("/plans").text
