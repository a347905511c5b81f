"""What a report says, kind by kind, and what of it cannot be; head-counts and sums, never a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from matchmaker.errors import UserError, translatable

# Each of these counts some of that one.
PART_OF: Mapping[str, str] = {
    "employed": "graduates",
    "matched": "employed",
    "local": "employed",
    "kept": "hired",
}


class FiguresError(UserError):
    """The figures of a report contradict each other."""


@dataclass(frozen=True, slots=True)
class TermFigures:
    """A term of a class; None is not known yet (待补充)."""

    students: int
    left_students: int = 0
    interns: int = 0
    school_teachers: int | None = None
    mentors: int | None = None
    class_hours: int | None = None
    practice_hours: int | None = None
    wage_yuan: int | None = None
    post_wage_yuan: int | None = None
    insured: int | None = None
    incidents: int = 0
    incident_note: str = ""
    note: str = ""

    def check(self) -> None:
        """Raise FiguresError unless the figures hold together."""
        if self.interns > self.students:
            raise FiguresError(translatable("实习人数不能多于班级人数。"))
        if self.insured is not None and self.insured > self.students:
            raise FiguresError(translatable("投保人数不能多于班级人数。"))
        if self.practice_hours is not None and self.class_hours is None:
            raise FiguresError(translatable("填写实践课时的，也要填写总课时。"))
        if (self.practice_hours or 0) > (self.class_hours or 0):
            raise FiguresError(translatable("实践课时不能多于总课时。"))
        if self.incidents and not self.incident_note.strip():
            raise FiguresError(translatable("有安全事故或投诉的，请说明经过和处理结果（不写学生姓名）。"))


@dataclass(frozen=True, slots=True)
class _Counts:
    """Head-counts, some of which are parts of others."""

    def check(self) -> None:
        """Raise FiguresError unless every part fits into its whole."""
        counts = asdict(self)
        is_whole = all(counts[part] <= counts[whole] for part, whole in PART_OF.items() if part in counts)
        if min(counts.values()) < 0 or not is_whole:
            raise FiguresError(
                translatable("人数前后不符：就业不多于毕业，对口和本地就业不多于就业，在岗不多于录用。")
            )


@dataclass(frozen=True, slots=True)
class GraduationFigures(_Counts):
    """What became of the graduates."""

    graduates: int
    employed: int
    matched: int
    local: int


@dataclass(frozen=True, slots=True)
class StayFigures(_Counts):
    """Whom of the class an enterprise took on, and who of them is still there."""

    hired: int
    kept: int


Figures = TermFigures | GraduationFigures | StayFigures


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


def shares(counts: Mapping[str, int | None]) -> list[Share]:
    """Return head-counts as shares: employed of the graduates, kept of the hired, and so on."""
    told = {part: whole for part, whole in PART_OF.items() if part in counts}
    return [Share(part, counts[part] or 0, counts[whole] or 0) for part, whole in told.items()]


def names(figures: type[Figures]) -> tuple[str, ...]:
    """Return what the figures are called."""
    return tuple(field.name for field in fields(figures))
