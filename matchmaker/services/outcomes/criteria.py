"""What each side rates in an evaluation, as a table."""

from __future__ import annotations

from collections.abc import Mapping

from matchmaker.errors import UserError, translatable
from matchmaker.terms import Criterion, OrganizationKind

LOWEST, HIGHEST = 1, 5
CRITERIA: Mapping[OrganizationKind, tuple[Criterion, ...]] = {
    OrganizationKind.SCHOOL: (
        Criterion.PROMISES,
        Criterion.MENTORING,
        Criterion.WELFARE,
        Criterion.COMMUNICATION,
    ),
    OrganizationKind.ENTERPRISE: (
        Criterion.SKILLS,
        Criterion.ATTITUDE,
        Criterion.CURRICULUM,
        Criterion.COMMUNICATION,
    ),
    OrganizationKind.AUTHORITY: (Criterion.COMPLIANCE, Criterion.EFFECT, Criterion.REGION),
}


class RatingsError(UserError):
    """A rating is missing, or is none of the scale."""

    def __init__(self) -> None:
        super().__init__(translatable("请对每一项按1到5分评分。"))


def check(kind: OrganizationKind, ratings: Mapping[Criterion, int]) -> None:
    """Raise RatingsError unless each criterion of the side is rated on the scale, and nothing else."""
    is_whole = set(ratings) == set(CRITERIA[kind])
    if not is_whole or not all(LOWEST <= value <= HIGHEST for value in ratings.values()):
        raise RatingsError
