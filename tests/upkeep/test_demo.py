"""The demo loads whole; the pairs that the documents name come out (a sanity check, not a figure)."""

import csv
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from matchmaker.models import Demand, Match, Organization, Programme, Proposal, Review, User
from matchmaker.services.matches.matchmaking import Matcher
from matchmaker.services.partnerships import planning
from matchmaker.services.upkeep import catalogue, demo
from matchmaker.terms import Kind

FOLDER = demo.SEED / "demo"


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NAMES = {row["key"]: row["name"] for row in rows("organizations.csv")}
PAIRS = rows("documented_pairs.csv")


@pytest.fixture
def demo_database(database):
    with database.transaction() as session:
        catalogue.load(session)
    with database.transaction() as session:
        demo.load(session, today=date(2026, 11, 22))
    return database


@pytest.fixture
def best(demo_database, settings):
    """From an enterprise's name: the best score of each school, as {school: (level, score)}."""
    settings = replace(settings, matches_per_posting=200)
    Matcher(demo_database, settings).match_all(lambda _done, _total: None)
    found = defaultdict(dict)
    with demo_database.reading() as session:
        for match in session.scalars(select(Match).order_by(Match.score)):
            school = match.programme.organization
            found[match.demand.organization.name][school.name] = (school.school_level, match.score)
    return found


def test_everything_is_loaded_once_with_something_left_to_review(demo_database):
    with demo_database.reading() as session:
        counted = [
            session.scalar(select(func.count()).select_from(table)) for table in (Programme, Demand, User)
        ]
        assert counted == [len(rows(f"{name}.csv")) for name in ("programmes", "demands", "users")]
        waiting = [review.subject.region_code[:4] for review in session.scalars(select(Review))]
        assert Counter(waiting) == dict.fromkeys(demo.REVIEWED, 2 * demo.WAITING)
        assert demo.is_loaded(session)
        assert all(session.scalars(select(Organization.is_example)))


def test_dates_move_with_the_years(database):
    with database.transaction() as session:
        catalogue.load(session)
        demo.load(session, today=date(2028, 1, 1))
        told = session.scalar(select(Programme.graduation_date).where(Programme.source_key == "demo:p001"))
    written = date.fromisoformat(
        next(r for r in rows("programmes.csv") if r["key"] == "p001")["graduation_date"]
    )
    assert told.year == written.year + 2


def test_the_pairs_that_the_documents_name_come_out(best):
    wrong = []
    for pair in PAIRS:
        schools = best[NAMES[pair["enterprise_key"]]]
        name = NAMES[pair["school_key"]]
        level, score = schools.get(name, (None, -1.0))
        peers = [other for at, other in schools.values() if level is None or at == level]
        rank = 1 + sum(other > score for other in peers)
        if (pair["expectation"] == "top3") != (score >= 0 and rank <= 3):
            wrong.append((NAMES[pair["enterprise_key"]], name, pair["expectation"], rank))
    assert wrong == []


def test_the_plan_shows_nearly_every_kind_and_no_joint_class_beyond_its_area(demo_database, settings):
    def silent(_done, _total):
        """Report to nobody."""

    Matcher(demo_database, settings).match_all(silent)
    planning.plan(demo_database, settings, region_code=None, today=date(2026, 11, 22), progress=silent)
    with demo_database.reading() as session:
        drafts = session.scalars(select(Proposal)).unique().all()
        assert len({draft.kind for draft in drafts}) >= len(Kind) - 2
        for draft in drafts:
            assert not [gate for gate in draft.gates if gate["status"] == "failed"]
            if draft.kind is Kind.JOINT_ORDER_CLASS:
                (commute,) = (gate for gate in draft.gates if gate["name"] == "commute")
                assert commute["have"] <= commute["want"]
