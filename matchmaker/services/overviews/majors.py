"""What is taught and what is looked for, class of majors by class of majors."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.models import Demand, Major, MajorOccupation, Occupation, Programme
from matchmaker.services.overviews.scope import Scope
from matchmaker.workflow import PostingState

MOST = 15  # Classes that a page shows.


@dataclass(frozen=True, slots=True)
class Line:
    """A class of majors of whatever level: its places, and the posts that its graduates can take."""

    name: str
    places: int
    posts: int


@dataclass(frozen=True, slots=True)
class Market:
    """The largest classes, how many there are in all, and how many posts belong to none."""

    lines: tuple[Line, ...]
    total: int
    unassigned_posts: int


def market(session: Session, scope: Scope) -> Market:
    """Put the published places beside the published posts by class, the largest first.

    A post counts with every class of which a major leads to its occupation, so that the posts of the classes
    may come to more than there are.
    """
    places, posts = _places(session, scope), _posts(session, scope)
    lines = [Line(name, places.get(name, 0), posts.get(name, 0)) for name in places | posts if name]
    lines.sort(key=lambda line: (-line.places - line.posts, line.name))
    return Market(tuple(lines[:MOST]), len(lines), posts.get(None, 0))


def _places(session: Session, scope: Scope) -> dict[str | None, int]:
    statement = (
        select(Major.class_name, func.sum(Programme.places))
        .join(Programme, Programme.major_code == Major.code)
        .where(Programme.state == PostingState.PUBLISHED, Programme.places > 0, scope.covers(Programme))
        .group_by(Major.class_name)
    )
    return {name: int(amount or 0) for name, amount in session.execute(statement)}


def _posts(session: Session, scope: Scope) -> dict[str | None, int]:
    """Add up posts by class; under None those whose occupation no major leads to."""
    # A profile names occupations, or whole groups of them.
    named = (Demand.occupation_code, Occupation.minor_group, Occupation.sub_major_group)
    leads = MajorOccupation.code.in_(named)
    once = (
        select(Demand.id, Demand.headcount, Major.class_name)
        .outerjoin(Occupation, Occupation.code == Demand.occupation_code)
        .outerjoin(MajorOccupation, leads)
        .outerjoin(Major, Major.code == MajorOccupation.major_code)
        .where(Demand.state == PostingState.PUBLISHED, Demand.headcount > 0, scope.covers(Demand))
        .distinct()
        .subquery()
    )
    statement = select(once.c.class_name, func.sum(once.c.headcount)).group_by(once.c.class_name)
    return {name: int(amount) for name, amount in session.execute(statement)}
