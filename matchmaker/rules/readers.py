"""Which departments read a proposal: by its kind, and by the side in whose region they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matchmaker.terms import Department, Kind, OrganizationKind


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose approval a proposal needs: that of any one of these departments, in the region of its side."""

    code: str
    side: OrganizationKind
    departments: frozenset[Department]
    kinds: frozenset[Kind] = frozenset(Kind)


# Teachers who practise are their school's; every other kind concerns the enterprise's place and posts too.
READERS: Mapping[str, Reader] = {
    reader.code: reader
    for reader in (
        Reader(
            "school_side",
            OrganizationKind.SCHOOL,
            frozenset({Department.EDUCATION, Department.HUMAN_RESOURCES}),
        ),
        Reader(
            "enterprise_side",
            OrganizationKind.ENTERPRISE,
            frozenset({Department.INDUSTRY, Department.PARK, Department.DEVELOPMENT}),
            frozenset(Kind) - {Kind.TEACHER_PRACTICE},
        ),
    )
}


def readers_of(kind: Kind) -> list[Reader]:
    """Return who reads a proposal of a kind, in the table's order."""
    return [reader for reader in READERS.values() if kind in reader.kinds]
