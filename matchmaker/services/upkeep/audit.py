"""Check the audit trail: every event is there, as it was written, and nothing was put in between."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, select
from sqlalchemy.orm import Session

from matchmaker.services.events import LINKS, TABLE, Head, digest, head

logger = logging.getLogger(__name__)

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """Where the chain ends, and what is wrong with it."""

    head: Head
    faults: tuple[str, ...]


def verify(session: Session, *, kept: Head | None = None) -> Report:
    """Read the whole chain and tell every fault.

    1. The links are numbered without a gap, and each has its event.
    2. Each hash is that of the event and of the link before it.
    3. Every event has a link: one without came in past the application.
    4. A head that was kept elsewhere is still in its place: nothing was cut off or written anew before it.
    """
    faults: list[str] = []
    last: Head | None = Head()
    end = Head()
    for row in session.execute(_chain()).mappings():
        told = Head(row["number"], row["hash"])
        if told.number != end.number + 1:
            faults.append(f"link {_span(end.number + 1, told.number - 1)}: removed, with the event")
            last = None  # What the next link was computed from is gone.
        faults += _compare(row, last)
        if kept and kept.number == told.number and kept.hash != told.hash:
            faults.append(f"link {told.number}: not the one that was kept")
        last = end = told
    if kept and kept.number > end.number:
        faults.append(f"link {_span(end.number + 1, kept.number)}: cut off")
    return Report(end, (*faults, *_strangers(session)))


def note(session: Session) -> Head:
    """Log where the chain ends, so that the log proves later that nothing before was cut off."""
    last = head(session)
    logger.info("audit head", extra={"head": f"{last.number}:{last.hash}"})
    return last


def _chain() -> Select[Any]:
    columns = [LINKS.c.number, LINKS.c.event_id, LINKS.c.hash, *TABLE.columns]
    chain = select(*columns).outerjoin_from(LINKS, TABLE, LINKS.c.event_id == TABLE.c.id)
    return chain.order_by(LINKS.c.number).execution_options(yield_per=BATCH)


def _compare(row: RowMapping, before: Head | None) -> Iterator[str]:
    if row["id"] is None:
        yield f"event {row['event_id']}: removed (link {row['number']})"
    elif before and digest(before.hash, row["number"], row) != row["hash"]:
        subject = f"{row['subject_type']} {row['subject_id']}, {row['action']}"
        yield f"event {row['id']}: changed, or its link {row['number']} was ({subject})"


def _strangers(session: Session) -> Iterator[str]:
    """Tell the events that no link knows of."""
    unlinked = select(TABLE).outerjoin(LINKS, LINKS.c.event_id == TABLE.c.id).where(LINKS.c.number.is_(None))
    for row in session.execute(unlinked.order_by(TABLE.c.id)).mappings():
        subject = f"{row['subject_type']} {row['subject_id']}, {row['action']}"
        yield f"event {row['id']}: inserted past the application ({subject})"


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
