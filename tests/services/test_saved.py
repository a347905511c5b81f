"""Saved filters: kept under a name, and each new hit told of once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import NoResultFound

from matchmaker.models import Demand, Match, Notification, SavedFilter, SavedHit
from matchmaker.policy import Identity
from matchmaker.services.people import sessions
from matchmaker.services.saved import digests, keeping
from matchmaker.services.saved.keeping import NameTakenError, Place, TooManySavedError, TooWideError
from matchmaker.services.search import listings
from matchmaker.terms import Frequency, SavedPage
from matchmaker.workflow import PostingState

SEARCH = Place(SavedPage.SEARCH, {"side": "demands", "q": "前厅"})


class Desk:
    """A school's editor who saves filters, and days that pass."""

    def __init__(self, make, session, monkeypatch):
        self.make, self.session, self.monkeypatch = make, session, monkeypatch
        self.school = make.school()
        self.user = make.editor(self.school)
        self.identity = sessions.identify(session, self.user)
        session.commit()

    def save(self, place=SEARCH, name="前厅岗位", frequency=Frequency.DAILY):
        saved = keeping.save(self.session, self.identity, place, name=name, frequency=frequency)
        self.session.commit()
        return saved

    def on(self, day):
        """Look through the filters so many days from today; return what was told in all, the counts."""
        today = digests.day_of(digests.now()) + timedelta(days=day)
        self.monkeypatch.setattr(digests, "day_of", lambda _moment: today)
        digests.tell(self.make.database)
        self.monkeypatch.undo()
        told = self.session.scalars(select(Notification).where(Notification.user_id == self.user.id))
        counts = [row.values["count"] for row in told.all()]
        self.session.commit()
        return counts


@pytest.fixture
def desk(make, session, monkeypatch):
    return Desk(make, session, monkeypatch)


def test_what_is_there_already_is_no_news_and_what_comes_is_told_once(desk):
    desk.make.demand(title="前厅接待")
    desk.save()
    assert desk.on(1) == []
    for title in ("前厅经理", "前厅领班"):
        desk.make.demand(title=title)
    assert desk.on(1) == []  # Today's look is over.
    assert desk.on(2) == [2]
    assert desk.on(2) == desk.on(3) == [2]


def test_a_filter_that_fails_holds_up_no_other(desk, monkeypatch):
    broken = desk.save(name="坏的")
    sound = desk.save(replace(SEARCH, values={**SEARCH.values, "q": "接待"}), name="好的")
    find = digests.hits.of

    def fail(session, saved, identity):
        if saved.id == broken.id:
            session.execute(text("SELECT 1 FROM nowhere"))
        return find(session, saved, identity)

    desk.make.demand(title="前厅接待")
    monkeypatch.setattr(digests.hits, "of", fail)
    assert desk.on(1) == [1]
    tomorrow = digests.day_of(digests.now()) + timedelta(days=1)
    for saved in (broken, sound):
        desk.session.refresh(saved)
        assert saved.looked_on == tomorrow


def test_a_filter_removed_before_it_is_looked_through_is_no_failure(desk, monkeypatch, caplog):
    desk.save()
    removed = desk.save(replace(SEARCH, values={**SEARCH.values, "q": "接待"}), name="不要了").id
    desk.make.demand(title="前厅接待")
    find = digests.hits.of

    def look_while_it_goes(session, saved, identity):
        with desk.make.database.transaction() as other:
            other.delete(other.get_one(SavedFilter, removed))
        return find(session, saved, identity)

    monkeypatch.setattr(digests.hits, "of", look_while_it_goes)
    assert desk.on(1) == [1]
    assert not [record for record in caplog.records if record.exc_info]


def test_looking_keeps_nobody_from_writing_and_two_who_look_tell_once(desk, monkeypatch):
    desk.save()
    desk.make.demand(title="前厅接待")
    find = digests.hits.of

    def look_with_another(session, saved, identity):
        monkeypatch.setattr(digests.hits, "of", find)
        digests.tell(desk.make.database)
        return find(session, saved, identity)

    monkeypatch.setattr(digests.hits, "of", look_with_another)
    assert desk.on(1) == [1]


def test_what_goes_and_comes_back_is_not_told_again(desk):
    desk.save()
    demand = desk.make.demand(title="前厅接待")
    assert desk.on(1) == [1]
    for day, state in ((2, PostingState.PAUSED), (3, PostingState.PUBLISHED)):
        with desk.make.database.transaction() as session:
            session.get_one(Demand, demand.id).state = state
            session.flush()  # The listings are read from the rows.
            listings.refresh(session, {"demand": [demand.id]})
        assert desk.on(day) == [1]


def test_a_weekly_digest_comes_once_a_week(desk):
    desk.save(frequency=Frequency.WEEKLY)
    desk.make.demand(title="前厅接待")
    told = [len(desk.on(day)) for day in range(8)]
    assert told[0] == 0
    assert told[7] == 1
    assert sum(later - earlier for earlier, later in pairwise(told)) == 1


def test_off_tells_nothing_and_beginning_again_starts_anew(desk):
    saved = desk.save(frequency=Frequency.OFF)
    desk.make.demand(title="前厅接待")
    assert desk.on(1) == []
    keeping.change(desk.session, desk.identity, saved, name="前厅", frequency=Frequency.DAILY)
    desk.session.commit()
    desk.make.demand(title="前厅经理")
    assert desk.on(2) == [1]


def test_new_matches_of_a_posting_are_told_to_whom_they_belong(desk, make):
    programme = make.programme(desk.school)
    make.match(programme, make.demand(title="前厅"), score=80)
    desk.save(Place(SavedPage.PROGRAMMES, {"least": "60"}, programme.id))
    make.match(programme, make.demand(title="客房"), score=70)
    make.match(programme, make.demand(title="餐饮"), score=50)
    assert desk.on(1) == [1]
    with make.database.transaction() as session:  # The matcher writes all of them anew.
        for match in session.scalars(select(Match)):
            match.score += 1
    assert desk.on(2) == [1]


def test_who_may_no_longer_see_the_matches_is_told_nothing(desk, make):
    programme = make.programme(make.school())
    keeping.save(
        desk.session,
        Identity(user_id=desk.user.id, editor_of=programme.owner_ids),
        Place(SavedPage.PROGRAMMES, {}, programme.id),
        name="别人的",
        frequency=Frequency.DAILY,
    )
    desk.session.commit()
    make.match(programme, make.demand(), score=80)
    assert desk.on(1) == []


def test_names_are_ones_own_and_not_without_number(desk, make, monkeypatch):
    saved = desk.save()
    assert desk.save() is saved
    with pytest.raises(NameTakenError):
        desk.save(replace(SEARCH, values={**SEARCH.values, "q": "客房"}))
    desk.session.rollback()
    other = make.editor(make.school())
    with pytest.raises(NoResultFound):
        keeping.one(desk.session, other.id, saved.id)
    monkeypatch.setattr(keeping, "MOST_SAVED", 1)
    with pytest.raises(TooManySavedError):
        desk.save(replace(SEARCH, values={}), name="另一组")
    keeping.remove(desk.session, saved)
    assert keeping.mine(desk.session, desk.user.id) == []
    assert desk.session.scalars(select(SavedHit)).all() == []


def test_a_filter_that_finds_nearly_everything_is_not_watched(desk, monkeypatch):
    desk.make.demand(title="前厅接待")
    monkeypatch.setattr(keeping, "MOST", 1)
    with pytest.raises(TooWideError):
        desk.save()


def test_news_of_a_filter_go_with_it(desk):
    saved = desk.save()
    desk.make.demand(title="前厅接待")
    assert desk.on(1) == [1]
    keeping.remove(desk.session, saved)
    assert desk.session.scalars(select(Notification)).all() == []
