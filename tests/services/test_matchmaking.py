"""One changed posting is matched as a full run would, and only what changed is read again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.matching.store import index_files
from matchmaker.matching.store.index import Index
from matchmaker.models import Demand, Job, JobStatus, Match
from matchmaker.services.matches import matchmaking
from matchmaker.services.matches.matchmaking import Matcher
from matchmaker.services.partnerships.profiles import Profiles
from matchmaker.web.documents import mails
from matchmaker.worker import Worker


@pytest.fixture
def matcher(database, settings):
    return Matcher(database, replace(settings, matches_per_posting=1))


def pairs(database):
    with database.reading() as session:
        return {
            (match.programme_id, match.demand_id): match.score for match in session.scalars(select(Match))
        }


def test_a_pair_stays_when_it_is_among_the_best_of_either_side(matcher, database, make):
    hotel = make.programme()
    for title in ("酒店前厅接待", "酒店客房服务员", "前厅经理"):
        make.demand(title=title)
    matcher.match_all(lambda _done, _total: None)
    before = pairs(database)
    assert len(before) == 3
    matcher.match_one(programme_id=hotel.id)
    assert pairs(database) == before


def test_a_demand_that_is_better_served_elsewhere_is_left_alone(matcher, database, make):
    hotel, lathe = make.programme(), make.programme(title="数控技术", major_code="460103", skills=["车削"])
    demand = make.demand()
    matcher.match_all(lambda _done, _total: None)
    before = pairs(database)
    matcher.match_one(programme_id=lathe.id)
    assert pairs(database)[hotel.id, demand.id] == before[hotel.id, demand.id]


def test_what_has_not_changed_is_not_read_again(matcher, database, make, monkeypatch):
    make.programme()
    first, second = make.demand(), make.demand(title="客房服务")
    matcher.match_all(lambda _done, _total: None)
    read = []
    needs = Profiles.needs
    monkeypatch.setattr(Profiles, "needs", lambda self, ids=None: read.append(ids) or needs(self, ids))
    matcher.match_one(demand_id=first.id)
    assert read == [[first.id]]
    with database.transaction() as session:
        session.get_one(Demand, second.id).title = "客房主管"
    matcher.match_one(demand_id=first.id)
    assert [second.id] in read


def test_what_is_published_while_the_index_is_made_is_found(matcher, database, make, monkeypatch):
    hotel, late, build = make.programme(), [], Index.build

    def publish_and_build(*sides, **facts):
        late.append(make.demand().id)
        return build(*sides, **facts)

    monkeypatch.setattr(matchmaking.Index, "build", publish_and_build)
    matcher.match_all(lambda _done, _total: None)
    assert not pairs(database)
    matcher.match_one(programme_id=hotel.id)
    assert list(pairs(database)) == [(hotel.id, late[0])]


def test_what_could_not_be_read_is_read_the_next_time(matcher, database, make, monkeypatch):
    make.demand()
    matcher.match_all(lambda _done, _total: None)
    hotel = make.programme()
    with monkeypatch.context() as broken:
        broken.setattr(matchmaking, "now", lambda: now() + 2 * matchmaking.OVERLAP)
        broken.setattr(Profiles, "offers", lambda *_asked: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            matcher.match_one(programme_id=hotel.id)
    late = make.demand(title="客房服务")
    matcher.match_one(demand_id=late.id)
    assert (hotel.id, late.id) in pairs(database)


def test_many_changes_ask_for_a_new_index_once_and_every_process_turns_to_it(
    matcher, app, database, settings, make, monkeypatch
):
    monkeypatch.setattr(matchmaking, "RENEW_AFTER", 2)
    make.programme()
    matcher.match_all(lambda _done, _total: None)
    before = index_files.current(settings.data_dir / "index")
    demands = [make.demand(title=title) for title in ("客房服务", "酒店前厅接待", "前厅经理")]
    for demand in demands:
        matcher.match_one(demand_id=demand.id)
    with database.reading() as session:
        assert [job.name for job in session.scalars(select(Job))] == ["index"]
    worker, found = Worker(database, settings, mails.composer(app, settings)), pairs(database)
    worker.run_one()
    assert index_files.current(settings.data_dir / "index") != before
    matcher.match_one(demand_id=demands[0].id)
    with database.reading() as session:
        assert [job.status for job in session.scalars(select(Job))] == [JobStatus.DONE]
    assert pairs(database).keys() == found.keys()
