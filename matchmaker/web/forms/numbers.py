"""Numbers that an address or a form says: none that no column could hold."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import IntegerConverter

HIGHEST = 2**31 - 1


class RowNumber(IntegerConverter):
    """The number of a row in an address; one that no column could hold leads nowhere."""

    def __init__(self, map: Any, **kwargs: Any) -> None:  # noqa: A002, ANN401 - as Werkzeug calls it.
        super().__init__(map, **({"max": HIGHEST} | kwargs))


def whole(text: str) -> int:
    """Read a whole number; raise ValueError for one that no column could hold."""
    number = int(text)
    if abs(number) > HIGHEST:
        raise ValueError(text)
    return number
