"""How far apart postings stand: kilometers between points, the city where a point is missing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


def distance_km(
    longitudes: Array, latitudes: Array, other_longitudes: Array, other_latitudes: Array
) -> Array:
    """Return great-circle kilometers (haversine) between points in degrees; NaN where a coordinate is NaN.

    The four arrays broadcast against each other.
    """
    phi, other_phi = np.radians(latitudes), np.radians(other_latitudes)
    half_phi = (other_phi - phi) / 2
    half_lambda = np.radians(np.subtract(other_longitudes, longitudes)) / 2
    chord = np.sin(half_phi) ** 2 + np.cos(phi) * np.cos(other_phi) * np.sin(half_lambda) ** 2
    kilometers: Array = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return kilometers


def city_of(region_code: str | None) -> str | None:
    """Return the four digits that name a city in a region code; None where the code is missing or cut."""
    return region_code[:4] if region_code and len(region_code) >= 4 else None
