"""The school reports a term, every enterprise confirms or returns it, and the dossier adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.errors import StaleError
from matchmaker.models import Event, Notification, Partnership
from matchmaker.policy import NotPermittedError
from matchmaker.services.events import Actor
from matchmaker.services.running import dossiers, reports, terms
from matchmaker.services.running.reports import FiledError, NotRunningError
from matchmaker.services.running.terms import Figures, FiguresError, Term
from matchmaker.workflow import GuardError, IllegalMoveError, PartnershipState, ProposalState, ReportState

TERM = Term(2026, 1)
FULL = Figures(
    students=40,
    interns=20,
    school_teachers=3,
    mentors=4,
    class_hours=400,
    practice_hours=240,
    wage_yuan=3200,
    post_wage_yuan=4000,
    insured=40,
)


class Class:
    """A running joint class of one school and two enterprises."""

    def __init__(self, make, session):
        self.parties = [make.school(), make.enterprise(), make.enterprise()]
        self.people = [make.editor(party) for party in self.parties]
        school, one, other = self.parties
        proposal = make.proposal(
            make.programme(school, grade=2025),
            make.demand(one, staff_total=300),
            make.demand(other, staff_total=300),
            state=ProposalState.AGREED,
            students=40,
        )
        started = now() - timedelta(days=1)
        row = Partnership(proposal_id=proposal.id, state=PartnershipState.RUNNING, started_at=started)
        key = make.save(row).id
        self.session = session
        self.partnership = session.get_one(Partnership, key)

    def side(self, party):
        return {"organization_id": self.parties[party].id, "actor": Actor(self.people[party].id)}

    def file(self, figures=FULL, term=TERM, party=0):
        return reports.file(self.session, self.partnership, term, figures, **self.side(party))

    def confirm(self, report, party, version=None):
        self.session.flush()
        version = report.version if version is None else version
        reports.confirm(self.session, report, version=version, **self.side(party))

    def send_back(self, report, party, reason="课时与我方记录不符"):
        self.session.flush()
        reports.send_back(self.session, report, version=report.version, reason=reason, **self.side(party))

    def edit(self, report, figures, version=None, party=0):
        self.session.flush()
        version = report.version if version is None else version
        return reports.edit(self.session, report, figures, version=version, **self.side(party))

    def actions(self):
        self.session.flush()
        return [event.action for event in self.session.scalars(select(Event).order_by(Event.id))]

    def dossier(self, on=date(2026, 12, 1)):
        self.session.flush()
        return dossiers.of_partnership(self.session, self.partnership, on=on)


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


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (date(2026, 8, 1), Term(2026, 1)),
        (date(2027, 1, 31), Term(2026, 1)),
        (date(2027, 2, 1), Term(2026, 2)),
        (date(2027, 7, 31), Term(2026, 2)),
    ],
)
def test_a_day_lies_in_a_term(day, term):
    assert terms.term_of(day) == term


def test_terms_follow_each_other_over_the_years():
    found = terms.between(date(2026, 3, 1), date(2027, 9, 1))
    assert found == [Term(2025, 2), Term(2026, 1), Term(2026, 2), Term(2027, 1)]
    assert terms.between(date(2027, 1, 1), date(2026, 1, 1)) == []


def test_the_dossier_adds_up_what_was_told(group):
    group.partnership.started_at = datetime.fromisoformat("2026-09-05T00:00:00+00:00")
    group.file(replace(FULL, left_students=1))
    group.file(
        replace(
            FULL, students=38, insured=38, interns=0, left_students=1, class_hours=200, practice_hours=60
        ),
        term=TERM.following,
    )
    group.file(Figures(students=37, incidents=1, incident_note="已处理"), term=Term(2027, 1))
    dossier = group.dossier(on=date(2028, 3, 1))
    assert [chapter.report.students for chapter in dossier.chapters] == [37, 38, 40]
    assert (dossier.planned, dossier.students, dossier.left_students, dossier.incidents) == (40, 37, 2, 1)
    assert (dossier.class_hours, dossier.practice_hours, dossier.practice_share) == (600, 300, 50.0)
    assert dossier.open_terms == (Term(2027, 2),)
    assert [chapter.practice_share for chapter in dossier.chapters] == [None, 30.0, 60.0]


def test_a_class_without_reports_has_an_empty_dossier(group):
    dossier = group.dossier()
    assert (dossier.chapters, dossier.students, dossier.practice_share) == ((), None, None)
    group.partnership.started_at = None
    assert group.dossier().open_terms == ()


def test_each_chapter_names_whose_word_is_missing(group):
    report = group.file()
    group.confirm(report, 2)
    [chapter] = group.dossier().chapters
    assert [one.id for one in chapter.waiting] == [group.parties[1].id]


def findings(chapter):
    return {finding.rule.code: finding.holds for finding in chapter.findings}


def test_the_regulations_look_at_the_figures_of_the_term(group):
    group.file()
    group.file(replace(FULL, practice_hours=199, wage_yuan=3199, insured=19, interns=20), term=TERM.following)
    bad, good = (findings(chapter) for chapter in group.dossier().chapters)
    expected = ("practice_share", "intern_pay", "interns_insured")
    assert [good[code] for code in expected] == [True, True, True]
    assert [bad[code] for code in expected] == [False, False, False]
    assert good["interns_ceiling"] is True  # 20 of 600.
    assert good["not_first_year"] is True  # Who entered in 2025 is in the second year.


def test_without_interns_nothing_is_said_of_internships(group):
    group.file(replace(FULL, interns=0))
    [chapter] = group.dossier().chapters
    assert findings(chapter)["interns_ceiling"] is None
    assert findings(chapter)["not_first_year"] is None
