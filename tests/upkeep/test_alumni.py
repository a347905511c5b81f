"""Two classes of the demo have ended long ago, and everything that one sees of an ended class is there."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import Evaluation, Notification, Programme, Report
from matchmaker.services import working_days
from matchmaker.services.experience import track_records
from matchmaker.services.upkeep import alumni, catalogue, demo
from matchmaker.terms import Stage
from matchmaker.workflow import PartnershipState, PostingState, ReportState


@pytest.fixture
def archived(session, settings):
    """The partnerships, in a demo of today."""
    catalogue.load(session)
    demo.load(session, today=working_days.today())
    found = alumni.archive_classes(session, settings)
    session.flush()
    return found


def test_the_classes_are_archived_with_every_report_and_evaluation(session, archived):
    assert [one.state for one in archived] == [PartnershipState.ARCHIVED] * len(alumni.PAIRS)
    for partnership in archived:
        reports = session.scalars(select(Report).where(Report.partnership_id == partnership.id)).all()
        assert {report.state for report in reports} == {ReportState.CONFIRMED}
        assert set(Stage) <= {report.period for report in reports}
        assert len(reports) == 3 + 2  # Three stages, and the terms of the last year.
        given = select(Evaluation).where(Evaluation.partnership_id == partnership.id)
        assert len(session.scalars(given).all()) == 3


def test_it_happened_long_ago_and_leaves_no_inbox_full(session, archived):
    for partnership in archived:
        assert partnership.agreed_at < partnership.started_at < partnership.ended_at < now()
        reports = session.scalars(select(Report).where(Report.partnership_id == partnership.id)).all()
        for report in reports:
            assert partnership.started_at < report.filed_at < now()
    assert all(session.scalars(select(Notification.read_at)))


def test_both_sides_have_a_track_record(session, archived):
    found = track_records.of_organizations(session, at=now())
    for partnership in archived:
        for number in partnership.owner_ids:
            assert found[number].outcomes >= 1
            assert found[number].ratings == 2


def test_what_ended_is_labelled_and_off_the_market(session, archived):
    assert all(partnership.proposal.is_example for partnership in archived)
    past = session.scalars(select(Programme).where(Programme.source_key.endswith(":past"))).all()
    assert [programme.state for programme in past] == [PostingState.CLOSED] * len(alumni.PAIRS)
    assert all(programme.graduation_date < working_days.today() for programme in past)
