"""What is taught and what is looked for, class of majors by class of majors."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.models import Demand, Major, MajorOccupation, Match, Occupation, Programme
from matchmaker.services.overviews.scope import Scope
from matchmaker.workflow import PostingState

MOST = 15  # Classes that a page shows.
WORTH = Thresholds().similarity  # So much is a match worth that tells what class a post asks for.


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
    may come to more than there are. The Ministry's profiles tell the occupations of half of the classes so
    far; a post that no major leads to counts with the class of its best match that is worth a proposal.
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
    """Add up posts by class; under None those that neither a major nor a match leads to a class."""
    # A profile names occupations, or whole groups of them.
    named = (Demand.occupation_code, Occupation.minor_group, Occupation.sub_major_group)
    once = (
        select(Demand.id, Demand.headcount, Major.class_name)
        .outerjoin(Occupation, Occupation.code == Demand.occupation_code)
        .outerjoin(MajorOccupation, MajorOccupation.code.in_(named))
        .outerjoin(Major, Major.code == MajorOccupation.major_code)
        .where(Demand.state == PostingState.PUBLISHED, Demand.headcount > 0, scope.covers(Demand))
        .distinct()
        .subquery()
    )
    best = (
        select(Match.programme_id)
        .join(Programme, Programme.id == Match.programme_id)
        .where(Match.demand_id == once.c.id, Match.score >= WORTH, Programme.state == PostingState.PUBLISHED)
        .order_by(Match.score.desc(), Match.programme_id)
        .limit(1)
        .scalar_subquery()
    )
    closest, taught = aliased(Programme), aliased(Major)
    name = func.coalesce(once.c.class_name, taught.class_name).label("name")
    statement = (
        select(name, func.sum(once.c.headcount))
        .select_from(once)
        .outerjoin(closest, and_(once.c.class_name.is_(None), closest.id == best))
        .outerjoin(taught, taught.code == closest.major_code)
        .group_by(name)
    )
    return {name: int(amount) for name, amount in session.execute(statement)}
