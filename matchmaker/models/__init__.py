"""The tables, one noun a file; importing this package registers them all."""

from matchmaker.models.catalogue import (
    Industry,
    Major,
    MajorCertificate,
    MajorCourse,
    MajorOccupation,
    Occupation,
    Region,
)
from matchmaker.models.demand import Demand
from matchmaker.models.event import Event, EventLink
from matchmaker.models.job import Job, JobStatus, Upload
from matchmaker.models.ledger import LedgerEntry
from matchmaker.models.listing import Listing
from matchmaker.models.match import Mark, Match, MatchMark, MatchRun
from matchmaker.models.notification import Mail, Notification, Preference, SavedFilter, SavedHit
from matchmaker.models.organization import Claim, Invitation, Membership, Organization
from matchmaker.models.partnerships.agreement import AgreementScan, ScanType
from matchmaker.models.partnerships.evaluation import Evaluation
from matchmaker.models.partnerships.partnership import Partnership
from matchmaker.models.partnerships.report import OutcomeReport, Report, ReportConfirmation, TermReport
from matchmaker.models.posting import Source
from matchmaker.models.programme import Programme
from matchmaker.models.proposal import PlanRun, Proposal, ProposalParty, ProposalVersion, Remark
from matchmaker.models.review import Review
from matchmaker.models.unmet import UnmetAnswer
from matchmaker.models.user import LoginFailure, PasswordReset, User, UserSession

__all__ = [
    "AgreementScan",
    "Claim",
    "Demand",
    "Evaluation",
    "Event",
    "EventLink",
    "Industry",
    "Invitation",
    "Job",
    "JobStatus",
    "LedgerEntry",
    "Listing",
    "LoginFailure",
    "Mail",
    "Major",
    "MajorCertificate",
    "MajorCourse",
    "MajorOccupation",
    "Mark",
    "Match",
    "MatchMark",
    "MatchRun",
    "Membership",
    "Notification",
    "Occupation",
    "Organization",
    "OutcomeReport",
    "Partnership",
    "PasswordReset",
    "PlanRun",
    "Preference",
    "Programme",
    "Proposal",
    "ProposalParty",
    "ProposalVersion",
    "Region",
    "Remark",
    "Report",
    "ReportConfirmation",
    "Review",
    "SavedFilter",
    "SavedHit",
    "ScanType",
    "Source",
    "TermReport",
    "UnmetAnswer",
    "Upload",
    "User",
    "UserSession",
]
