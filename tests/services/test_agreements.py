"""What an agreement says comes from the approved version, and its hash changes with every word of it."""

from __future__ import annotations

from datetime import date

import pytest

from matchmaker.models import Proposal
from matchmaker.rules import BY_CODE, Status
from matchmaker.services.agreements import checklists, contents
from matchmaker.services.agreements.checklists import CHECKLISTS, STATUS_WORDS
from matchmaker.services.agreements.clauses import CLAUSES
from matchmaker.services.agreements.contents import NotReadyError
from matchmaker.services.partnerships import versions
from matchmaker.terms import Kind
from matchmaker.workflow import ProposalState

DAY = date(2026, 11, 22)
READY = [ProposalState.APPROVED, ProposalState.AGREED]


@pytest.fixture
def approved(make, session):
    """Return a function that makes an approved proposal of one school and so many enterprises."""

    def create(enterprises=1, **facts):
        session.commit()  # The factory writes in a transaction of its own.
        demands = [make.demand(title=f"岗位{number}") for number in range(enterprises)]
        facts = {"state": ProposalState.APPROVED} | facts
        row = make.proposal(make.programme(), *demands, **facts)
        return session.get_one(Proposal, row.id)

    return create


def test_there_is_no_agreement_before_the_approval(approved, session):
    for state in set(ProposalState) - set(READY):
        with pytest.raises(NotReadyError):
            contents.of(session, approved(state=state))


@pytest.mark.parametrize(("state", "is_confirmed"), [(READY[0], False), (READY[1], True)])
def test_the_text_says_whether_all_have_confirmed(approved, session, state, is_confirmed):
    assert contents.of(session, approved(state=state)).is_confirmed is is_confirmed


def test_the_parties_are_named_with_their_numbers(approved, session):
    proposal = approved(enterprises=2, students=30)
    told = contents.of(session, proposal).parties
    assert [(party.role, party.amount) for party in told] == [
        ("甲方", "30 人"),
        ("乙方一", "15 个岗位"),
        ("乙方二", "15 个岗位"),
    ]
    assert [party.name for party in told] == [party.organization.name for party in proposal.parties]
    assert [party.role for party in contents.of(session, approved()).parties] == ["甲方", "乙方"]


def test_who_gives_what_names_who_gets_it_and_what_nobody_said(approved, session):
    rows = [
        {"giver": "school", "item": "学位", "amount": 30, "unit": "名"},
        {"giver": "enterprise", "item": "企业导师", "amount": None, "unit": "名"},
        {"giver": "enterprise", "item": "冠名资助", "amount": 1234567.5, "unit": "元"},
        {"giver": "enterprise", "item": "录用合格毕业生", "amount": 100, "unit": "%"},
    ]
    told = contents.of(session, approved(gives=rows)).exchanges
    assert [(row.giver, row.amount, row.receiver) for row in told] == [
        ("甲方", "30 名", "乙方"),
        ("乙方", "待补充", "甲方"),
        ("乙方", "1,234,567.5 元", "甲方"),
        ("乙方", "100%", "甲方"),
    ]


def test_the_kept_version_is_printed_not_what_stands_beside_it(approved, session):
    proposal = approved(students=30, note="每月会商一次")
    versions.keep(session, proposal)
    before = contents.of(session, proposal)
    proposal.note = "后来改的"
    assert contents.of(session, proposal) == before
    assert before.note == "每月会商一次"


def test_the_hash_changes_with_every_word_and_with_nothing_else(approved, session):
    proposal = approved(note="甲")
    first = contents.of(session, proposal).version.digest
    assert contents.of(session, proposal).version.digest == first
    assert len(first) == 64
    proposal.note = "乙"
    second = contents.of(session, proposal).version.digest
    proposal.number = 2
    assert len({first, second, contents.of(session, proposal).version.digest}) == 3


def test_every_kind_has_clauses_and_a_checklist():
    assert set(CLAUSES) == set(CHECKLISTS) == set(Kind)
    for clauses in CLAUSES.values():
        assert clauses.name
        assert clauses.purpose
        assert len(clauses.school) >= 3
        assert len(clauses.enterprise) >= 3


INTERNSHIPS = [
    kind for kind in Kind if kind not in {Kind.NAMED_CLASS, Kind.TRAINING_BASE, Kind.TEACHER_PRACTICE}
]


@pytest.mark.parametrize("kind", INTERNSHIPS)
def test_where_students_work_the_checklist_asks_for_the_four_things(kind):
    titles = {item.title for item in CHECKLISTS[kind]}
    assert titles >= {"保险", "实习实训计划", "实习报酬", "指导人员"}


def test_each_ground_says_how_well_it_is_known():
    found = [ground for kind in Kind for check in _all(kind) for ground in check.grounds]
    assert {ground.status for ground in found} == set(Status)
    for ground in found:
        assert ground.source
        assert ground.article
        assert ground.reliance == STATUS_WORDS[ground.status]


def test_a_rule_of_another_region_is_no_ground_here():
    here = {ground.text for check in _all(Kind.ORDER_CLASS, "410100") for ground in check.grounds}
    there = {ground.text for check in _all(Kind.ORDER_CLASS, "620200") for ground in check.grounds}
    assert BY_CODE["practice_share"].text in there - here
    assert BY_CODE["intern_pay"].text in there & here


def test_a_rule_is_no_ground_before_its_document_holds():
    early = checklists.of(Kind.ORDER_CLASS, on=date(2019, 1, 1), regions=("620200",))
    assert [ground for check in early for ground in check.grounds] == []


def test_every_code_of_a_checklist_is_a_rule():
    codes = {code for items in CHECKLISTS.values() for item in items for code in item.rules}
    assert codes <= set(BY_CODE)


def _all(kind, region="620200"):
    return checklists.of(kind, on=DAY, regions=(region,))
