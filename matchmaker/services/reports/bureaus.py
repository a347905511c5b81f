"""The figures that authorities are asked for: classes and students by mode, and partners by major."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Major, Partnership, TermReport
from matchmaker.services.working_days import CHINA
from matchmaker.terms import Kind
from matchmaker.workflow import PartnershipState, ReportState

ORDER_KINDS = frozenset({Kind.ORDER_CLASS, Kind.JOINT_ORDER_CLASS, Kind.NAMED_CLASS})
APPRENTICE_KINDS = frozenset({Kind.APPRENTICESHIP, Kind.FIELD_ENGINEER})


@dataclass(frozen=True, slots=True)
class KindLine:
    """The partnerships of one mode that stand now, and at the end of last year."""

    kind: Kind
    classes: int
    students: int
    classes_before: int
    students_before: int


@dataclass(frozen=True, slots=True)
class MajorLine:
    """What the partnerships of one major that stand now come to."""

    code: str
    name: str
    enterprises: int
    order_students: int
    apprentices: int
    interns: int


def by_kind(partnerships: Sequence[Partnership], *, at: datetime) -> list[KindLine]:
    """Return a line for each mode of the partnerships that stand, or stood when last year ended."""
    before = year_end(at)
    sums: defaultdict[Kind, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for partnership in partnerships:
        for place, moment in ((0, at), (2, before)):
            if _stands(partnership, moment):
                sums[partnership.proposal.kind][place] += 1
                sums[partnership.proposal.kind][place + 1] += partnership.proposal.students
    return [KindLine(kind, *sums[kind]) for kind in Kind if kind in sums]


def by_major(session: Session, partnerships: Sequence[Partnership], *, at: datetime) -> list[MajorLine]:
    """Return a line for each major of the partnerships that stand, interns as of the latest term told."""
    standing = [partnership for partnership in partnerships if _stands(partnership, at)]
    interns = _interns(session, [partnership.id for partnership in standing])
    found: defaultdict[str, list[Partnership]] = defaultdict(list)
    for partnership in standing:
        for code in {one.major_code for one in partnership.proposal.programmes if one.major_code}:
            found[code].append(partnership)
    names = dict(session.execute(select(Major.code, Major.name).where(Major.code.in_(found))).all())
    return [
        MajorLine(
            code,
            names[code],
            enterprises=len({row.organization_id for one in mine for row in one.proposal.demands}),
            order_students=_students(mine, ORDER_KINDS),
            apprentices=_students(mine, APPRENTICE_KINDS),
            interns=sum(interns.get(one.id, 0) for one in mine),
        )
        for code, mine in sorted(found.items())
    ]


def year_end(at: datetime) -> datetime:
    """Return the moment in which last year ended in China."""
    return datetime(at.astimezone(CHINA).year, 1, 1, tzinfo=CHINA)


def _stands(partnership: Partnership, moment: datetime) -> bool:
    """Tell whether a partnership was agreed by then, had not ended and was not broken off."""
    if partnership.ended_at is None and partnership.state is PartnershipState.TERMINATED:
        return False
    return partnership.agreed_at <= moment and (partnership.ended_at is None or partnership.ended_at > moment)


def _students(partnerships: Sequence[Partnership], kinds: frozenset[Kind]) -> int:
    return sum(one.proposal.students for one in partnerships if one.proposal.kind in kinds)


def _interns(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Return the interns of each partnership in the latest term that was confirmed."""
    told = (
        select(TermReport.partnership_id, TermReport.interns)
        .where(TermReport.partnership_id.in_(ids), TermReport.state == ReportState.CONFIRMED)
        .order_by(TermReport.period)
    )
    return dict(session.execute(told).all())
