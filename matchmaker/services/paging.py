"""Lists cut into pages by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its items, its number from 1, how many pages and items there are in all."""

    items: Sequence[T]
    number: int
    pages: int
    total: int
    per_page: int


def paginate(session: Session, statement: Select[T], number: int = 1, per_page: int = PER_PAGE) -> Page[T]:
    """Run an ordered statement for one entity; a page number out of range is moved into it."""
    rows = statement.order_by(None).subquery()
    total = session.scalar(select(func.count()).select_from(rows)) or 0
    pages = max(1, -(-total // per_page))
    number = min(max(1, number), pages)
    window = statement.limit(per_page).offset((number - 1) * per_page)
    return Page(session.scalars(window).unique().all(), number, pages, total, per_page)
