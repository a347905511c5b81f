"""What an outcome report says at each stage, whose it is, and what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matchmaker.errors import UserError, translatable
from matchmaker.models import OutcomeReport
from matchmaker.terms import OrganizationKind, Stage

# Who reports a stage; the other side confirms it.
REPORTED_BY: Mapping[Stage, OrganizationKind] = {
    Stage.GRADUATION: OrganizationKind.SCHOOL,
    Stage.SIX_MONTHS: OrganizationKind.ENTERPRISE,
    Stage.TWELVE_MONTHS: OrganizationKind.ENTERPRISE,
}
COUNTS: Mapping[Stage, tuple[str, ...]] = {
    Stage.GRADUATION: ("graduates", "employed", "matched", "local"),
    Stage.SIX_MONTHS: ("hired", "kept"),
    Stage.TWELVE_MONTHS: ("hired", "kept"),
}
# Each of these counts some of that one.
PART_OF: Mapping[str, str] = {
    "employed": "graduates",
    "matched": "employed",
    "local": "employed",
    "kept": "hired",
}


class CountsError(UserError):
    """The head-counts contradict each other."""

    def __init__(self) -> None:
        super().__init__(
            translatable("人数前后不符：就业不多于毕业，对口和本地就业不多于就业，在岗不多于录用。")
        )


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    name: str
    part: int
    whole: int

    @property
    def percent(self) -> float:
        """Percent, 0 of nobody."""
        return 100 * self.part / self.whole if self.whole else 0.0


def check(stage: Stage, counts: Mapping[str, int]) -> None:
    """Raise CountsError unless the counts are those of the stage and hold together."""
    is_whole = set(counts) == set(COUNTS[stage])
    if not is_whole or min(counts.values()) < 0:
        raise CountsError
    if any(counts[part] > counts[whole] for part, whole in PART_OF.items() if part in counts):
        raise CountsError


def shares(report: OutcomeReport) -> list[Share]:
    """Return what a report says as shares: employed of the graduates, kept of the hired, and so on."""
    told = {name: getattr(report, name) or 0 for name in COUNTS[report.stage]}
    return [Share(part, told[part], told[whole]) for part, whole in PART_OF.items() if part in told]
