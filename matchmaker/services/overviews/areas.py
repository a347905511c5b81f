"""A region's parts side by side: what each has on the market, from the country down to its districts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from matchmaker.models import Demand, Programme, Region
from matchmaker.services import gazetteer
from matchmaker.services.overviews.scope import Scope, Side
from matchmaker.services.postings.queries import SIZES
from matchmaker.workflow import PostingState

CODE = 6  # Digits of a region's code; each pair is a level.


@dataclass(frozen=True, slots=True)
class Area:
    """One part of a region with its published postings; `has_parts` where one can look further in."""

    code: str
    name: str
    programmes: int
    places: int
    demands: int
    posts: int
    has_parts: bool


def areas(session: Session, scope: Scope) -> list[Area]:
    """Return the parts of a region that have anything on the market, the fullest first; a district has none.

    What names only the region itself stands there under the region's own name.
    """
    length = len(scope.prefix) + 2
    if length > CODE:
        return []
    supply, demand = (_sums(session, model, scope, length) for model in (Programme, Demand))
    codes = {part: part.ljust(CODE, "0") for part in supply | demand}
    names = gazetteer.held(session).names
    found = [
        Area(
            code,
            names.get(code, code),
            *supply.get(part, (0, 0)),
            *demand.get(part, (0, 0)),
            has_parts=length < CODE,
        )
        for part, code in codes.items()
    ]
    return sorted(found, key=lambda area: (-area.places - area.posts, area.code))


def path(session: Session, region_code: str | None) -> list[Region]:
    """Return a region and those that it lies in, the widest first."""
    if region_code is None:
        return []
    codes = {f"{region_code[:2]}0000", f"{region_code[:4]}00", region_code}
    return list(session.scalars(select(Region).where(Region.code.in_(codes)).order_by(Region.code)))


def _sums(session: Session, model: Side, scope: Scope, length: int) -> dict[str, tuple[int, int]]:
    part: ColumnElement[str] = func.substr(model.region_code, 1, length)
    statement = (
        select(part, func.count(), func.coalesce(func.sum(SIZES[model]), 0))
        .where(model.state == PostingState.PUBLISHED, model.region_code.is_not(None), scope.covers(model))
        .group_by(part)
    )
    return {code: (count, int(amount)) for code, count, amount in session.execute(statement)}
