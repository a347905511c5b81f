"""The school reports a term in head-counts, and every enterprise confirms or returns it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from matchmaker.errors import StaleError
from matchmaker.models import Notification
from matchmaker.policy import NotPermittedError
from matchmaker.services.running.reports import FiledError, NotRunningError
from matchmaker.services.running.terms import FiguresError
from matchmaker.workflow import GuardError, IllegalMoveError, PartnershipState, ReportState
from tests.services.classes import FULL, TERM, Class


@pytest.fixture
def group(make, session):
    return Class(make, session)


def test_the_last_enterprise_to_confirm_settles_it(group):
    report = group.file()
    group.confirm(report, 1)
    assert report.state is ReportState.SUBMITTED
    group.confirm(report, 2)
    assert report.state is ReportState.CONFIRMED
    assert report.confirmed_at is not None
    assert group.actions() == ["file_report", "confirm_report", "confirm_report", "settle_report"]


def test_the_same_enterprise_counts_once(group):
    report = group.file()
    group.confirm(report, 1)
    group.confirm(report, 1)
    assert report.state is ReportState.SUBMITTED
    assert group.actions() == ["file_report", "confirm_report"]


def test_the_other_side_is_told(group):
    group.file()
    group.session.flush()
    told = {notice.user_id for notice in group.session.scalars(select(Notification))}
    assert told == {person.id for person in group.people[1:]}


@pytest.mark.parametrize("party", [1, 2])
def test_only_the_school_files_and_corrects(group, party):
    with pytest.raises(NotPermittedError):
        group.file(party=party)
    report = group.file()
    with pytest.raises(NotPermittedError):
        group.edit(report, replace(FULL, students=41), party=party)


def test_only_an_enterprise_confirms_and_returns(group):
    report = group.file()
    with pytest.raises(NotPermittedError):
        group.confirm(report, 0)
    with pytest.raises(NotPermittedError):
        group.send_back(report, 0)


def test_a_return_needs_a_reason_and_asks_all_anew(group):
    report = group.file()
    group.confirm(report, 1)
    with pytest.raises(GuardError):
        group.send_back(report, 2, reason=" ")
    group.send_back(report, 2)
    assert (report.state, report.return_reason) == (ReportState.RETURNED, "课时与我方记录不符")
    assert report.confirmations == []
    with pytest.raises(IllegalMoveError):
        group.confirm(report, 1)
    group.edit(report, replace(FULL, class_hours=380))
    assert (report.state, report.return_reason, report.class_hours) == (ReportState.SUBMITTED, "", 380)


def test_a_correction_clears_what_was_confirmed(group):
    report = group.file()
    group.confirm(report, 1)
    group.edit(report, replace(FULL, mentors=5))
    assert report.confirmations == []
    group.confirm(report, 2)
    assert report.state is ReportState.SUBMITTED


def test_a_correction_that_changes_nothing_leaves_everything(group):
    report = group.file()
    group.confirm(report, 1)
    group.edit(report, FULL)
    assert len(report.confirmations) == 1
    assert "edit_report" not in group.actions()


def test_nobody_confirms_what_was_corrected_meanwhile(group):
    report = group.file()
    group.session.flush()
    seen = report.version
    group.edit(report, replace(FULL, wage_yuan=2000))
    with pytest.raises(StaleError):
        group.confirm(report, 1, version=seen)
    with pytest.raises(StaleError):
        group.edit(report, FULL, version=seen)


def test_what_all_have_confirmed_is_closed(group):
    report = group.file()
    group.confirm(report, 1)
    group.confirm(report, 2)
    for act in (lambda: group.edit(report, FULL), lambda: group.send_back(report, 1)):
        with pytest.raises(IllegalMoveError):
            act()


def test_a_term_has_one_report(group):
    group.file()
    with pytest.raises(FiledError):
        group.file()
    assert group.file(term=TERM.following).term == 2


@pytest.mark.parametrize("state", [PartnershipState.AGREED, PartnershipState.TERMINATED])
def test_only_a_running_class_reports(group, state):
    group.partnership.state = state
    group.session.flush()
    with pytest.raises(NotRunningError):
        group.file()


@pytest.mark.parametrize(
    "wrong",
    [
        {"interns": 41},
        {"insured": 41},
        {"practice_hours": 401},
        {"class_hours": None},
        {"incidents": 1},
        {"incidents": 1, "incident_note": "  "},
    ],
)
def test_figures_that_contradict_each_other_are_refused(group, wrong):
    with pytest.raises(FiguresError):
        group.file(replace(FULL, **wrong))
