"""Skills to suggest while a posting is written: what the market names, then what related majors teach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, lazyload

from matchmaker.models import Demand, Major, MajorCourse, MajorOccupation, Occupation, Programme
from matchmaker.workflow import PostingState

P = TypeVar("P", Programme, Demand)
MOST = 12  # Skills that a person looks through.
SOURCES = 300  # Published postings that are read for their skills.


def of_occupation(session: Session, code: str) -> list[str]:
    """Suggest skills for a demand: those of the occupation's demands, of its group's, then linked courses."""
    occupation = session.get(Occupation, code)
    if occupation is None:
        return []
    return _collect(
        lambda: _asked_for(session, [occupation.code]),
        lambda: _asked_for(session, [occupation.minor_group]),
        lambda: _linked_courses(session, occupation),
    )


def of_major(session: Session, code: str) -> list[str]:
    """Suggest skills for a programme: what its occupations ask for, then what programmes like it name."""
    major = session.get(Major, code)
    if major is None:
        return []
    linked = select(MajorOccupation.code).where(MajorOccupation.major_code == code)
    classmates = select(Major.code).where(Major.class_name == major.class_name)  # At every level.
    return _collect(
        lambda: _asked_for(session, session.scalars(linked).all()),
        lambda: _taught(session, Programme.major_code == code),
        lambda: _taught(session, Programme.major_code.in_(classmates)),
    )


def _collect(*sources: Callable[[], Iterable[str]]) -> list[str]:
    """Return the first skills of the sources, none twice; a source is read only while room is left."""
    found: dict[str, None] = {}
    for source in sources:
        if len(found) < MOST:
            found |= dict.fromkeys(source())
    return list(found)[:MOST]


def _asked_for(session: Session, codes: Sequence[str]) -> list[str]:
    """Return what published demands of these occupations or groups ask for, the most frequent first."""
    columns = (Occupation.code, Occupation.minor_group, Occupation.sub_major_group)
    meant = select(Occupation.code).where(or_(*(column.in_(codes) for column in columns)))
    demands = session.scalars(_newest(Demand, Demand.occupation_code.in_(meant)))
    return _most_common(skill for one in demands for skill in (*one.must_skills, *one.nice_skills))


def _taught(session: Session, condition: ColumnElement[bool]) -> list[str]:
    programmes = session.scalars(_newest(Programme, condition))
    return _most_common(skill for one in programmes for skill in one.skills)


def _newest(model: type[P], condition: ColumnElement[bool]) -> Select[P]:
    published = select(model).where(model.state == PostingState.PUBLISHED, condition)
    return published.options(lazyload("*")).order_by(model.id.desc()).limit(SOURCES)


def _most_common(skills: Iterable[str]) -> list[str]:
    return [skill for skill, _count in Counter(skills).most_common(MOST)]


def _linked_courses(session: Session, occupation: Occupation) -> list[str]:
    # A link to the occupation itself says more than one to its group.
    for code in (occupation.code, occupation.minor_group, occupation.sub_major_group):
        statement = (
            select(MajorCourse.course)
            .join(MajorOccupation, MajorOccupation.major_code == MajorCourse.major_code)
            .where(MajorOccupation.code == code, MajorCourse.kind == "core")
            .group_by(MajorCourse.course)
            .order_by(func.count().desc(), func.min(MajorCourse.id))
            .limit(MOST)
        )
        found = list(session.scalars(statement))
        if found:
            return found
    return []
