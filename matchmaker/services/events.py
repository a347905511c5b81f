"""The audit trail: who changed what, from what to what."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from matchmaker.models import Event


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
