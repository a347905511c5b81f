"""States of organizations, postings, proposals and partnerships, and the moves between them, as tables."""

from matchmaker.workflow.machine import (
    GUARD_MESSAGES,
    Guard,
    GuardError,
    IllegalMoveError,
    Move,
    Workflow,
)
from matchmaker.workflow.states import (
    CONTACTS_SHOWN,
    HIDDEN_FROM_PARTIES,
    HOLDING,
    Answer,
    ClaimState,
    Decision,
    OrganizationState,
    PartnershipState,
    PostingState,
    ProposalState,
    ReportState,
)
from matchmaker.workflow.tables import EXPIRING, ORGANIZATION, PARTNERSHIP, POSTING, PROPOSAL, REPORT

__all__ = [
    "CONTACTS_SHOWN",
    "EXPIRING",
    "GUARD_MESSAGES",
    "HIDDEN_FROM_PARTIES",
    "HOLDING",
    "ORGANIZATION",
    "PARTNERSHIP",
    "POSTING",
    "PROPOSAL",
    "REPORT",
    "Answer",
    "ClaimState",
    "Decision",
    "Guard",
    "GuardError",
    "IllegalMoveError",
    "Move",
    "OrganizationState",
    "PartnershipState",
    "PostingState",
    "ProposalState",
    "ReportState",
    "Workflow",
]
