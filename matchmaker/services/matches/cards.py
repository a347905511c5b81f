"""Matches as people look at them: a posting's best partners, a region's best pairs, one pair in detail."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from matchmaker.config import Settings
from matchmaker.matching.geography import distance_km
from matchmaker.matching.planning.kinds import Verdict
from matchmaker.matching.profile import Need, Offer
from matchmaker.matching.weights import HALF_DISTANCE_KM
from matchmaker.models import Demand, Mark, Match, MatchMark, Programme
from matchmaker.policy import Identity
from matchmaker.services.matches import explaining
from matchmaker.services.paging import TOP, Page, Window, paginate
from matchmaker.services.partnerships import judgments, ledger
from matchmaker.services.partnerships.profiles import Profiles
from matchmaker.services.postings import queries
from matchmaker.workflow import PostingState

if TYPE_CHECKING:
    from matchmaker.matching.explaining.evidence import Explanation
    from matchmaker.matching.explaining.skills import Skills

Posting = Programme | Demand
P = TypeVar("P", Programme, Demand)
FAR_KM = 300.0  # From here on a card says what the distance costs.
BEST_FIRST = (Match.score.desc(), Match.demand_id, Match.programme_id)


@dataclass(frozen=True, slots=True)
class Card:
    """A match with what a list shows besides the score."""

    match: Match
    skills: Skills
    distance_km: float | None
    is_distance_rough: bool  # A region's centre stood in for a point.
    suggested: Verdict | None  # The kind to begin with.
    marks: Sequence[MatchMark]  # Those that the viewer may know of.

    @property
    def is_dismissed(self) -> bool:
        """Whether the viewer's side put the pair aside."""
        return any(mark.mark is Mark.DISMISSED for mark in self.marks)

    @property
    def lost_to_distance(self) -> float | None:
        """The points that the pair would have more in one place; None where it is not far apart."""
        if self.distance_km is None or self.distance_km < FAR_KM or "distance" not in self.match.parts:
            return None
        return self.match.parts["distance"] * self.distance_km / HALF_DISTANCE_KM


@dataclass(frozen=True, slots=True)
class Detail:
    """What the page of one pair tells beyond its card."""

    reasons: Explanation
    verdicts: Sequence[Verdict]  # Of every kind, the best first.


def of_pair(session: Session, programme_id: int, demand_id: int) -> Match:
    """Return the match of a pair as it stands after the latest run; raise NoResultFound."""
    pair = (Match.programme_id == programme_id, Match.demand_id == demand_id)
    return session.scalars(open_pairs().where(*pair)).one()


def between(session: Session, posting: Posting, organization_ids: Collection[int]) -> Sequence[Match]:
    """Return the matches of a posting with what the organizations offer on the other side, the best first."""
    if isinstance(posting, Programme):
        pairs = (Match.programme_id == posting.id, Demand.organization_id.in_(organization_ids))
    else:
        pairs = (Match.demand_id == posting.id, Programme.organization_id.in_(organization_ids))
    return session.scalars(open_pairs().where(*pairs).order_by(*BEST_FIRST)).all()


def compared(session: Session, posting: Posting, others: Sequence[int]) -> list[Match]:
    """Return the matches of a posting with some of the other side, in their order; what is none drops out."""
    found = {
        (match.demand_id if isinstance(posting, Programme) else match.programme_id): match
        for match in session.scalars(
            open_pairs().where(
                and_(Match.programme_id == posting.id, Match.demand_id.in_(others))
                if isinstance(posting, Programme)
                else and_(Match.demand_id == posting.id, Match.programme_id.in_(others))
            )
        )
    }
    return [found[other] for other in dict.fromkeys(others) if other in found]


def cards(
    session: Session, matches: Sequence[Match], identity: Identity, *, settings: Settings
) -> list[Card]:
    """Return what a list shows of each match."""
    if not matches:
        return []
    pairs = _read(session, matches)
    scores = [match.score for match in matches]
    marks = _marks(session, matches, identity)
    return [
        Card(
            match=match,
            skills=skills,
            distance_km=None if np.isnan(apart) else float(apart),
            is_distance_rough=any(
                None in (row.longitude, row.latitude) for row in (match.programme, match.demand)
            ),
            suggested=suggested,
            marks=marks.get((match.programme_id, match.demand_id), []),
        )
        for match, skills, apart, suggested in zip(
            matches,
            explaining.skills(session, pairs),
            _apart(pairs),
            judgments.suggested(pairs, scores=scores, settings=settings),
            strict=True,
        )
    ]


def detail(session: Session, match: Match, *, settings: Settings) -> Detail:
    """Return what the page of one pair tells beyond its card."""
    pairs = _read(session, [match])
    [reasons] = explaining.explain(session, pairs, settings=settings)
    return Detail(reasons, judgments.of_pair(*pairs[0], score=match.score, settings=settings))


def _read(session: Session, matches: Sequence[Match]) -> list[tuple[Need, Offer]]:
    """Return the pairs as the engine sees them, with what is still open of both sides."""
    reader = Profiles(session)
    demands = {match.demand_id: match.demand for match in matches}
    programmes = {match.programme_id: match.programme for match in matches}
    posts = ledger.held_of(session, Demand, demands)
    places = ledger.held_of(session, Programme, programmes)
    needs = {key: reader.need(row, posts[key]) for key, row in demands.items()}
    offers = {key: reader.offer(row, places[key]) for key, row in programmes.items()}
    return [(needs[match.demand_id], offers[match.programme_id]) for match in matches]


def tallies(session: Session, postings: Sequence[Posting]) -> Mapping[int, tuple[int, float]]:
    """Return how many open matches each posting of one side has, and the best score; none: not listed."""
    if not postings:
        return {}
    column = Match.programme_id if isinstance(postings[0], Programme) else Match.demand_id
    statement = (
        select(column, func.count(), func.max(Match.score))
        .join(Match.programme)
        .join(Match.demand)
        .where(is_open(), column.in_([posting.id for posting in postings]))
        .group_by(column)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(statement)}


def mine(
    session: Session, table: type[P], organization_ids: Collection[int], *, window: Window = TOP
) -> Page[P]:
    """Return the published postings of the organizations, the newest first."""
    live = table.state == PostingState.PUBLISHED
    statement = select(table).where(live, table.organization_id.in_(organization_ids))
    columns = {"title": table.title, "amount": queries.SIZES[table]}
    return paginate(session, statement.order_by(table.id.desc()), window, columns=columns)


def _apart(pairs: Sequence[tuple[Need, Offer]]) -> NDArray[np.float64]:
    """Return the kilometers between the sides of each pair, NaN where a place is unknown."""
    points = [
        (need.place.longitude, need.place.latitude, offer.place.longitude, offer.place.latitude)
        for need, offer in pairs
    ]
    return distance_km(*np.array(points, dtype=np.float64).reshape(-1, 4).T)


def open_pairs() -> Select[Match]:
    """Select matches of two open postings, both of them loaded."""
    both = contains_eager(Match.programme), contains_eager(Match.demand)
    return select(Match).join(Match.programme).join(Match.demand).where(is_open()).options(*both)


def is_open() -> ColumnElement[bool]:
    """Match pairs of two published postings."""
    return and_(Programme.state == PostingState.PUBLISHED, Demand.state == PostingState.PUBLISHED)


def _marks(
    session: Session, matches: Sequence[Match], identity: Identity
) -> dict[tuple[int, int], list[MatchMark]]:
    """Return the marks by pair: one's own organizations', and for officials the authorities' too."""
    mine = identity.editor_of | identity.reviewer_of
    statement = select(MatchMark).where(
        MatchMark.programme_id.in_({match.programme_id for match in matches}),
        MatchMark.demand_id.in_({match.demand_id for match in matches}),
    )
    if identity.reviewer_of or identity.is_administrator:
        is_official = MatchMark.mark != Mark.DISMISSED
        statement = statement.where(or_(MatchMark.organization_id.in_(mine), is_official))
    else:
        statement = statement.where(MatchMark.organization_id.in_(mine))
    found: dict[tuple[int, int], list[MatchMark]] = {}
    for row in session.scalars(statement.order_by(MatchMark.id)):
        found.setdefault((row.programme_id, row.demand_id), []).append(row)
    return found
