"""Find what is listed by words and filters, and count what every other choice of a filter would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, column, func, or_, select
from sqlalchemy import table as named_table
from sqlalchemy.orm import Session, joinedload, load_only
from sqlalchemy.orm.interfaces import ORMOption

from matchmaker.models import Demand, Listing, Organization, Programme
from matchmaker.models.listing import FULL_TEXT
from matchmaker.services.paging import TOP, Page, Window, cut
from matchmaker.services.search import counting, facets, filters
from matchmaker.services.search.counting import MOST
from matchmaker.services.search.filters import LISTED, Criteria, Sort
from matchmaker.services.search.listings import KEYS
from matchmaker.services.search.words import Word, asked, one_of
from matchmaker.terms import Side


def _only(model: type[Programme | Demand], *names: str) -> Sequence[ORMOption]:
    """Load these columns, and of the organization its name."""
    name = joinedload(model.organization).load_only(Organization.name, raiseload=True)
    return load_only(*(getattr(model, one) for one in names), raiseload=True), name


MODELS: Mapping[Side, type[Programme] | type[Demand] | type[Organization]] = {
    Side.PROGRAMMES: Programme,
    Side.DEMANDS: Demand,
    Side.ORGANIZATIONS: Organization,
}
# Lists and their workbooks tell so much of a posting; what else a reader asked for would raise an error.
_POSTED = ("title", "region_code", "is_example", "start_date")
SHOWN: Mapping[Side, Sequence[ORMOption]] = {
    Side.PROGRAMMES: _only(
        Programme, *_POSTED, "major_code", "level", "places", "graduation_date", "skills", "courses"
    ),
    Side.DEMANDS: _only(
        Demand,
        *_POSTED,
        "occupation_code",
        "headcount",
        "least_level",
        "promise",
        "must_skills",
        "nice_skills",
    ),
    Side.ORGANIZATIONS: (),
}
_WORDS = named_table(FULL_TEXT, column("rowid"), column(FULL_TEXT))


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, and how much each choice of each filter would leave."""

    page: Page[Any]
    counts: Mapping[str, Mapping[str, int]]  # By the filter's name and the choice; of at most MOST.
    is_cut: bool  # There are more than MOST.


def find(session: Session, criteria: Criteria, window: Window = TOP) -> Found:
    """Find published postings or verified organizations; a page number out of range is moved into it."""
    is_set = filters.conditions(criteria).keys()
    matching = partial(_matching, session, criteria)
    total, counts = counting.count(session, matching, facets.FIELDS.names or (), is_set)
    page = cut(session, _ordered(session, criteria), window, total=min(total, MOST))
    return Found(page, counts, is_cut=total > MOST)


def newest(session: Session, criteria: Criteria) -> Sequence[int]:
    """Return the numbers of the rows that are found, at most MOST, the newest first."""
    return session.scalars(_matching(session, criteria, KEYS[criteria.side]).limit(MOST)).all()


def count(session: Session, criteria: Criteria) -> int:
    """Count what is found, at most MOST."""
    newest = _matching(session, criteria, LISTED.id).limit(MOST).subquery()
    return session.scalar(select(func.count()).select_from(newest)) or 0


def _matching(
    session: Session,
    criteria: Criteria,
    *columns: Any,  # noqa: ANN401 - columns or an entity.
    without: str = "",
) -> Select[Any]:
    """Select of the listings that hold all words and pass all filters but one, the newest first."""
    statement = select(*columns).where(LISTED.side == criteria.side)
    for name, condition in filters.conditions(criteria).items():
        if name != without:
            statement = statement.where(condition)
    words = [*asked(criteria.words), *filter(None, [one_of(criteria.any_of)])]
    for word in filter(_is_single, words):  # Only pairs are listed, so that this one is slow.
        statement = statement.where(LISTED.words.contains(word[0][0]))
    whole = [word for word in words if not _is_single(word)]
    if whole and session.get_bind().dialect.name == "sqlite":
        said = " AND ".join(f"({' OR '.join(map(_quoted, word))})" for word in whole)
        # The full-text table's numbers are in order: the newest are found without sorting all.
        joined = statement.join_from(Listing, _WORDS, _WORDS.c.rowid == LISTED.id)
        return joined.where(_WORDS.c[FULL_TEXT].match(said)).order_by(_WORDS.c.rowid.desc())
    held = func.string_to_array(LISTED.words, " ")
    for word in whole:
        ways = (func.string_to_array(" ".join(pieces), " ") for pieces in word)
        statement = statement.where(or_(*(held.op("@>")(way) for way in ways)))
    return statement.order_by(LISTED.id.desc())


def _is_single(word: Word) -> bool:
    return len(word) == 1 and len(word[0][0]) == 1 and not word[0][0].isascii()


def _quoted(pieces: Sequence[str]) -> str:
    return '("' + '" AND "'.join(pieces) + '")'


def _ordered(session: Session, criteria: Criteria) -> Select[Any]:
    """Select the rows in the order that was asked for, with what lists tell of them."""
    model: type[Any] = MODELS[criteria.side]
    is_listed = model.id == KEYS[criteria.side]
    if criteria.sort is Sort.LARGEST:
        key: ColumnElement[Any] = LISTED.size.desc()
    elif criteria.sort is Sort.NEAREST and criteria.near is not None:
        key = filters.distance(criteria.near)
    else:
        return _matching(session, criteria, model).where(is_listed).options(*SHOWN[criteria.side])
    newest = _matching(session, criteria, LISTED.id).limit(MOST).subquery()
    rows = select(model).join(Listing, is_listed).join(newest, newest.c.id == LISTED.id)
    return rows.options(*SHOWN[criteria.side]).order_by(key.nulls_last(), LISTED.id.desc())
