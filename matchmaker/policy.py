"""Who may do what: one table of rows over small, named facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from matchmaker.terms import Department


class Role(StrEnum):
    """What a membership allows: an editor acts for a school or an enterprise, a reviewer for an authority."""

    EDITOR = "editor"
    REVIEWER = "reviewer"


class Permission(StrEnum):
    """What a person can be allowed to do; `resource:action`."""

    SITE_READ = "site:read"
    ACCOUNT_USE = "account:use"
    ORGANIZATION_READ = "organization:read"
    ORGANIZATION_EDIT = "organization:edit"
    ORGANIZATION_VERIFY = "organization:verify"
    ORGANIZATION_CLAIM = "organization:claim"
    ORGANIZATION_MERGE = "organization:merge"
    MEMBERSHIP_MANAGE = "membership:manage"
    USER_MANAGE = "user:manage"
    POSTING_READ = "posting:read"
    POSTING_CREATE = "posting:create"
    POSTING_EDIT = "posting:edit"
    POSTING_REVIEW = "posting:review"
    POSTING_KEY_IN = "posting:key-in"
    MATCH_READ = "match:read"
    MATCH_DISMISS = "match:dismiss"
    MATCH_MARK = "match:mark"
    PLAN_RUN = "plan:run"
    PROPOSAL_READ = "proposal:read"
    PROPOSAL_CREATE = "proposal:create"
    PROPOSAL_EDIT = "proposal:edit"
    PROPOSAL_SEND = "proposal:send"
    PROPOSAL_ANSWER = "proposal:answer"
    PROPOSAL_ASK = "proposal:ask"
    PROPOSAL_REVIEW = "proposal:review"
    PARTNERSHIP_READ = "partnership:read"
    PARTNERSHIP_RUN = "partnership:run"
    PARTNERSHIP_EVALUATE = "partnership:evaluate"
    PARTNERSHIP_ARCHIVE = "partnership:archive"
    AGREEMENT_READ = "agreement:read"
    AGREEMENT_SIGN = "agreement:sign"
    REPORT_FILE = "report:file"
    REPORT_CONFIRM = "report:confirm"
    REVIEW_READ = "review:read"
    REVIEW_DECIDE = "review:decide"
    EVENT_READ = "event:read"
    UNMET_READ = "unmet:read"
    OVERVIEW_READ = "overview:read"
    JOB_READ = "job:read"


class NotPermittedError(Exception):
    """The person may see the record but not do this with it."""


class HiddenError(Exception):
    """The person may not even know that the record exists."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is asking, detached from the database; the default is a visitor."""

    user_id: int | None = None
    is_administrator: bool = False
    editor_of: frozenset[int] = frozenset()  # Organizations that the person edits.
    reviewer_of: frozenset[int] = frozenset()  # Verified authorities that the person reviews for.
    region_codes: frozenset[str] = frozenset()  # Regions of those authorities.
    offices: frozenset[tuple[str, Department]] = frozenset()  # Their regions with their departments.
    member_of: frozenset[int] = frozenset()  # All of these, and authorities that wait for verification.


VISITOR = Identity()


class Scoped(Protocol):
    """A record that belongs to organizations and lies in regions."""

    @property
    def owner_ids(self) -> frozenset[int]: ...
    @property
    def region_codes(self) -> frozenset[str]: ...
    @property
    def is_public(self) -> bool: ...


def reach(authority_region: str) -> str:
    """Return how the codes of the regions begin that an authority answers for: a province for its cities.

    Codes are six digits of GB/T 2260, where trailing pairs of zeros widen the region.
    """
    prefix = authority_region
    while len(prefix) > 2 and prefix.endswith("00"):
        prefix = prefix[:-2]
    return prefix


def covers(authority_region: str, region: str) -> bool:
    """Tell whether an authority of one region answers for another."""
    return region.startswith(reach(authority_region))


Fact = Callable[[Identity, Scoped | None], bool]


def anyone(_identity: Identity, _record: Scoped | None) -> bool:
    return True


def is_signed_in(identity: Identity, _record: Scoped | None) -> bool:
    return identity.user_id is not None


def is_administrator(identity: Identity, _record: Scoped | None) -> bool:
    return identity.is_administrator


def is_editor(identity: Identity, _record: Scoped | None) -> bool:
    return bool(identity.editor_of)


def is_reviewer(identity: Identity, _record: Scoped | None) -> bool:
    return bool(identity.reviewer_of)


def owns(identity: Identity, record: Scoped | None) -> bool:
    """Act for an owner; without a record, for any organization at all."""
    return bool(identity.editor_of if record is None else identity.editor_of & record.owner_ids)


def belongs(identity: Identity, record: Scoped | None) -> bool:
    """Act for an owner in whatever role, verified or not."""
    mine = identity.editor_of | identity.reviewer_of | identity.member_of
    return bool(mine if record is None else mine & record.owner_ids)


def answers_for(identity: Identity, record: Scoped | None) -> bool:
    """Review within reach of the record's regions; without a record, review at all."""
    if record is None:
        return bool(identity.reviewer_of)
    return any(covers(mine, code) for mine in identity.region_codes for code in record.region_codes)


def is_to_read(identity: Identity, record: Scoped | None) -> bool:
    """Review for a department that the record is for; one that names none is for all."""
    departments: frozenset[Department] = getattr(record, "departments", frozenset())
    if record is None or not departments:
        return True
    return any(
        department in departments and any(covers(region, code) for code in record.region_codes)
        for region, department in identity.offices
    )


def record_is_public(_identity: Identity, record: Scoped | None) -> bool:
    return record is None or record.is_public


Rows = tuple[tuple[Fact, ...], ...]
SEEN: Rows = ((record_is_public,), (belongs,), (answers_for,), (is_administrator,))
PRIVATE: Rows = ((owns,), (answers_for,), (is_administrator,))
# What was signed is for those who signed and for their authorities, not for who runs the machines.
CONFIDENTIAL: Rows = ((owns,), (answers_for,))
OWN: Rows = ((owns,),)
AUTHORITY: Rows = ((is_reviewer, answers_for),)

# A permission is granted where every fact of any one row holds.
TABLE: Mapping[Permission, Rows] = {
    Permission.SITE_READ: ((anyone,),),
    Permission.ACCOUNT_USE: ((is_signed_in,),),
    Permission.ORGANIZATION_READ: SEEN,
    Permission.ORGANIZATION_EDIT: ((belongs,), (is_administrator,)),
    Permission.ORGANIZATION_VERIFY: (*AUTHORITY, (is_administrator,)),
    Permission.ORGANIZATION_CLAIM: ((is_signed_in,),),
    Permission.ORGANIZATION_MERGE: (*AUTHORITY, (is_administrator,)),
    Permission.MEMBERSHIP_MANAGE: ((belongs,), (is_administrator,)),
    Permission.USER_MANAGE: ((is_administrator,),),
    Permission.POSTING_READ: SEEN,
    Permission.POSTING_CREATE: ((is_editor,),),
    Permission.POSTING_EDIT: OWN,
    Permission.POSTING_REVIEW: AUTHORITY,
    Permission.POSTING_KEY_IN: ((is_reviewer,),),
    Permission.MATCH_READ: PRIVATE,
    Permission.MATCH_DISMISS: OWN,
    Permission.MATCH_MARK: AUTHORITY,
    Permission.PLAN_RUN: ((is_reviewer,),),
    Permission.PROPOSAL_READ: PRIVATE,
    Permission.PROPOSAL_CREATE: ((is_editor,), (is_reviewer,)),
    Permission.PROPOSAL_EDIT: (*OWN, *AUTHORITY),
    Permission.PROPOSAL_SEND: AUTHORITY,
    Permission.PROPOSAL_ANSWER: OWN,
    Permission.PROPOSAL_ASK: (*OWN, *AUTHORITY),
    Permission.PROPOSAL_REVIEW: AUTHORITY,
    Permission.PARTNERSHIP_READ: PRIVATE,
    Permission.PARTNERSHIP_RUN: OWN,
    Permission.PARTNERSHIP_EVALUATE: (*OWN, *AUTHORITY),
    Permission.PARTNERSHIP_ARCHIVE: AUTHORITY,
    Permission.AGREEMENT_READ: CONFIDENTIAL,
    Permission.AGREEMENT_SIGN: OWN,
    Permission.REPORT_FILE: OWN,
    Permission.REPORT_CONFIRM: OWN,
    Permission.REVIEW_READ: (*AUTHORITY, (is_administrator,)),
    Permission.REVIEW_DECIDE: ((is_reviewer, answers_for, is_to_read),),
    Permission.UNMET_READ: ((is_reviewer,),),
    Permission.EVENT_READ: ((is_reviewer,), (is_administrator,)),
    Permission.OVERVIEW_READ: PRIVATE,
    Permission.JOB_READ: ((is_signed_in,),),
}


# What reads a record of each resource; what is not listed has no page of its own to be seen on.
READINGS = {name.partition(":")[0]: name for name in Permission if name.endswith(":read")}


def permits(identity: Identity, permission: Permission, record: Scoped | None = None) -> bool:
    """Tell whether `identity` has `permission`, on `record` where one is given.

    Without a record the answer is whether some record could exist on which it has it.
    """
    return any(all(fact(identity, record) for fact in row) for row in TABLE[permission])


def check(identity: Identity, permission: Permission, record: Scoped) -> None:
    """Raise HiddenError or NotPermittedError unless `identity` has `permission` on `record`."""
    if permits(identity, permission, record):
        return
    reading = READINGS.get(permission.partition(":")[0])
    if reading is not None and permits(identity, reading, record):
        raise NotPermittedError(permission)
    raise HiddenError(permission)
