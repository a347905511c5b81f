"""Terms follow each other, the dossier adds them up, and the regulations look at each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from matchmaker.services.reports import periods
from matchmaker.services.reports.figures import TermFigures
from matchmaker.services.reports.periods import Term
from tests.classes import FULL
from tests.services.classes import Class

FIRST = Term(2024, 1)


@pytest.fixture
def group(make, session):
    return Class(make, session, grade=2023, started_at=datetime(2024, 9, 5, tzinfo=UTC))


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
    assert periods.term_of(day) == term


def test_terms_follow_each_other_over_the_years():
    found = periods.between(date(2026, 3, 1), date(2027, 9, 1))
    assert found == [Term(2025, 2), Term(2026, 1), Term(2026, 2), Term(2027, 1)]
    assert periods.between(date(2027, 1, 1), date(2026, 1, 1)) == []


def test_the_dossier_adds_up_what_was_told(group):
    second = replace(FULL, students=38, insured=38, interns=0, class_hours=200, practice_hours=60)
    group.file(FIRST, replace(FULL, left_students=1))
    group.file(FIRST.following, replace(second, left_students=1))
    group.file(Term(2025, 1), TermFigures(students=37, incidents=1, incident_note="已处理"))
    dossier = group.dossier(on=date(2026, 3, 1))
    assert [chapter.report.students for chapter in dossier.chapters] == [37, 38, 40]
    assert (dossier.planned, dossier.students, dossier.left_students, dossier.incidents) == (40, 37, 2, 1)
    assert (dossier.class_hours, dossier.practice_hours, dossier.practice_share) == (600, 300, 50.0)
    assert dossier.open_terms == (Term(2025, 2),)
    assert [chapter.practice_share for chapter in dossier.chapters] == [None, 30.0, 60.0]


def test_a_class_without_reports_has_an_empty_dossier(group):
    dossier = group.dossier()
    assert (dossier.chapters, dossier.students, dossier.practice_share) == ((), None, None)
    group.partnership.started_at = None
    assert group.dossier().open_terms == ()


def test_each_chapter_names_whose_word_is_missing(group):
    report = group.file(FIRST)
    group.confirm(report, 2)
    [chapter] = group.dossier().chapters
    assert [one.id for one in chapter.waiting] == [group.parties[1].id]


def findings(chapter):
    return {finding.rule.code: finding.holds for finding in chapter.findings}


def test_the_regulations_look_at_the_figures_of_the_term(group):
    group.file(FIRST)
    group.file(FIRST.following, replace(FULL, practice_hours=199, wage_yuan=3199, insured=19, interns=20))
    bad, good = (findings(chapter) for chapter in group.dossier().chapters)
    expected = ("practice_share", "intern_pay", "interns_insured")
    assert [good[code] for code in expected] == [True, True, True]
    assert [bad[code] for code in expected] == [False, False, False]
    assert good["interns_ceiling"] is True  # 20 of 600.
    assert good["not_first_year"] is True  # Who entered in 2023 is in the second year.


def test_without_interns_nothing_is_said_of_internships(group):
    group.file(FIRST, replace(FULL, interns=0))
    [chapter] = group.dossier().chapters
    assert findings(chapter)["interns_ceiling"] is None
    assert findings(chapter)["not_first_year"] is None
