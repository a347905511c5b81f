"""How far apart postings stand: kilometers between points, and the city where a point is missing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.profile import Place

Array = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})  # GB/T 2260: 北京, 天津, 上海, 重庆, each one city


def on_sphere(longitudes: Array, latitudes: Array) -> Array:
    """Return (…, 3): where points in degrees stand on a sphere of radius 1; NaN where a coordinate is NaN."""
    lambdas, phis = np.radians(longitudes), np.radians(latitudes)
    return np.stack([np.cos(phis) * np.cos(lambdas), np.cos(phis) * np.sin(lambdas), np.sin(phis)], axis=-1)


def distance_km(longitudes: Array, latitudes: Array, to_longitudes: Array, to_latitudes: Array) -> Array:
    """Return great-circle kilometers (by the chord) between points in degrees; NaN where a coordinate is NaN.

    The two pairs of arrays broadcast against each other.
    """
    between = on_sphere(longitudes, latitudes) - on_sphere(to_longitudes, to_latitudes)
    chord = np.sqrt(np.square(between).sum(axis=-1))
    kilometers: Array = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1))
    return kilometers


def apart_km(here: Array, there: Array) -> Array:
    """Return kilometers between places given as arrays (longitude, latitude, city) on the first axis.

    Where a point is missing, two places in one city count as 0 km apart and others as NaN, unknown.
    The remaining axes broadcast against each other.
    """
    kilometers = distance_km(here[0], here[1], there[0], there[1])
    apart: Array = np.where(np.isnan(kilometers) & (here[2] == there[2]), 0.0, kilometers)
    return apart


def are_abroad(here: Array, there: Array) -> NDArray[np.bool_]:
    """Tell of places (longitude, latitude, city, province) whether both provinces are known and differ."""
    abroad: NDArray[np.bool_] = (here[3] != there[3]) & ~np.isnan(here[3]) & ~np.isnan(there[3])
    return abroad


def province_of(place: Place) -> float | None:
    """Return the two digits that name the province of a place; None where its region code names none."""
    code = (place.region_code or "")[:2]
    return float(code) if len(code) == 2 and code.isdecimal() else None


def city_of(place: Place) -> float | None:
    """Return the four digits that name the city of a place; None where its region code names no city."""
    code = place.region_code or ""
    if len(code) < 4 or not code[:4].isdecimal():
        return None
    if code[:2] in MUNICIPALITIES:
        return float(code[:2] + "00")
    return None if code[2:4] == "00" else float(code[:4])
