"""How a score is drawn: parts rounded to add up to the total, each beginning where the last ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a score: its feature, its points and the points of the parts before it."""

    name: str
    points: float
    offset: float


def segments(total: float, parts: Mapping[str, float]) -> list[Segment]:
    """Round the parts to tenths so that they add up to the total rounded to tenths; drop what brings nothing.

    The tenths that rounding down leaves over go to the parts that lost most by it. Parts that were rounded
    before may come to more than the total; then the tenth is taken from what lost least.
    """
    floors = {name: int(points * 10 + 1e-9) for name, points in parts.items()}
    left = round(round(total, 1) * 10) - sum(floors.values())  # As the total itself is shown.
    by_loss = sorted(parts, key=lambda name: floors[name] - parts[name] * 10)
    for name in by_loss[: max(0, left)]:
        floors[name] += 1
    for name in [name for name in reversed(by_loss) if floors[name]][: max(0, -left)]:
        floors[name] -= 1
    drawn: list[Segment] = []
    offset = 0
    for name, tenths in floors.items():
        if tenths:
            drawn.append(Segment(name, tenths / 10, offset / 10))
            offset += tenths
    return drawn
