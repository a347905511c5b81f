"""What a reminder is: whom it goes to, about what, and under which key it goes out once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from matchmaker.services.messages.notifications import Subject


@dataclass(frozen=True, slots=True)
class Reminder:
    """Whom to remind of what; the same key is told to the same person once."""

    key: str
    name: str
    subject: Subject
    organization_ids: Collection[int]
    values: Mapping[str, Any] = field(default_factory=dict)
