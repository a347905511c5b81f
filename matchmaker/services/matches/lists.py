"""Lists of matches: narrowed, ordered, and with how much each choice of a filter would leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager, defer, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from matchmaker.models import Demand, Listing, Mark, Match, MatchMark, MatchRun, Organization, Programme
from matchmaker.policy import Identity
from matchmaker.services.matches.cards import BEST_FIRST, Posting, is_open, open_pairs
from matchmaker.services.paging import TOP, Page, Window, cut, paginate
from matchmaker.services.partnerships.listings import in_reach
from matchmaker.services.search import counting, filters, places
from matchmaker.services.search.counting import MOST
from matchmaker.services.search.filters import Criteria
from matchmaker.services.search.listings import KEYS
from matchmaker.terms import Kind, Level, Side

NEAR_KM = 100
PairIds = tuple[int, int]  # Of the programme and of the demand.
COUNTED = ("region", "level", "kind")
# What neither a card nor its judgment tells of a posting; whoever asked for it would raise an error.
_UNTOLD = (
    *("contact_name", "contact_phone", "contact_email", "source", "source_key", "version"),
    *("created_at", "updated_at", "published_at", "expires_at"),
)


def _told(side: InstrumentedAttribute[Any], table: type[Posting]) -> ORMOption:
    """Load a side that a statement joins, as far as lists of matches tell of it."""
    name = joinedload(table.organization).load_only(Organization.name, raiseload=True)
    untold = (defer(getattr(table, column), raiseload=True) for column in _UNTOLD)
    return contains_eager(side).options(*untold, name)


SHOWN: Mapping[Side, ORMOption] = {
    Side.PROGRAMMES: _told(Match.programme, Programme),
    Side.DEMANDS: _told(Match.demand, Demand),
}
_RUN = joinedload(Match.run, innerjoin=True).load_only(MatchRun.features, raiseload=True)


class Sort(StrEnum):
    """The order of a list of matches."""

    SCORE = "score"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Filters:
    """How a list of matches is narrowed and ordered; place, level and kind are those of the other side."""

    text: str = ""  # Part of the title or of the organization's name on the other side.
    mark: Mark | None = None  # Only pairs with this mark; None: all but those that I dismissed.
    least: int = 0  # Points.
    region: str = ""
    level: Level | None = None
    kind: Kind | None = None
    within: int | None = None  # Kilometers.
    sort: Sort = Sort.SCORE


@dataclass(frozen=True, slots=True)
class Near:
    """How many matches lie within so many kilometers, whatever the other filters say."""

    count: int
    km: int = NEAR_KM


@dataclass(frozen=True, slots=True)
class Found:
    """A page of matches, and what each choice of each filter would leave."""

    page: Page[Match]
    counts: Mapping[str, Mapping[str, int]]  # By the filter's name and the choice.
    has_origin: bool  # It is known where distances begin.


def read(said: Mapping[str, str]) -> Filters:
    """Return what is asked for, told as the names and values of an address that were checked."""
    return Filters(
        text=said.get("q", ""),
        mark=Mark(said["mark"]) if said.get("mark") else None,
        least=int(said.get("least") or 0),
        region=said.get("region", ""),
        level=Level(said["level"]) if said.get("level") else None,
        kind=Kind(said["kind"]) if said.get("kind") else None,
        within=int(said["within"]) if said.get("within") else None,
        sort=Sort(said.get("sort") or Sort.SCORE),
    )


def of_posting(
    session: Session, posting: Posting, identity: Identity, filters_: Filters, *, window: Window = TOP
) -> Found:
    """Return the matches of a posting with open postings of the other side, the best or the nearest first."""
    found = _Search.of(session, posting, identity, filters_)
    is_set = filters.conditions(found.criteria).keys()
    total, counts = counting.count(session, found.matching, COUNTED, is_set)
    page = cut(session, found.ordered(), window, total=min(total, MOST))
    return Found(page, counts, has_origin=found.criteria.near is not None)


def near_posting(session: Session, posting: Posting, identity: Identity, filters_: Filters) -> Near:
    """Count the matches of a posting that lie near by."""
    return _Search.of(session, posting, identity, filters_).count_near(session)


def pairs_of_posting(
    session: Session, posting: Posting, identity: Identity, filters_: Filters
) -> Sequence[PairIds]:
    """Return the ids of the matches of a posting, the best MOST."""
    found = _Search.of(session, posting, identity, filters_).matching(Match.programme_id, Match.demand_id)
    best = found.order_by(*BEST_FIRST).limit(MOST)
    return [(row[0], row[1]) for row in session.execute(best)]


def of_region(
    session: Session, identity: Identity, filters_: Filters, *, window: Window = TOP
) -> Page[Match]:
    """Return the pairs of the regions that a person reviews (an administrator's: all), the best first."""
    statement = open_pairs().where(*_in_region(identity, filters_)).order_by(*BEST_FIRST)
    return paginate(session, statement.options(*SHOWN.values(), _RUN), window)


def pairs_of_region(session: Session, identity: Identity, filters_: Filters) -> Sequence[PairIds]:
    """Return the ids of the pairs of a person's regions, the best MOST."""
    pairs = select(Match.programme_id, Match.demand_id).join(Match.programme).join(Match.demand)
    best = pairs.where(is_open(), *_in_region(identity, filters_)).order_by(*BEST_FIRST).limit(MOST)
    return [(row[0], row[1]) for row in session.execute(best)]


def _in_region(identity: Identity, asked: Filters) -> Iterator[ColumnElement[bool]]:
    yield or_(_named(Demand, asked.text), _named(Programme, asked.text))
    yield Match.score >= asked.least
    yield _marked(identity, asked.mark)
    if not identity.is_administrator:
        yield or_(in_reach(identity, Programme.region_code), in_reach(identity, Demand.region_code))


@dataclass(frozen=True, slots=True)
class _Search:
    """The matches of one posting, joined with what the other side is listed with."""

    criteria: Criteria
    conditions: tuple[ColumnElement[bool], ...]  # Of the pair, beside those of the criteria.
    sort: Sort

    @classmethod
    def of(cls, session: Session, posting: Posting, identity: Identity, asked: Filters) -> _Search:
        is_programme = isinstance(posting, Programme)
        side, other = (Side.DEMANDS, Demand) if is_programme else (Side.PROGRAMMES, Programme)
        criteria = Criteria(
            side=side,
            region=asked.region,
            level=asked.level,
            kind=asked.kind,
            within=asked.within,
            near=places.of_posting(session, posting),
        )
        mine = Match.programme_id if is_programme else Match.demand_id
        theirs = Match.demand_id if is_programme else Match.programme_id
        conditions = (
            mine == posting.id,
            KEYS[side] == theirs,
            is_open(),
            _named(other, asked.text),
            _marked(identity, asked.mark),
            Match.score >= asked.least,
        )
        return cls(criteria, conditions, asked.sort)

    def matching(self, *columns: Any, without: str = "") -> Select[Any]:  # noqa: ANN401 - columns or an entity.
        """Select of the matches that pass all filters but one."""
        told = filters.conditions(self.criteria)
        joined = select(*columns).select_from(Match).join(Match.programme).join(Match.demand)
        joined = joined.join(Listing, true()).where(*self.conditions)
        return joined.where(*(condition for name, condition in told.items() if name != without))

    def ordered(self) -> Select[Any]:
        """Select the matches, the other side loaded, in the order that was asked for; this side is there."""
        statement = self.matching(Match).options(SHOWN[self.criteria.side], _RUN)
        if self.sort is Sort.NEAREST and self.criteria.near is not None:
            statement = statement.order_by(filters.distance(self.criteria.near).nulls_last())
        return statement.order_by(*BEST_FIRST)

    def count_near(self, session: Session) -> Near:
        """Count what lies near by."""
        if self.criteria.near is None:
            return Near(0)
        criteria = Criteria(side=self.criteria.side, near=self.criteria.near, within=NEAR_KM)
        return Near(session.scalar(replace(self, criteria=criteria).matching(func.count())) or 0)


def _named(table: type[Posting], text: str) -> ColumnElement[bool]:
    if not text:
        return true()
    is_theirs = Organization.name.contains(text, autoescape=True)
    return or_(table.title.contains(text, autoescape=True), table.organization.has(is_theirs))


def _marked(identity: Identity, mark: Mark | None) -> ColumnElement[bool]:
    """Match pairs with a mark; without one, all but what the person's own organizations dismissed.

    What an authority pins or vetoes, parties are not told.
    """
    of_the_pair = and_(MatchMark.programme_id == Match.programme_id, MatchMark.demand_id == Match.demand_id)
    found = select(MatchMark.id).where(of_the_pair, MatchMark.mark == (mark or Mark.DISMISSED))
    is_official = bool(identity.reviewer_of) or identity.is_administrator
    if mark is None or mark is Mark.DISMISSED or not is_official:
        found = found.where(MatchMark.organization_id.in_(identity.editor_of))
    return ~found.exists() if mark is None else found.exists()
