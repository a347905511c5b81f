"""The regions as a process holds them: their names and centers, which only a seed changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.matching.geography import distance_km
from matchmaker.models import Region

HELD = timedelta(minutes=10)  # Then the list is read again: another process may have seeded a newer one.
Point = tuple[float | None, float | None]  # Longitude and latitude in degrees.
NOWHERE: Point = (None, None)
# Coordinates so far from the center of their city or county contradict it; then the region counts.
ASTRAY_KM = 500.0


class Placed(Protocol):
    """A posting or an organization."""

    longitude: Any
    latitude: Any
    region_code: Any


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Facts of every region by its code; `names` also holds entries that only group others in the code."""

    names: Mapping[str, str]  # 金水区
    whole_names: Mapping[str, str]  # 河南省郑州市金水区
    centers: Mapping[str, Point]
    read_at: datetime

    def point(self, row: Placed, home: str | None = None) -> Point:
        """Return where a row says that it stands, or the center of its region, else of its organization's.

        Coordinates that contradict the city or county which the row names are not believed.
        """
        told, code = (row.longitude, row.latitude), row.region_code or ""
        if None in told or (code[2:] != "0000" and _is_astray(told, self.centers.get(code, NOWHERE))):
            return self.centers.get(code or home or "", NOWHERE)
        return told

    def place_of(self, code: str) -> str:
        """Return the city of a region, itself where no city stands above it: what a list of places names."""
        _, city, _ = lies_in(code)
        return city if city in self.names and is_place(self.names[city]) else code


def held(session: Session) -> Gazetteer:
    """Return the regions that the session's process holds; it reads them at the first call."""
    kept: Gazetteer | None = session.info["kept"].get("gazetteer")
    if kept is None or kept.read_at + HELD < now():
        kept = _read(session)
        if kept.names:  # Nothing is worth holding before the first seed.
            session.info["kept"]["gazetteer"] = kept
    return kept


def forget(session: Session) -> None:
    """Let the regions be read anew."""
    session.info["kept"].pop("gazetteer", None)


def lies_in(code: str) -> tuple[str, str, str]:
    """Return the codes of a region's province, of its city and its own, which may be the same."""
    return f"{code[:2]}0000", f"{code[:4]}00", code


def is_place(name: str) -> bool:
    """Tell real places from entries that only group others in the code."""
    return name not in {"市辖区", "县"} and "直辖县级" not in name


def _is_astray(told: Point, center: Point) -> bool:
    """Tell whether a point is not where its city or county is; no prefecture of China is so wide."""
    if None in center:
        return False
    (longitude, latitude), (to_longitude, to_latitude) = np.array(told), np.array(center)
    return bool(distance_km(longitude, latitude, to_longitude, to_latitude) > ASTRAY_KM)


def _read(session: Session) -> Gazetteer:
    rows = session.execute(select(Region.code, Region.name, Region.longitude, Region.latitude)).all()
    names = {row.code: row.name for row in rows}
    places = {code: name for code, name in names.items() if is_place(name)}
    whole = {code: "".join(places.get(part, "") for part in dict.fromkeys(lies_in(code))) for code in names}
    centers = {row.code: (row.longitude, row.latitude) for row in rows}
    return Gazetteer(names, whole, centers, now())
