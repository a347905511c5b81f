"""Who reports an outcome and who confirms it."""

from __future__ import annotations

from matchmaker.models import Partnership
from matchmaker.services.outcomes.figures import REPORTED_BY
from matchmaker.services.running.reports import enterprise_ids, school_ids
from matchmaker.terms import OrganizationKind, Stage


def reporting(partnership: Partnership, stage: Stage) -> frozenset[int]:
    """Return the organizations that each report the stage."""
    is_schools = REPORTED_BY[stage] is OrganizationKind.SCHOOL
    return school_ids(partnership) if is_schools else enterprise_ids(partnership)


def confirming(partnership: Partnership, stage: Stage) -> frozenset[int]:
    """Return the organizations of the other side, who all confirm."""
    is_schools = REPORTED_BY[stage] is OrganizationKind.SCHOOL
    return enterprise_ids(partnership) if is_schools else school_ids(partnership)
