"""The two-sided public search: published programmes and demands by words and filters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.models import Demand, Major, Occupation, Organization, Programme, Region
from matchmaker.policy import reach
from matchmaker.services.paging import Page, paginate
from matchmaker.terms import Kind, Level
from matchmaker.workflow import PostingState

P = TypeVar("P", Programme, Demand)
# A run of one script is a word of its own: 数控CNC编程 asks for 数控, CNC and 编程.
_RUNS = re.compile(r"[㐀-鿿]+|[0-9A-Za-z][0-9A-Za-z.+#/-]*")
MOST_WORDS = 8


class Side(StrEnum):
    """Which of the two sides is searched."""

    PROGRAMMES = "programmes"
    DEMANDS = "demands"


class Sort(StrEnum):
    """The order of what is found."""

    NEWEST = "newest"
    LARGEST = "largest"


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is searched for; an empty field does not narrow the search."""

    words: str = ""
    region_code: str = ""
    level: Level | None = None
    kind: Kind | None = None
    sort: Sort = Sort.NEWEST


def programmes(session: Session, criteria: Criteria, number: int = 1) -> Page[Programme]:
    """Find published programmes; a level is the programme's own."""
    statement = (
        _published(Programme)
        .outerjoin(Major, Major.code == Programme.major_code)
        .where(*_words(criteria.words, Programme, (Programme.skills,), (Major.name,)))
        .where(*_filters(criteria, Programme))
    )
    if criteria.level is not None:
        statement = statement.where(Programme.level == criteria.level)
    return paginate(session, statement.order_by(*_order(criteria.sort, Programme, Programme.places)), number)


def demands(session: Session, criteria: Criteria, number: int = 1) -> Page[Demand]:
    """Find published demands; a level finds the demands that accept it."""
    skills = (Demand.must_skills, Demand.nice_skills)
    statement = (
        _published(Demand)
        .outerjoin(Occupation, Occupation.code == Demand.occupation_code)
        .where(*_words(criteria.words, Demand, skills, (Occupation.name,)))
        .where(*_filters(criteria, Demand))
    )
    if criteria.level is not None:
        accepting = [level for level in Level if level.rank <= criteria.level.rank]
        statement = statement.where(or_(Demand.least_level.is_(None), Demand.least_level.in_(accepting)))
    return paginate(session, statement.order_by(*_order(criteria.sort, Demand, Demand.headcount)), number)


def newest(session: Session, model: type[P], limit: int = 5) -> Sequence[P]:
    """Return what was published last, one posting an organization."""
    is_published = model.state == PostingState.PUBLISHED
    last = select(func.max(model.id)).where(is_published).group_by(model.organization_id)
    statement = select(model).where(model.id.in_(last)).order_by(*_order(Sort.NEWEST, model, model.id))
    return session.scalars(statement.limit(limit)).all()


def regions(session: Session, side: Side) -> list[Region]:
    """Return the provinces and cities, or counties without a city, in which something is published."""
    model = Programme if side is Side.PROGRAMMES else Demand
    published = select(model.region_code).where(model.state == PostingState.PUBLISHED).distinct()
    codes = [code for code in session.scalars(published) if code]
    wanted = {part for code in codes for part in (f"{code[:2]}0000", f"{code[:4]}00", code)}
    known = {row.code: row for row in session.scalars(select(Region).where(Region.code.in_(wanted)))}
    kept: set[str] = set()
    for code in codes:
        city = f"{code[:4]}00"
        is_city = city in known and known[city].name not in {"市辖区", "县"}
        kept |= {f"{code[:2]}0000", city if is_city else code}
    return [known[code] for code in sorted(kept) if code in known]


def _published(model: type[P]) -> Select[P]:
    return (
        select(model)
        .join(Organization, Organization.id == model.organization_id)
        .outerjoin(Region, Region.code == model.region_code)
        .where(model.state == PostingState.PUBLISHED)
    )


def _words(
    text: str,
    model: type[P],
    lists: Iterable[InstrumentedAttribute[Any]],
    names: Iterable[InstrumentedAttribute[Any]],
) -> list[ColumnElement[bool]]:
    """Return one condition a word: it stands somewhere in the posting, its names or its organization."""
    columns = (model.title, model.summary, Organization.name, Region.name, *names)
    return [
        or_(
            *(column.icontains(word, autoescape=True) for column in columns),
            *(cast(column, Text).icontains(word, autoescape=True) for column in lists),
        )
        for word in _RUNS.findall(text)[:MOST_WORDS]
    ]


def _filters(criteria: Criteria, model: type[P]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if criteria.region_code:
        conditions.append(model.region_code.startswith(reach(criteria.region_code), autoescape=True))
    if criteria.kind is not None:
        kinds = cast(model.accepted_kinds, Text)
        named = kinds.contains(json.dumps(criteria.kind.value), autoescape=True)
        conditions.append(or_(named, kinds == "[]"))  # Without a list every kind is welcome.
    return conditions


def _order(sort: Sort, model: type[P], size: InstrumentedAttribute[Any]) -> tuple[ColumnElement[Any], ...]:
    latest: tuple[ColumnElement[Any], ...] = (model.published_at.desc(), model.id.desc())
    return (size.desc().nulls_last(), *latest) if sort is Sort.LARGEST else latest
