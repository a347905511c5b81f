"""Every permission, for every sort of person: a full table, so that a changed row shows here."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from matchmaker.policy import (
    TABLE,
    VISITOR,
    HiddenError,
    Identity,
    NotPermittedError,
    Permission,
    check,
    covers,
    permits,
    reach,
)

OWNER_ORGANIZATION, OTHER_ORGANIZATION, AUTHORITY = 1, 2, 3


@dataclass(frozen=True)
class Record:
    """A record of 金水区 in 郑州 that belongs to one organization."""

    is_public: bool = False
    owner_ids: frozenset[int] = frozenset({OWNER_ORGANIZATION})
    region_codes: frozenset[str] = frozenset({"410105"})


def reviewer(region: str) -> Identity:
    return Identity(
        user_id=9,
        reviewer_of=frozenset({AUTHORITY}),
        region_codes=frozenset({region}),
        member_of=frozenset({AUTHORITY}),
    )


PEOPLE = {
    "visitor": VISITOR,
    "newcomer": Identity(user_id=5),
    "owner": Identity(user_id=6, editor_of=frozenset({OWNER_ORGANIZATION})),
    "stranger": Identity(user_id=7, editor_of=frozenset({OTHER_ORGANIZATION})),
    "authority": reviewer("410100"),
    "province": reviewer("410000"),
    "elsewhere": reviewer("371300"),
    "administrator": Identity(user_id=8, is_administrator=True),
}
EVERYBODY = frozenset(PEOPLE)
SIGNED_IN = EVERYBODY - {"visitor"}
OFFICIALS = frozenset({"authority", "province"})
REVIEWERS = OFFICIALS | {"elsewhere"}
READERS = OFFICIALS | {"owner", "administrator"}

# Who has each permission on a record that is not public.
ON_A_RECORD = {
    Permission.SITE_READ: EVERYBODY,
    Permission.ACCOUNT_USE: SIGNED_IN,
    Permission.ORGANIZATION_READ: READERS,
    Permission.ORGANIZATION_EDIT: {"owner", "administrator"},
    Permission.ORGANIZATION_VERIFY: OFFICIALS | {"administrator"},
    Permission.ORGANIZATION_CLAIM: SIGNED_IN,
    Permission.ORGANIZATION_MERGE: OFFICIALS | {"administrator"},
    Permission.MEMBERSHIP_MANAGE: {"owner", "administrator"},
    Permission.USER_MANAGE: {"administrator"},
    Permission.POSTING_READ: READERS,
    Permission.POSTING_CREATE: {"owner", "stranger"},
    Permission.POSTING_EDIT: {"owner"},
    Permission.POSTING_REVIEW: OFFICIALS,
    Permission.POSTING_KEY_IN: REVIEWERS,
    Permission.MATCH_READ: READERS,
    Permission.MATCH_DISMISS: {"owner"},
    Permission.MATCH_MARK: OFFICIALS,
    Permission.PLAN_RUN: REVIEWERS,
    Permission.PROPOSAL_READ: READERS,
    Permission.PROPOSAL_CREATE: REVIEWERS | {"owner", "stranger"},
    Permission.PROPOSAL_EDIT: OFFICIALS | {"owner"},
    Permission.PROPOSAL_SEND: OFFICIALS,
    Permission.PROPOSAL_ANSWER: {"owner"},
    Permission.PROPOSAL_ASK: OFFICIALS | {"owner"},
    Permission.PROPOSAL_REVIEW: OFFICIALS,
    Permission.AGREEMENT_READ: READERS - {"administrator"},
    Permission.AGREEMENT_SIGN: {"owner"},
    Permission.REPORT_FILE: {"owner"},
    Permission.REPORT_CONFIRM: {"owner"},
    Permission.PARTNERSHIP_READ: READERS,
    Permission.OVERVIEW_READ: READERS,
    Permission.PARTNERSHIP_RUN: {"owner"},
    Permission.PARTNERSHIP_EVALUATE: OFFICIALS | {"owner"},
    Permission.PARTNERSHIP_ARCHIVE: OFFICIALS,
    Permission.UNMET_READ: REVIEWERS,
    Permission.REVIEW_READ: OFFICIALS | {"administrator"},
    Permission.REVIEW_DECIDE: OFFICIALS,
    Permission.EVENT_READ: REVIEWERS | {"administrator"},
    Permission.JOB_READ: SIGNED_IN,
}
# Who may reach a page before a record is known, where that differs.
AT_ALL = ON_A_RECORD | {
    Permission.ORGANIZATION_READ: EVERYBODY,
    Permission.ORGANIZATION_EDIT: SIGNED_IN - {"newcomer"},
    Permission.ORGANIZATION_VERIFY: REVIEWERS | {"administrator"},
    Permission.ORGANIZATION_MERGE: REVIEWERS | {"administrator"},
    Permission.MEMBERSHIP_MANAGE: SIGNED_IN - {"newcomer"},
    Permission.POSTING_READ: EVERYBODY,
    Permission.POSTING_EDIT: {"owner", "stranger"},
    Permission.POSTING_REVIEW: REVIEWERS,
    Permission.MATCH_READ: SIGNED_IN - {"newcomer"},
    Permission.MATCH_DISMISS: {"owner", "stranger"},
    Permission.MATCH_MARK: REVIEWERS,
    Permission.PROPOSAL_READ: SIGNED_IN - {"newcomer"},
    Permission.PROPOSAL_EDIT: REVIEWERS | {"owner", "stranger"},
    Permission.PROPOSAL_SEND: REVIEWERS,
    Permission.PROPOSAL_ANSWER: {"owner", "stranger"},
    Permission.PROPOSAL_ASK: REVIEWERS | {"owner", "stranger"},
    Permission.PROPOSAL_REVIEW: REVIEWERS,
    Permission.AGREEMENT_READ: SIGNED_IN - {"newcomer", "administrator"},
    Permission.AGREEMENT_SIGN: {"owner", "stranger"},
    Permission.REPORT_FILE: {"owner", "stranger"},
    Permission.REPORT_CONFIRM: {"owner", "stranger"},
    Permission.PARTNERSHIP_READ: SIGNED_IN - {"newcomer"},
    Permission.OVERVIEW_READ: SIGNED_IN - {"newcomer"},
    Permission.PARTNERSHIP_RUN: {"owner", "stranger"},
    Permission.PARTNERSHIP_EVALUATE: REVIEWERS | {"owner", "stranger"},
    Permission.PARTNERSHIP_ARCHIVE: REVIEWERS,
    Permission.REVIEW_READ: REVIEWERS | {"administrator"},
    Permission.REVIEW_DECIDE: REVIEWERS,
}
READ_BY_EVERYBODY_WHEN_PUBLIC = {Permission.ORGANIZATION_READ, Permission.POSTING_READ}


def who(permission: Permission, record: Record | None) -> set[str]:
    return {name for name, identity in PEOPLE.items() if permits(identity, permission, record)}


def test_every_permission_has_a_row() -> None:
    assert set(TABLE) == set(Permission) == set(ON_A_RECORD)


@pytest.mark.parametrize("permission", Permission)
def test_on_a_record_the_table_decides(permission: Permission) -> None:
    assert who(permission, Record()) == ON_A_RECORD[permission]


@pytest.mark.parametrize("permission", Permission)
def test_without_a_record_it_is_asked_whether_there_could_be_one(permission: Permission) -> None:
    assert who(permission, None) == AT_ALL[permission]


@pytest.mark.parametrize("permission", Permission)
def test_what_may_be_done_with_a_record_may_be_reached_without_one(permission: Permission) -> None:
    assert who(permission, Record()) <= who(permission, None)


@pytest.mark.parametrize("permission", Permission)
def test_being_public_lets_everybody_read_and_nobody_do_more(permission: Permission) -> None:
    expected = EVERYBODY if permission in READ_BY_EVERYBODY_WHEN_PUBLIC else ON_A_RECORD[permission]
    assert who(permission, Record(is_public=True)) == expected


def test_who_may_see_but_not_act_is_told_so() -> None:
    with pytest.raises(NotPermittedError):
        check(PEOPLE["authority"], Permission.PROPOSAL_ANSWER, Record())


def test_who_may_not_even_see_is_told_nothing() -> None:
    with pytest.raises(HiddenError):
        check(PEOPLE["stranger"], Permission.PROPOSAL_ANSWER, Record())


def test_who_may_act_passes() -> None:
    check(PEOPLE["owner"], Permission.PROPOSAL_ANSWER, Record())


@pytest.mark.parametrize(
    ("authority", "region", "is_covered"),
    [
        ("410000", "410105", True),
        ("410100", "410105", True),
        ("410105", "410105", True),
        ("410105", "410100", False),
        ("410100", "410200", False),
        ("370000", "410100", False),
        ("110000", "110101", True),
    ],
)
def test_an_authority_answers_for_what_lies_below_it(authority: str, region: str, is_covered: bool) -> None:
    assert covers(authority, region) is is_covered


@pytest.mark.parametrize(("region", "prefix"), [("410000", "41"), ("410100", "4101"), ("410105", "410105")])
def test_the_reach_is_the_start_of_the_codes_below(region: str, prefix: str) -> None:
    assert reach(region) == prefix
