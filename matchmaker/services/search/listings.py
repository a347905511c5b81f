"""Keep the listings: whatever an event tells of is listed anew before its transaction commits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, delete, func, insert, select, update
from sqlalchemy.orm import Session

from matchmaker.models import Demand, Listing, Organization, Programme
from matchmaker.services.search import contents
from matchmaker.terms import Side

BATCH = 500
TABLE = Listing.metadata.tables[Listing.__tablename__]
# By which column the listings of a side belong to their rows.
KEYS: Mapping[Side, Column[Any]] = {
    Side.PROGRAMMES: TABLE.c.programme_id,
    Side.DEMANDS: TABLE.c.demand_id,
    Side.ORGANIZATIONS: TABLE.c.organization_id,
}
POSTINGS = ((Side.PROGRAMMES, Programme), (Side.DEMANDS, Demand))


def refresh(session: Session, changed: Mapping[str, Collection[int]]) -> None:
    """List rows anew, told by table name and number; an organization brings its postings along."""
    organizations = changed.get(Organization.__tablename__, ())
    for ids in _batches(organizations):
        _keep(session, Side.ORGANIZATIONS, ids)
    for side, model in POSTINGS:
        theirs = set(changed.get(model.__tablename__, ()))
        for ids in _batches(organizations):
            theirs.update(session.scalars(select(model.id).where(model.organization_id.in_(ids))))
        for ids in _batches(sorted(theirs)):
            _keep(session, side, ids)


def refresh_all(session: Session) -> int:
    """List everything anew, such as after a change of the catalogues; return how much there is to find."""
    session.execute(delete(TABLE))
    for ids in _batches(session.scalars(select(Organization.id).order_by(Organization.id)).all()):
        _keep(session, Side.ORGANIZATIONS, ids)
    for side, model in POSTINGS:
        for ids in _batches(session.scalars(select(model.id).order_by(model.published_at, model.id)).all()):
            _keep(session, side, ids)
    return session.scalar(select(func.count()).select_from(TABLE)) or 0


def _batches(ids: Collection[int]) -> Iterator[Sequence[int]]:
    numbers = list(ids)
    return (numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH))


def _keep(session: Session, side: Side, ids: Sequence[int]) -> None:
    """Make the listings of some rows what they should be; one that stays keeps its number."""
    key = KEYS[side]
    wanted = {values[key.name]: values for values in contents.of(session, side, ids)}
    held = dict(session.execute(select(key, TABLE.c.id).where(TABLE.c.side == side, key.in_(ids))).all())
    gone = [number for owner, number in held.items() if owner not in wanted]
    if gone:
        session.execute(delete(TABLE).where(TABLE.c.id.in_(gone)))
    for owner in wanted.keys() & held.keys():
        session.execute(update(TABLE).where(TABLE.c.id == held[owner]).values(wanted[owner]))
    added = [values for owner, values in wanted.items() if owner not in held]
    if added:
        session.execute(insert(TABLE), added)
