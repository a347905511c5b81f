"""Programmes: written from the catalogue, edited in the version that was seen, copied."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.errors import StaleError
from matchmaker.models import Event, Job, LedgerEntry, Programme
from matchmaker.models.ledger import LedgerAction
from matchmaker.services.events import Actor
from matchmaker.services.postings import programmes
from matchmaker.services.postings.drafts import HeldError, IncompleteError, WrongSideError
from matchmaker.terms import Level
from matchmaker.workflow import IllegalMoveError, PostingState

ACTOR = Actor(request_id="r1")
VALUES = {"title": "", "major_code": "540106", "level": Level.COLLEGE, "places": 40}


def test_a_draft_without_a_title_is_called_as_its_major(make, session) -> None:
    school = make.school()
    programme = programmes.create(session, organization_id=school.id, values=VALUES, actor=ACTOR)
    session.commit()
    assert (programme.title, programme.state) == ("酒店管理与数字化运营", PostingState.DRAFT)
    event = session.scalars(select(Event)).one()
    assert (event.action, event.after["places"], event.request_id) == ("create", 40, "r1")
    assert session.scalars(select(Job)).all() == []


def test_an_enterprise_may_not_post_a_programme(make, session) -> None:
    enterprise = make.enterprise()
    with pytest.raises(WrongSideError):
        programmes.create(session, organization_id=enterprise.id, values=VALUES, actor=ACTOR)


def test_the_profile_of_a_major_brings_its_courses(session) -> None:
    profile = programmes.profile(session, "540106")
    assert (profile.level, profile.courses) == (Level.COLLEGE, ["前厅数字化运营"])


def test_an_edit_of_a_published_programme_keeps_what_changed_and_asks_for_matching(make, session) -> None:
    programme = session.get_one(Programme, make.programme().id)
    programmes.edit(session, programme, values={"places": 60, "campus": ""}, version=1, actor=ACTOR)
    session.commit()
    event = session.scalars(select(Event)).one()
    assert (event.action, event.before, event.after) == ("edit", {"places": 50}, {"places": 60})
    assert [job.key for job in session.scalars(select(Job))] == [f"match:programme:{programme.id}"]
    assert programme.version == 2


def test_an_edit_that_changes_nothing_leaves_no_trace(make, session) -> None:
    programme = session.get_one(Programme, make.programme().id)
    programmes.edit(session, programme, values={"places": 50}, version=1, actor=ACTOR)
    session.commit()
    assert session.scalars(select(Event)).all() == []
    assert programme.version == 1


def test_an_edit_of_an_older_version_is_refused(make, session) -> None:
    programme = session.get_one(Programme, make.programme().id)
    programmes.edit(session, programme, values={"places": 60}, version=1, actor=ACTOR)
    session.commit()
    with pytest.raises(StaleError):
        programmes.edit(session, programme, values={"places": 70}, version=1, actor=ACTOR)
    session.rollback()
    assert programme.places == 60


@pytest.mark.parametrize("state", [PostingState.SUBMITTED, PostingState.CLOSED, PostingState.EXPIRED])
def test_what_waits_or_is_over_is_not_edited(make, session, state) -> None:
    programme = session.get_one(Programme, make.programme(state=state).id)
    with pytest.raises(IllegalMoveError):
        programmes.edit(session, programme, values={"places": 60}, version=1, actor=ACTOR)


def test_a_published_programme_does_not_lose_what_a_reader_needs(make, session) -> None:
    programme = session.get_one(Programme, make.programme().id)
    with pytest.raises(IncompleteError) as caught:
        programmes.edit(session, programme, values={"region_code": None}, version=1, actor=ACTOR)
    assert caught.value.fields == ("region_code",)


def test_what_an_import_never_told_may_stay_untold(make, session) -> None:
    imported = make.programme(contact_name="", contact_phone="", region_code=None)
    programme = session.get_one(Programme, imported.id)
    programmes.edit(session, programme, values={"places": 60}, version=1, actor=ACTOR)
    assert programme.places == 60


def test_saving_an_assumed_number_confirms_it(make, session) -> None:
    programme = session.get_one(Programme, make.programme(is_places_assumed=True).id)
    programmes.edit(session, programme, values={"places": 50}, version=1, actor=ACTOR)
    assert programme.is_places_assumed is False


def test_places_may_not_fall_below_what_proposals_hold(make, session) -> None:
    programme = make.programme()
    proposal = make.proposal(programme, make.demand())
    make.save(
        LedgerEntry(
            proposal_id=proposal.id, programme_id=programme.id, action=LedgerAction.RESERVE, amount=20
        )
    )
    row = session.get_one(Programme, programme.id)
    programmes.edit(session, row, values={"places": 20}, version=1, actor=ACTOR)
    session.commit()
    with pytest.raises(HeldError) as caught:
        programmes.edit(session, row, values={"places": 19}, version=2, actor=ACTOR)
    assert caught.value.held == 20


def test_a_copy_is_a_draft_of_its_own(make, session) -> None:
    old = session.get_one(Programme, make.programme(is_places_assumed=True, source_key="k").id)
    draft = programmes.copy(session, old, actor=ACTOR)
    session.commit()
    assert (draft.state, draft.places, draft.skills) == (PostingState.DRAFT, 50, ["前厅接待", "客房服务"])
    assert (draft.source_key, draft.published_at, draft.is_places_assumed) == (None, None, False)
    assert session.scalars(select(Event)).one().after == {"copied_from": old.id}
