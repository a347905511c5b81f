"""What both documents print, as plain values in which no character does anything but appear."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from matchmaker.services.agreements.contents import Agreement

# Neither XML nor a page can show these; the marks of direction would let a name reorder the words around it.
UNPRINTABLE = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def values(agreement: Agreement) -> dict[str, Any]:
    """Return the agreement as lists, dictionaries, texts and numbers, ready for a template or JSON."""
    plain: dict[str, Any] = _plain(asdict(agreement))
    plain["version"]["at"] = agreement.version.at.isoformat()
    return plain


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a data class.
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value)
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
