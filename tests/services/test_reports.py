"""Whatever is reported: one side files head-counts, every one of the other confirms or returns them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from matchmaker.errors import StaleError
from matchmaker.models import Notification
from matchmaker.policy import NotPermittedError
from matchmaker.services.reports import figures, periods
from matchmaker.services.reports.figures import (
    FiguresError,
    GraduationFigures,
    Share,
    StayFigures,
    TermFigures,
)
from matchmaker.services.reports.filing import FiledError, NotDueError
from matchmaker.services.reports.periods import Period, Term
from matchmaker.terms import Stage
from matchmaker.workflow import GuardError, IllegalMoveError, PartnershipState, ReportState
from tests.classes import FULL, GRADUATED, STAYED, TERM, ended
from tests.services.classes import Class


@dataclass(frozen=True)
class Case:
    """A report with a correction of it, who files it, and who confirms it."""

    period: Period
    figures: figures.Figures
    better: figures.Figures
    filer: int
    others: tuple[int, ...]


CASES = {
    "term": Case(TERM, FULL, replace(FULL, mentors=5), 0, (1, 2)),
    "graduation": Case(Stage.GRADUATION, GRADUATED, replace(GRADUATED, local=20), 0, (1, 2)),
    "six months": Case(Stage.SIX_MONTHS, STAYED, replace(STAYED, kept=11), 1, (0,)),
    "twelve months": Case(Stage.TWELVE_MONTHS, STAYED, replace(STAYED, kept=11), 2, (0,)),
}


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


@pytest.fixture
def group(make, session, case):
    """A class in which the report of the case is due, with methods that file it."""
    facts = {} if isinstance(case.period, Term) else ended(400)
    found = Class(make, session, **facts)
    found.report = lambda: found.file(case.period, case.figures, case.filer)
    return found


def test_the_last_of_the_other_side_settles_it(group, case):
    report = group.report()
    for other in case.others:
        assert report.state is ReportState.SUBMITTED
        group.confirm(report, other)
    assert report.state is ReportState.CONFIRMED
    assert report.confirmed_at is not None
    confirmations = ["confirm_report"] * len(case.others)
    assert group.actions() == ["file_report", *confirmations, "settle_report"]


def test_who_confirms_twice_counts_once(group, case):
    report = group.report()
    group.confirm(report, case.others[0])
    if len(case.others) > 1:
        group.confirm(report, case.others[0])
        assert report.state is ReportState.SUBMITTED
        assert group.actions() == ["file_report", "confirm_report"]


def test_the_parties_are_told_which_report_it_is(group, case):
    group.report()
    told = group.session.scalars(select(Notification)).all()
    parties = {person.id for person in group.people[:-1]} - {group.people[case.filer].id}
    assert {notice.user_id for notice in told} == parties
    assert {notice.values["period"] for notice in told} == {str(case.period)}


def test_only_its_side_files_and_only_who_filed_corrects(group, case):
    for party in {*case.others, 3}:
        with pytest.raises(NotPermittedError):
            group.file(case.period, case.figures, party)
    report = group.report()
    for party in {0, 1, 2, 3} - {case.filer}:
        with pytest.raises(NotPermittedError):
            group.edit(report, case.better, party=party)


def test_only_the_other_side_confirms_and_returns(group, case):
    report = group.report()
    for party in {0, 1, 2, 3} - {*case.others}:
        with pytest.raises(NotPermittedError):
            group.confirm(report, party)
        with pytest.raises(NotPermittedError):
            group.send_back(report, party)


def test_a_return_needs_a_reason_and_asks_all_anew(group, case):
    report = group.report()
    with pytest.raises(GuardError):
        group.send_back(report, case.others[-1], reason=" ")
    group.send_back(report, case.others[-1])
    assert (report.state, report.return_reason) == (ReportState.RETURNED, "与我方记录不符")
    assert report.confirmations == []
    with pytest.raises(IllegalMoveError):
        group.confirm(report, case.others[0])
    group.edit(report, case.better, party=case.filer)
    assert (report.state, report.return_reason) == (ReportState.SUBMITTED, "")


def test_a_correction_clears_what_was_confirmed(group, case):
    report = group.report()
    if len(case.others) > 1:
        group.confirm(report, case.others[0])
    group.edit(report, case.better, party=case.filer)
    assert report.confirmations == []
    group.confirm(report, case.others[-1])
    assert (report.state is ReportState.CONFIRMED) == (len(case.others) == 1)


def test_a_correction_that_changes_nothing_leaves_everything(group, case):
    report = group.report()
    group.edit(report, case.figures, party=case.filer)
    assert report.version == 1
    assert group.actions() == ["file_report"]


def test_nobody_answers_what_was_corrected_meanwhile(group, case):
    report = group.report()
    group.edit(report, case.better, party=case.filer)
    assert report.version == 2
    with pytest.raises(StaleError):
        group.confirm(report, case.others[0], version=1)
    with pytest.raises(StaleError):
        group.edit(report, case.figures, version=1, party=case.filer)


def test_what_all_have_confirmed_is_closed(group, case):
    report = group.report()
    for other in case.others:
        group.confirm(report, other)
    with pytest.raises(IllegalMoveError):
        group.edit(report, case.better, party=case.filer)
    with pytest.raises(IllegalMoveError):
        group.send_back(report, case.others[0])


def test_a_period_has_one_report(group):
    group.report()
    with pytest.raises(FiledError):
        group.report()


@pytest.mark.parametrize(
    "state", [PartnershipState.AGREED, PartnershipState.ARCHIVED, PartnershipState.TERMINATED]
)
def test_nothing_is_reported_before_the_start_or_after_the_archive(group, case, state):
    report = group.report()
    group.partnership.state = state
    group.session.flush()
    with pytest.raises(NotDueError):
        group.edit(report, case.better, party=case.filer)
    with pytest.raises(NotDueError):
        group.confirm(report, case.others[0])


@pytest.mark.parametrize(
    ("facts", "period"),
    [
        ({}, TERM.following),
        ({}, Stage.GRADUATION),
        (ended(181), Stage.SIX_MONTHS),
        (ended(364), Stage.TWELVE_MONTHS),
        (ended(400), TERM),
    ],
)
def test_nobody_reports_what_cannot_be_known(make, session, facts, period):
    said = FULL if isinstance(period, Term) else GRADUATED if period is Stage.GRADUATION else STAYED
    with pytest.raises(NotDueError):
        Class(make, session, **facts).file(period, said, int(said is STAYED))


@pytest.mark.parametrize(
    "wrong",
    [
        *(replace(FULL, **facts) for facts in ({"interns": 41}, {"insured": 41}, {"practice_hours": 401})),
        *(replace(FULL, **facts) for facts in ({"class_hours": None}, {"incidents": 1})),
        replace(FULL, incidents=1, incident_note="  "),
        *(replace(GRADUATED, **facts) for facts in ({"employed": 41}, {"matched": 37}, {"local": 37})),
        replace(GRADUATED, graduates=-1),
        StayFigures(hired=3, kept=4),
    ],
)
def test_figures_that_contradict_each_other_are_refused(wrong):
    with pytest.raises(FiguresError):
        wrong.check()


def test_what_holds_together_passes():
    for said in (FULL, TermFigures(students=0), GRADUATED, GraduationFigures(0, 0, 0, 0), STAYED):
        said.check()
    assert figures.shares({"hired": 15, "kept": 12}) == [Share("kept", 12, 15)]
    assert figures.shares({"hired": 0, "kept": 0})[0].percent == 0


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-3", "2026-0", "26-1x", " 2026-1", "0-1", "9999-1", "someday"]
)
def test_only_periods_are_read_as_such(text):
    with pytest.raises(ValueError, match="no period"):
        periods.read(text)


@pytest.mark.parametrize("period", [TERM, TERM.following, *Stage])
def test_a_period_is_read_as_it_was_written(period):
    assert periods.read(str(period)) == period
