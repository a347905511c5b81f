"""Lists sorted and cut into pages by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
PER_PAGE = 20
EVERYTHING = 5000  # So many rows at most are taken away at once.
# By what a list may be sorted: the names of its columns, and what they mean to the database.
Columns = Mapping[str, SQLColumnExpression[Any]]
UNSORTED: Columns = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Window:
    """Which page of a list is looked at, and by which column it is sorted: `-name` begins at the largest."""

    number: int = 1
    sort: str = ""
    size: int = PER_PAGE


TOP = Window()


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its items, its number from 1, how many pages and items there are in all."""

    items: Sequence[T]
    number: int
    pages: int
    total: int
    per_page: int = PER_PAGE
    sort: str = ""
    sorters: frozenset[str] = frozenset()  # The columns that the list can be sorted by.


def paginate(
    session: Session, statement: Select[T], window: Window = TOP, *, columns: Columns = UNSORTED
) -> Page[T]:
    """Count an ordered statement for one entity and run it for one page."""
    return cut(session, statement, window, total=count(session, statement), columns=columns)


def count(session: Session, statement: Select[T]) -> int:
    """Count what a list would show on all its pages."""
    rows = statement.order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def cut(
    session: Session, statement: Select[T], window: Window, *, total: int, columns: Columns = UNSORTED
) -> Page[T]:
    """Run an ordered statement that was counted for one page; a number out of range is moved into it.

    A column that the list cannot be sorted by leaves it in the statement's own order.
    """
    pages = max(1, -(-total // window.size))
    number = min(max(1, window.number), pages)
    sort = window.sort if window.sort.removeprefix("-") in columns else ""
    if sort:
        statement = _sorted(statement, sort, columns)
    rows = statement.limit(window.size).offset((number - 1) * window.size)
    items = session.scalars(rows).unique().all()
    return Page(items, number, pages, total, window.size, sort=sort, sorters=frozenset(columns))


def _sorted(statement: Select[T], sort: str, columns: Columns) -> Select[T]:
    """Order by a column, what has no value last, and by the primary key where it is the same."""
    column = columns[sort.removeprefix("-")]
    way = column.desc() if sort.startswith("-") else column.asc()
    entity = statement.column_descriptions[0]["entity"]
    return statement.order_by(None).order_by(way.nulls_last(), entity.id)
