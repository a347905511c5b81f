"""Rules are examined with their source and status; a blocking one blocks, a warning wants a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from matchmaker import rules
from matchmaker.models import Event, Industry, Proposal, Region, Review
from matchmaker.rules import Facts, Finding, Severity, Status
from matchmaker.services import decisions, regulations, reviews
from matchmaker.services.decisions import BlockedError, Ruling, UnreasonedError
from matchmaker.services.events import Actor
from matchmaker.workflow import Decision, PostingState

DAY = date(2026, 10, 1)
JIAYUGUAN = "620200"
SHARE = rules.BY_CODE["practice_share"]
APPROVE, EXPLAINED = Ruling(Decision.APPROVE), Ruling(Decision.APPROVE, "第二学年补足")


def found(subject, code, on=DAY):
    return next(f.holds for f in regulations.examine(subject, on=on) if f.rule.code == code)


@pytest.mark.parametrize(("share", "holds"), [(50, True), (49, False), (None, None)])
def test_the_practice_share_is_examined(make, share, holds):
    assert found(make.programme(practice_share=share), "practice_share") is holds


@pytest.mark.parametrize(
    ("grade", "start", "end", "holds"),
    [
        (2026, date(2026, 10, 1), date(2027, 8, 31), False),
        (2026, date(2027, 3, 1), date(2027, 6, 30), False),
        (2026, date(2027, 9, 1), None, True),
        (2025, date(2026, 10, 1), date(2027, 6, 30), True),
        (None, date(2026, 10, 1), date(2027, 6, 30), None),
    ],
)
def test_first_years_are_counted_from_september(make, session, grade, start, end, holds):
    proposal = make.proposal(make.programme(grade=grade), make.demand(), term_start=start, term_end=end)
    assert found(session.get_one(Proposal, proposal.id), "not_first_year") is holds


@pytest.mark.parametrize("end", [date(2029, 6, 30), None])
def test_a_class_may_begin_in_the_first_year_with_its_internship_later(make, session, end):
    proposal = make.proposal(
        make.programme(grade=2026), make.demand(), term_start=date(2026, 10, 1), term_end=end
    )
    assert found(session.get_one(Proposal, proposal.id), "not_first_year") is None


def test_a_programme_of_first_years_breaks_no_rule_before_an_internship_is_planned(make):
    programme = make.programme(grade=2026)
    assert "not_first_year" not in {f.rule.code for f in regulations.examine(programme, on=DAY)}
    assert "not_first_year" in {rule.code for rule in regulations.later(programme, on=DAY)}


@pytest.mark.parametrize(
    ("staff", "of_the_enterprise", "holds"),
    [(200, None, True), (199, None, False), (None, 500, True), (None, None, None)],
)
def test_interns_are_compared_with_the_staff(make, session, staff, of_the_enterprise, holds):
    enterprise = make.enterprise(staff_total=of_the_enterprise)
    proposal = make.proposal(make.programme(), make.demand(enterprise, staff_total=staff))
    assert found(session.get_one(Proposal, proposal.id), "interns_ceiling") is holds


def test_one_enterprise_that_did_not_say_leaves_the_whole_open(make, session):
    proposal = make.proposal(make.programme(), make.demand(staff_total=900), make.demand())
    assert found(session.get_one(Proposal, proposal.id), "interns_ceiling") is None


@pytest.mark.parametrize(("industry", "holds"), [("7262", False), ("6100", True), (None, None)])
def test_who_places_workers_as_a_trade_arranges_no_internships(make, session, industry, holds):
    if industry == "7262":
        make.save(Industry(code="7262", section="L", level="小类", name="职业中介服务"))
    enterprise = make.enterprise(industry_code=industry)
    proposal = make.proposal(make.programme(), make.demand(enterprise))
    assert found(session.get_one(Proposal, proposal.id), "no_intermediary") is holds


def test_nothing_is_examined_about_an_organization(make):
    assert regulations.examine(make.school(), on=date(2026, 1, 1)) == []


def test_the_technical_posts_of_an_enterprise_count_once(make, session):
    enterprise = make.enterprise(technical_posts=500)
    demands = [make.demand(enterprise, headcount=30), make.demand(enterprise, headcount=20)]
    proposal = make.proposal(make.programme(), *demands)
    [offered] = [
        finding.gauge
        for finding in regulations.examine(session.get_one(Proposal, proposal.id), on=DAY)
        if finding.rule.code == "offered_posts_floor"
    ]
    assert (offered.part, offered.whole, offered.limit, offered.is_floor) == (50, 500, 10, True)
    assert (offered.percent, offered.holds) == (10.0, True)


def verdict(facts, code):
    return next(f.holds for f in rules.examine(facts, on=DAY) if f.rule.code == code)


def test_the_two_ten_percents_are_opposite_and_have_their_own_denominators():
    facts = Facts(students=30, staff_total=200, offered_posts=30, technical_posts=200)
    assert verdict(facts, "offered_posts_floor") is True
    assert verdict(facts, "interns_ceiling") is False
    fewer = replace(facts, students=10, offered_posts=10)
    assert verdict(fewer, "offered_posts_floor") is False
    assert verdict(fewer, "interns_ceiling") is True


@pytest.mark.parametrize(
    ("code", "facts", "holds"),
    [
        ("like_posts_ceiling", Facts(students=20, like_staff=100), True),
        ("like_posts_ceiling", Facts(students=21, like_staff=100), False),
        ("like_posts_ceiling", Facts(students=21), None),
        ("intern_pay", Facts(wage_yuan=3200, post_wage_yuan=4000), True),
        ("intern_pay", Facts(wage_yuan=3199, post_wage_yuan=4000), False),
        ("interns_insured", Facts(students=20, insured=20), True),
        ("interns_insured", Facts(students=20, insured=19), False),
    ],
)
def test_each_rule_has_its_test(code, facts, holds):
    assert verdict(facts, code) is holds


def test_every_rule_names_its_source_and_article():
    for rule in rules.RULES:
        assert rule.text, rule.code
        assert rule.source, rule.code
        assert rule.article, rule.code
    assert len(rules.BY_CODE) == len(rules.RULES)


def test_a_rule_speaks_only_while_its_document_holds():
    ended = replace(SHARE, document=replace(SHARE.document, valid_to=date(2026, 9, 30)))
    facts = Facts(practice_share=30)
    assert rules.examine(facts, on=date(2020, 1, 21), rules=(ended,)) == []
    assert len(rules.examine(facts, on=date(2026, 9, 30), rules=(ended,))) == 1
    assert rules.examine(facts, on=date(2026, 10, 1), rules=(ended,)) == []


def finding(status, severity, *, is_local=True, holds=False):
    return Finding(replace(SHARE, status=status, severity=severity), holds, is_local)


@pytest.mark.parametrize("severity", Severity)
def test_an_unverified_rule_neither_blocks_nor_demands(severity):
    broken = finding(Status.UNVERIFIED, severity)
    assert (broken.blocks, broken.needs_reason) == (False, False)


def test_only_a_verified_rule_blocks():
    assert finding(Status.VERIFIED, Severity.BLOCK).blocks
    second_hand = finding(Status.SECONDARY, Severity.BLOCK)
    assert (second_hand.blocks, second_hand.needs_reason) == (False, True)


def test_a_rule_of_another_region_or_one_that_holds_demands_nothing():
    for calm in (
        finding(Status.VERIFIED, Severity.BLOCK, is_local=False),
        finding(Status.VERIFIED, Severity.BLOCK, holds=True),
        finding(Status.VERIFIED, Severity.BLOCK, holds=None),
    ):
        assert (calm.blocks, calm.needs_reason) == (False, False)


def test_only_what_was_read_in_its_document_blocks():
    blocking = {rule.code for rule in rules.RULES if rule.severity is Severity.BLOCK and rule.test}
    verified = {rule.code for rule in rules.RULES if rule.status is Status.VERIFIED}
    assert blocking & verified == {"practice_share"}


@pytest.fixture
def desk(make, session):
    """A programme with too little practice in 嘉峪关, taken by its reviewer."""
    make.save(Region(code=JIAYUGUAN, name="嘉峪关市", longitude=98.29, latitude=39.77))
    programme = make.programme(
        make.school(region_code=JIAYUGUAN), state=PostingState.SUBMITTED, practice_share=30
    )
    actor = Actor(make.reviewer(make.authority(region_code=JIAYUGUAN)).id)
    row = make.review(programme_id=programme.id, region_code=JIAYUGUAN)
    review = session.get_one(Review, row.id)
    reviews.take(session, review, actor=actor)
    session.flush()
    return review, actor


def decide(session, desk, ruling):
    review, actor = desk
    decisions.decide(session, review, ruling, version=review.version, actor=actor)


def test_a_warning_wants_a_reason_which_the_audit_keeps(session, desk, monkeypatch):
    lenient = replace(SHARE, severity=Severity.WARN)
    monkeypatch.setattr("matchmaker.rules.findings.RULES", (lenient,))
    with pytest.raises(UnreasonedError, match="不少于总课时的50%"):
        decide(session, desk, APPROVE)
    decide(session, desk, EXPLAINED)
    kept = session.scalars(select(Event).where(Event.action == "override_rules")).one()
    assert (kept.after, kept.reason) == ({"rules": ["practice_share"]}, "第二学年补足")
    assert desk[0].programme.state is PostingState.PUBLISHED


def test_no_reason_helps_past_a_blocking_rule(session, desk):
    with pytest.raises(BlockedError, match="不少于总课时的50%"):
        decide(session, desk, EXPLAINED)
    assert desk[0].programme.state is PostingState.SUBMITTED
