"""The audit trail: who changed what, from what to what; every event is linked to the one before it."""

from __future__ import annotations

import enum
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import RowMapping, func, insert, select
from sqlalchemy import event as hooks
from sqlalchemy.orm import Session

from matchmaker.models import Event, EventLink
from matchmaker.services.search import listings

CHAIN = 20_230_613  # The advisory lock of PostgreSQL under which the chain grows; any number that is our own.
BATCH = 5000  # Events that are linked with one statement.
FLOOR = "events_after"  # Where a session keeps the number of the last event before its own.
TABLE, LINKS = Event.metadata.tables["event"], EventLink.metadata.tables["event_link"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which request."""

    user_id: int | None = None
    request_id: str = ""


SYSTEM = Actor()


class Recordable(Protocol):
    """A row that events can tell of."""

    __tablename__: str

    @property
    def id(self) -> int: ...
    @property
    def region_codes(self) -> frozenset[str]: ...


def record(
    session: Session,
    subject: Recordable,
    action: str,
    *,
    actor: Actor,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    reason: str = "",
) -> Event:
    """Append an event and return it; `changes` maps a field's name to its value before and after."""
    session.flush()  # A new subject gets its id from the database.
    _expect(session)
    changes = changes or {}
    event = Event(
        actor_id=actor.user_id,
        action=action,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        before={name: _plain(before) for name, (before, _) in changes.items()},
        after={name: _plain(after) for name, (_, after) in changes.items()},
        reason=reason,
        # A record of several regions belongs first of all to the one that it names itself.
        region_code=getattr(subject, "region_code", None) or min(subject.region_codes, default=None),
        request_id=actor.request_id,
    )
    session.add(event)
    return event


def record_many(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append many events at once, each told as the columns of its row."""
    if rows:
        _expect(session)
        session.execute(insert(Event), rows)


def apply(row: Any, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:  # noqa: ANN401 - any table's row.
    """Set the row's fields and return what changed, ready for `record`."""
    changes: dict[str, tuple[Any, Any]] = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            changes[name] = (before, value)
            setattr(row, name, value)
    return changes


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds.
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple):
        return [_plain(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of the chain; who keeps it elsewhere can prove later that nothing was cut off."""

    number: int = 0
    hash: str = ""


def head(session: Session) -> Head:
    """Return where the chain ends now."""
    last = session.execute(select(LINKS.c.number, LINKS.c.hash).order_by(LINKS.c.number.desc()).limit(1))
    return Head(*row) if (row := last.one_or_none()) else Head()


def digest(previous: str, number: int, event: RowMapping) -> str:
    """Return the hash of a link: of the one before it, its place, and everything that the event says."""
    told = [_canonical(event[column.name]) for column in TABLE.columns]
    text = json.dumps([previous, number, *told], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds.
    """Write a value as every database gives it back: one moment, one number, one order of keys."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _canonical(one) for key, one in value.items()}
    return [_canonical(one) for one in value] if isinstance(value, list) else value


def _expect(session: Session) -> None:
    """Remember where this transaction's events begin; ids only grow, so all of its own are greater."""
    if FLOOR not in session.info:
        session.info[FLOOR] = session.scalar(select(func.max(Event.id))) or 0


@hooks.listens_for(Session, "before_commit")
def _seal(session: Session) -> None:
    """Link what the transaction wrote, in its last moment, so that nobody waits for others before it.

    What the events tell of is listed anew for the search.
    """
    if FLOOR not in session.info or session.in_nested_transaction():
        return
    session.flush()  # The links point to the ids of the events.
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time anyway.
        session.execute(select(func.pg_advisory_xact_lock(CHAIN)))
    last = head(session)
    told: defaultdict[str, set[int]] = defaultdict(set)
    for events in _unlinked(session, session.info.pop(FLOOR)):
        links = []
        for event in events:
            told[event["subject_type"]].add(event["subject_id"])
            last = Head(last.number + 1, digest(last.hash, last.number + 1, event))
            links.append({"number": last.number, "event_id": event["id"], "hash": last.hash})
        session.execute(insert(LINKS), links)
    listings.refresh(session, told)


def _unlinked(session: Session, floor: int) -> Iterator[Sequence[RowMapping]]:
    """Return the events that have no link yet, some at a time: an import writes very many."""
    both = select(TABLE).outerjoin(LINKS, LINKS.c.event_id == TABLE.c.id)
    chosen = both.where(LINKS.c.event_id.is_(None)).order_by(TABLE.c.id).limit(BATCH)
    while found := session.execute(chosen.where(TABLE.c.id > floor)).mappings().all():
        yield found
        floor = found[-1]["id"]
