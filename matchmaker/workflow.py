"""States of organizations, postings, proposals and partnerships, and the moves between them, as tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from matchmaker.errors import UserError, translatable
from matchmaker.policy import Permission

S = TypeVar("S", bound=StrEnum)


class OrganizationState(StrEnum):
    """Whether an authority knows the organization."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    MERGED = "merged"


class ClaimState(StrEnum):
    """What became of a claim."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class PostingState(StrEnum):
    """How far a programme or a demand is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    PAUSED = "paused"
    CLOSED = "closed"
    EXPIRED = "expired"


class ProposalState(StrEnum):
    """How far a proposal is."""

    DRAFT = "draft"
    VETOED = "vetoed"
    REPLACED = "replaced"
    SENT = "sent"
    DISCUSSING = "discussing"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    REJECTED = "rejected"
    APPROVED = "approved"
    AGREED = "agreed"


# Before an authority sends a proposal, its parties do not see it.
HIDDEN_FROM_PARTIES = frozenset({ProposalState.DRAFT, ProposalState.VETOED, ProposalState.REPLACED})
# In these states places and posts are held.
HOLDING = frozenset({ProposalState.IN_REVIEW, ProposalState.APPROVED, ProposalState.AGREED})
# Where all parties have said that they want it, and it has not come to nothing.
CONTACTS_SHOWN = HOLDING | {ProposalState.RETURNED}


class PartnershipState(StrEnum):
    """How far an agreed partnership is."""

    AGREED = "agreed"
    RUNNING = "running"
    TERMINATED = "terminated"


class Answer(StrEnum):
    """What one party says of a proposal."""

    PENDING = "pending"
    INTERESTED = "interested"
    DISCUSSING = "discussing"
    DECLINED = "declined"


class Decision(StrEnum):
    """What a reviewer decides."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"


class Guard(StrEnum):
    """A condition that the service establishes before a move."""

    ORGANIZATION_VERIFIED = "organization_verified"
    COMPLETE = "complete"
    CONFIRMED_BY_OWNER = "confirmed_by_owner"
    ALL_INTERESTED = "all_interested"
    ALL_CONFIRMED = "all_confirmed"
    REASON_GIVEN = "reason_given"


GUARD_MESSAGES: Mapping[Guard, str] = {
    Guard.ORGANIZATION_VERIFIED: translatable("单位尚未通过审核，不能进行此操作。"),
    Guard.COMPLETE: translatable("必填内容尚未填写完整，不能提交。"),
    Guard.CONFIRMED_BY_OWNER: translatable("该需求由主管部门代录，请先由企业确认。"),
    Guard.ALL_INTERESTED: translatable("还有参与方没有表示有意向。"),
    Guard.ALL_CONFIRMED: translatable("还有参与方没有确认当前版本。"),
    Guard.REASON_GIVEN: translatable("请填写理由。"),
}


class IllegalMoveError(UserError):
    """The record is not in a state from which this action is possible."""

    status = 409

    def __init__(self, state: StrEnum, action: str) -> None:
        super().__init__(translatable("当前状态下不能进行此操作，请刷新页面查看最新状态。"))
        self.state = state
        self.action = action


class GuardError(UserError):
    """A condition of the move does not hold."""

    def __init__(self, action: str, guard: Guard) -> None:
        super().__init__(GUARD_MESSAGES[guard])
        self.action = action
        self.guard = guard


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """Where an action leads, who may take it (None: the system alone), and under which condition."""

    to: S
    permission: Permission | None
    guard: Guard | None = None


@dataclass(frozen=True)
class Workflow(Generic[S]):
    """A table of moves; what is not listed is illegal."""

    moves: Mapping[tuple[S, str], Move[S]]

    def move(self, state: S, action: str, *, holds: Collection[Guard] = ()) -> S:
        """Return the state that `action` leads to; raise IllegalMoveError or GuardError."""
        found = self.moves.get((state, action))
        if found is None:
            raise IllegalMoveError(state, action)
        if found.guard is not None and found.guard not in holds:
            raise GuardError(action, found.guard)
        return found.to

    def actions(self, state: S) -> dict[str, Permission]:
        """Return the actions that people may take in `state`, in the table's order, with their permission."""
        return {
            action: found.permission
            for (origin, action), found in self.moves.items()
            if origin == state and found.permission is not None
        }


def _from(
    states: Collection[S], action: str, to: S, permission: Permission | None, guard: Guard | None = None
) -> dict[tuple[S, str], Move[S]]:
    return {(state, action): Move(to, permission, guard) for state in states}


_May = Permission
_O = OrganizationState
ORGANIZATION = Workflow(
    {
        **_from([_O.UNVERIFIED, _O.REFUSED, _O.SUSPENDED], "verify", _O.VERIFIED, _May.ORGANIZATION_VERIFY),
        (_O.UNVERIFIED, "refuse"): Move(_O.REFUSED, _May.ORGANIZATION_VERIFY, Guard.REASON_GIVEN),
        (_O.REFUSED, "apply"): Move(_O.UNVERIFIED, _May.ORGANIZATION_EDIT),
        (_O.VERIFIED, "suspend"): Move(_O.SUSPENDED, _May.ORGANIZATION_VERIFY, Guard.REASON_GIVEN),
        **_from([_O.UNVERIFIED, _O.VERIFIED, _O.REFUSED], "merge", _O.MERGED, _May.ORGANIZATION_MERGE),
    }
)

_P = PostingState
_CLOSABLE = [_P.DRAFT, _P.RETURNED, _P.PUBLISHED, _P.PAUSED]
POSTING = Workflow(
    {
        (_P.DRAFT, "edit"): Move(_P.DRAFT, _May.POSTING_EDIT),
        (_P.RETURNED, "edit"): Move(_P.RETURNED, _May.POSTING_EDIT),
        (_P.PUBLISHED, "edit"): Move(_P.PUBLISHED, _May.POSTING_EDIT),
        (_P.PAUSED, "edit"): Move(_P.PAUSED, _May.POSTING_EDIT),
        **_from([_P.DRAFT, _P.RETURNED], "submit", _P.SUBMITTED, _May.POSTING_EDIT, Guard.COMPLETE),
        (_P.SUBMITTED, "withdraw"): Move(_P.DRAFT, _May.POSTING_EDIT),
        (_P.SUBMITTED, "approve"): Move(_P.PUBLISHED, _May.POSTING_REVIEW, Guard.ORGANIZATION_VERIFIED),
        (_P.SUBMITTED, "return"): Move(_P.RETURNED, _May.POSTING_REVIEW, Guard.REASON_GIVEN),
        (_P.SUBMITTED, "reject"): Move(_P.CLOSED, _May.POSTING_REVIEW, Guard.REASON_GIVEN),
        (_P.DRAFT, "key_in"): Move(_P.PUBLISHED, _May.POSTING_KEY_IN, Guard.COMPLETE),
        (_P.PUBLISHED, "pause"): Move(_P.PAUSED, _May.POSTING_EDIT),
        (_P.PAUSED, "resume"): Move(_P.PUBLISHED, _May.POSTING_EDIT),
        (_P.PUBLISHED, "take_down"): Move(_P.RETURNED, _May.POSTING_REVIEW, Guard.REASON_GIVEN),
        **_from([_P.PUBLISHED, _P.PAUSED], "expire", _P.EXPIRED, None),
        (_P.PUBLISHED, "extend"): Move(_P.PUBLISHED, _May.POSTING_EDIT),
        (_P.PAUSED, "extend"): Move(_P.PAUSED, _May.POSTING_EDIT),
        (_P.EXPIRED, "renew"): Move(_P.PUBLISHED, _May.POSTING_EDIT),
        **_from(_CLOSABLE, "close", _P.CLOSED, _May.POSTING_EDIT),
    }
)

_Q = ProposalState
_ASKED = [_Q.SENT, _Q.DISCUSSING]
_OPEN = [*_ASKED, _Q.IN_REVIEW, _Q.RETURNED, _Q.APPROVED]
PROPOSAL = Workflow(
    {
        (_Q.DRAFT, "edit"): Move(_Q.DRAFT, _May.PROPOSAL_EDIT),
        (_Q.RETURNED, "edit"): Move(_Q.RETURNED, _May.PROPOSAL_EDIT),
        # An edit of what was already answered asks every party anew.
        **_from([*_ASKED, _Q.APPROVED], "edit", _Q.SENT, _May.PROPOSAL_EDIT),
        (_Q.DRAFT, "veto"): Move(_Q.VETOED, _May.PROPOSAL_SEND, Guard.REASON_GIVEN),
        (_Q.DRAFT, "replace"): Move(_Q.REPLACED, None),
        (_Q.DRAFT, "send"): Move(_Q.SENT, _May.PROPOSAL_SEND),
        (_Q.RETURNED, "resend"): Move(_Q.SENT, _May.PROPOSAL_EDIT),
        (_Q.SENT, "show_interest"): Move(_Q.SENT, _May.PROPOSAL_ANSWER, Guard.CONFIRMED_BY_OWNER),
        (_Q.DISCUSSING, "show_interest"): Move(_Q.DISCUSSING, _May.PROPOSAL_ANSWER, Guard.CONFIRMED_BY_OWNER),
        **_from(_ASKED, "discuss", _Q.DISCUSSING, _May.PROPOSAL_ANSWER),
        **_from(_ASKED, "decline", _Q.DECLINED, _May.PROPOSAL_ANSWER, Guard.REASON_GIVEN),
        **_from(_ASKED, "begin_review", _Q.IN_REVIEW, None, Guard.ALL_INTERESTED),
        (_Q.IN_REVIEW, "approve"): Move(_Q.APPROVED, _May.PROPOSAL_REVIEW),
        (_Q.IN_REVIEW, "return"): Move(_Q.RETURNED, _May.PROPOSAL_REVIEW, Guard.REASON_GIVEN),
        (_Q.IN_REVIEW, "reject"): Move(_Q.REJECTED, _May.PROPOSAL_REVIEW, Guard.REASON_GIVEN),
        (_Q.APPROVED, "confirm"): Move(_Q.APPROVED, _May.PROPOSAL_ANSWER),
        (_Q.APPROVED, "agree"): Move(_Q.AGREED, None, Guard.ALL_CONFIRMED),
        **_from(_OPEN, "withdraw", _Q.WITHDRAWN, _May.PROPOSAL_ANSWER, Guard.REASON_GIVEN),
        **_from([*_ASKED, _Q.RETURNED, _Q.APPROVED], "expire", _Q.EXPIRED, None),
    }
)

_R = PartnershipState
_LIVE = [_R.AGREED, _R.RUNNING]
PARTNERSHIP = Workflow(
    {
        (_R.AGREED, "start"): Move(_R.RUNNING, _May.PARTNERSHIP_RUN),
        **_from(_LIVE, "terminate", _R.TERMINATED, _May.PARTNERSHIP_RUN, Guard.REASON_GIVEN),
    }
)
