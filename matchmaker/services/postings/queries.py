"""Finding postings and what belongs to them: lists, counts, history, verdicts, and who may see a contact."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import Session

from matchmaker.models import (
    Demand,
    Event,
    Match,
    Organization,
    Programme,
    Proposal,
    ProposalParty,
    Review,
    User,
)
from matchmaker.policy import Identity, Permission, permits
from matchmaker.services.paging import TOP, Page, Window, paginate
from matchmaker.services.postings.drafts import SIDES, P, Row
from matchmaker.terms import Side
from matchmaker.workflow import PostingState

# What a posting offers or asks for in numbers.
SIZES: Mapping[type[Any], SQLColumnExpression[Any]] = {
    Programme: Programme.places,
    Demand: Demand.headcount,
}
TABLES: Mapping[Side, type[Any]] = {Side.PROGRAMMES: Programme, Side.DEMANDS: Demand}
PLACE = ("region_code", "longitude", "latitude", "address", "campus")
# On the market, but the enterprise for which an authority keyed it in has yet to stand behind it.
UNCONFIRMED = and_(
    Demand.state == PostingState.PUBLISHED, Demand.keyed_in_by_id.is_not(None), Demand.confirmed_at.is_(None)
)
HABITS = (*PLACE, "industry_code", "contact_name", "contact_phone", "contact_email")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to."""

    state: PostingState | None = None
    keyword: str = ""
    is_unconfirmed: bool = False  # Only demands that wait for their enterprise.


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a posting came back, and what was said of single fields."""

    reason: str
    comments: dict[str, Any] = field(default_factory=dict)


def one(session: Session, side: Side, posting_id: int | None) -> Programme | Demand:
    """Return a posting of a side; raise NoResultFound."""
    posting: Programme | Demand = session.get_one(TABLES[side], posting_id)
    return posting


def organizations_of(session: Session, identity: Identity, model: type[Row]) -> Sequence[Organization]:
    """Return the organizations for which a person may post on this side."""
    mine = select(Organization).where(
        Organization.id.in_(identity.editor_of), Organization.kind == SIDES[model]
    )
    return session.scalars(mine.order_by(Organization.name)).all()


def mine(
    session: Session,
    model: type[P],
    *,
    organization_ids: Collection[int],
    filter_: Filter,
    window: Window = TOP,
) -> Page[P]:
    """Return one page of the organizations' postings, the last changed first."""
    statement = select(model).where(model.organization_id.in_(organization_ids))
    if filter_.state is not None:
        statement = statement.where(model.state == filter_.state)
    if filter_.is_unconfirmed:
        statement = statement.where(UNCONFIRMED)
    if filter_.keyword:
        words = (model.title, model.summary)
        statement = statement.where(or_(*(word.contains(filter_.keyword, autoescape=True) for word in words)))
    columns = {
        "title": model.title,
        "amount": SIZES[model],
        "region": model.region_code,
        "expiry": model.expires_at,
    }
    return paginate(
        session, statement.order_by(model.updated_at.desc(), model.id.desc()), window, columns=columns
    )


def counts(
    session: Session, model: type[Row], *, organization_ids: Collection[int]
) -> dict[PostingState, int]:
    """Count the organizations' postings by state, in the order of their life."""
    statement = (
        select(model.state, func.count())
        .where(model.organization_id.in_(organization_ids))
        .group_by(model.state)
    )
    found = dict(session.execute(statement).all())
    return {state: found.get(state, 0) for state in PostingState}


def count_unconfirmed(session: Session, organization_ids: Collection[int]) -> int:
    """Count the demands that wait for these organizations to stand behind them."""
    mine = select(func.count(Demand.id)).where(UNCONFIRMED, Demand.organization_id.in_(organization_ids))
    return session.scalar(mine) or 0


def match_counts(session: Session, postings: Sequence[Row]) -> dict[int, int]:
    """Count the matches of each posting of one side."""
    if not postings:
        return {}
    column = Match.programme_id if isinstance(postings[0], Programme) else Match.demand_id
    ids = [posting.id for posting in postings]
    statement = select(column, func.count()).where(column.in_(ids)).group_by(column)
    return dict(session.execute(statement).all())


def habits(
    session: Session, model: type[Row], organization: Organization, user: User | None = None
) -> dict[str, Any]:
    """Return what a new posting most likely repeats: the last one's site and contact.

    The first one begins with the organization's region and industry, and with `user` as its contact.
    """
    last = session.scalar(
        select(model).where(model.organization_id == organization.id).order_by(model.id.desc()).limit(1)
    )
    own = {"region_code": organization.region_code, "industry_code": organization.industry_code}
    if last is None:
        return own | ({"contact_name": user.name, "contact_email": user.email} if user else {})
    said = {name: getattr(last, name, None) for name in HABITS}
    return own | {name: value for name, value in said.items() if value}


def history(session: Session, posting: Row) -> Sequence[Event]:
    """Return what happened to a posting, the latest first."""
    mine = (Event.subject_type == posting.__tablename__) & (Event.subject_id == posting.id)
    return session.scalars(select(Event).where(mine).order_by(Event.id.desc()).limit(100)).all()


def verdict(session: Session, posting: Row) -> Verdict | None:
    """Return why a posting stands returned, None for every other state."""
    if posting.state is not PostingState.RETURNED:
        return None
    back = select(Event).where(
        Event.subject_type == posting.__tablename__,
        Event.subject_id == posting.id,
        Event.action.in_(("return", "take_down")),
    )
    event = session.scalar(back.order_by(Event.id.desc()).limit(1))
    if event is None or event.action == "take_down":
        return Verdict(reason=event.reason if event else "")
    column = Review.programme_id if isinstance(posting, Programme) else Review.demand_id
    decided = select(Review).where(column == posting.id, Review.decided_at.is_not(None))
    review = session.scalar(decided.order_by(Review.decided_at.desc(), Review.id.desc()).limit(1))
    if review is None:
        return Verdict(reason=event.reason)
    return Verdict(reason=review.reason, comments=dict(review.comments))


def unanswered(session: Session, posting: Row) -> dict[str, Any]:
    """Return the reviewer's comments on fields that nobody has changed since a posting came back."""
    found = verdict(session, posting)
    if found is None or not found.comments:
        return {}
    mine = (Event.subject_type == posting.__tablename__) & (Event.subject_id == posting.id)
    back = select(func.max(Event.id)).where(mine, Event.action == "return").scalar_subquery()
    edits = session.scalars(select(Event).where(mine, Event.action == "edit", Event.id > back))
    changed = {name for event in edits for name in event.after}
    open_ = set(posting.__table__.columns.keys()) - changed
    return {name: comment for name, comment in found.comments.items() if name in open_}


def contact_visible(session: Session, posting: Row, identity: Identity) -> bool:
    """Tell whether a person may see the contact of a posting.

    The owner, the authority of its region and administrators may; of the other organizations only the parties
    of a proposal that shows them.
    """
    if permits(identity, Permission.MATCH_READ, posting):
        return True
    if not identity.editor_of:
        return False
    column = ProposalParty.programme_id if isinstance(posting, Programme) else ProposalParty.demand_id
    statement = select(Proposal.id).where(
        Proposal.shows_contacts,
        Proposal.parties.any(column == posting.id),
        Proposal.parties.any(ProposalParty.organization_id.in_(identity.editor_of)),
    )
    return session.scalar(statement.limit(1)) is not None
