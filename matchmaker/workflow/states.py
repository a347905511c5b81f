"""The states of organizations, postings, proposals and partnerships, and the answers to them."""

from __future__ import annotations

from enum import StrEnum


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
    EVALUATED = "evaluated"
    ARCHIVED = "archived"
    TERMINATED = "terminated"


class ReportState(StrEnum):
    """How far the report of a term is."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    CONFIRMED = "confirmed"


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
