"""How many may learn in a factory, and what its site must have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matchmaker.matching.planning.gates import Status
from matchmaker.matching.profile import Place
from matchmaker.terms import Kind, Promise
from tests.matching.planning.cases import LINYI, NEARBY, NEED, gate, verdicts


def test_a_class_in_a_factory_shrinks_to_what_the_site_carries():
    small = replace(NEED, workstations=12, shifts=1)
    assert verdicts(NEED)[Kind.SCHOOL_IN_FACTORY].students == 40
    assert verdicts(small)[Kind.SCHOOL_IN_FACTORY].students == 24
    assert gate(Kind.SCHOOL_IN_FACTORY, "workstations", small).status is Status.MET


@pytest.mark.parametrize(
    ("posts", "promise", "students", "gap"),
    [
        (30, Promise.PARTIAL, 40, None),
        (30, Promise.FULL, 30, None),
        (12, Promise.NONE, 24, None),
        (2, Promise.PARTIAL, 20, 8.0),
        (None, Promise.PARTIAL, 40, None),
    ],
)
def test_a_class_in_a_factory_shrinks_to_what_its_posts_carry(posts, promise, students, gap):
    need = replace(NEED, posts=posts, promise=promise)
    assert verdicts(need)[Kind.SCHOOL_IN_FACTORY].students == students
    assert gate(Kind.SCHOOL_IN_FACTORY, "posts", need).gap == gap


def test_too_few_workstations_are_only_an_open_question_while_the_shifts_are_unknown():
    few = replace(NEED, workstations=6, shifts=None)
    assert gate(Kind.SCHOOL_IN_FACTORY, "workstations", few).status is Status.MISSING
    assert gate(Kind.SCHOOL_IN_FACTORY, "workstations", replace(few, shifts=1)).gap == 4.0
    assert gate(Kind.SCHOOL_IN_FACTORY, "workstations", replace(few, workstations=20)).status is Status.MET


@pytest.mark.parametrize(
    ("place", "beds", "status"),
    [
        (NEARBY, None, Status.MET),
        (Place("410183"), None, Status.MET),
        (LINYI, 40, Status.MET),
        (LINYI, 10, Status.FAILED),
        (LINYI, None, Status.MISSING),
        (Place(), 40, Status.MET),
        (Place(), 10, Status.MISSING),
        (Place("410000"), None, Status.MISSING),
    ],
)
def test_students_live_near_or_have_beds_or_the_question_is_open(place, beds, status):
    need = replace(NEED, place=place, dormitory_beds=beds)
    assert gate(Kind.SCHOOL_IN_FACTORY, "lodging", need).status is status
