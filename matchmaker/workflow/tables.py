"""Every move of organizations, postings, proposals and partnerships, as tables."""

from __future__ import annotations

from collections.abc import Collection

from matchmaker.policy import Permission
from matchmaker.workflow.machine import Guard, Move, S, Workflow
from matchmaker.workflow.states import (
    OrganizationState,
    PartnershipState,
    PostingState,
    ProposalState,
    ReportState,
)


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
        (_P.PUBLISHED, "pause_silent"): Move(_P.PAUSED, None),
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
        # One of several authorities that read it agrees; the last one approves.
        (_Q.IN_REVIEW, "endorse"): Move(_Q.IN_REVIEW, _May.PROPOSAL_REVIEW),
        (_Q.IN_REVIEW, "approve"): Move(_Q.APPROVED, _May.PROPOSAL_REVIEW, Guard.ALL_READ),
        (_Q.IN_REVIEW, "return"): Move(_Q.RETURNED, _May.PROPOSAL_REVIEW, Guard.REASON_GIVEN),
        (_Q.IN_REVIEW, "reject"): Move(_Q.REJECTED, _May.PROPOSAL_REVIEW, Guard.REASON_GIVEN),
        (_Q.APPROVED, "confirm"): Move(_Q.APPROVED, _May.PROPOSAL_ANSWER),
        (_Q.APPROVED, "agree"): Move(_Q.AGREED, None, Guard.ALL_CONFIRMED),
        **_from(_OPEN, "withdraw", _Q.WITHDRAWN, _May.PROPOSAL_ANSWER, Guard.REASON_GIVEN),
        # A party was suspended: nobody is left waiting for it.
        **_from(_OPEN, "call_off", _Q.WITHDRAWN, None, Guard.REASON_GIVEN),
        **_from([*_ASKED, _Q.RETURNED, _Q.APPROVED], "expire", _Q.EXPIRED, None),
    }
)
# In these states the parties are waited for, until their time to answer runs out.
EXPIRING = frozenset(state for state, action in PROPOSAL.moves if action == "expire")

_R = PartnershipState
_LIVE = [_R.AGREED, _R.RUNNING]
PARTNERSHIP = Workflow(
    {
        (_R.AGREED, "start"): Move(_R.RUNNING, _May.PARTNERSHIP_RUN),
        (_R.RUNNING, "finish"): Move(_R.RUNNING, _May.PARTNERSHIP_RUN, Guard.HAS_BEGUN),
        (_R.RUNNING, "evaluate"): Move(_R.RUNNING, _May.PARTNERSHIP_EVALUATE, Guard.HAS_ENDED),
        (_R.RUNNING, "close_evaluation"): Move(_R.EVALUATED, None, Guard.ALL_EVALUATED),
        (_R.EVALUATED, "complete"): Move(_R.ARCHIVED, None, Guard.OUTCOME_SETTLED),
        # Figures that will never come keep nothing open for ever.
        (_R.EVALUATED, "archive"): Move(_R.ARCHIVED, _May.PARTNERSHIP_ARCHIVE, Guard.REASON_GIVEN),
        **_from(_LIVE, "terminate", _R.TERMINATED, _May.PARTNERSHIP_RUN, Guard.REASON_GIVEN),
    }
)

_T = ReportState
REPORT = Workflow(
    {
        # An edit asks every enterprise anew.
        **_from([_T.SUBMITTED, _T.RETURNED], "edit", _T.SUBMITTED, _May.REPORT_FILE),
        (_T.SUBMITTED, "confirm"): Move(_T.SUBMITTED, _May.REPORT_CONFIRM),
        (_T.SUBMITTED, "settle"): Move(_T.CONFIRMED, None, Guard.ALL_CONFIRMED),
        (_T.SUBMITTED, "return"): Move(_T.RETURNED, _May.REPORT_CONFIRM, Guard.REASON_GIVEN),
    }
)
