"""How alike needs and offers are: one function a feature, arrays in [0, 1] with a mask of what is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.geography import distance_km
from matchmaker.matching.profile import Catalogue

Floats = NDArray[np.float64]

LEVEL_ABOVE = (1.0, 0.85, 0.7)  # by how many levels the programme stands above the least one
LEVEL_BELOW = 0.2  # one level below; two below is 0
FREE_DAYS = 90.0  # a wait that costs nothing
LONG_DAYS = 730.0  # a wait that is worth nothing
HALF_DISTANCE_KM = 100.0
CLOSE_ENOUGH = 0.5  # the least share of a skill's pieces that counts as partly covered
SHARED_CODE = {4: 0.35, 7: 0.7, 10: 1.0}  # what sharing that many characters of the code is worth
THROUGH_CLASS = 0.6  # what a link of another major of the class is worth


class Feature(NamedTuple):
    """Values in [0, 1], and where both sides had the data; elsewhere the value is 0 and means nothing."""

    values: Floats
    known: NDArray[np.bool_]


def text_affinity(shares: Floats) -> Feature:
    """Return the learned share: how likely both texts are of one trade. What is far apart stands near 0.

    Unknown (NaN): a text without a word that the model knows.
    """
    return _feature(shares)


def coverage(shares: Floats) -> Feature:
    """Return the share of the wanted skills that is covered; unknown (NaN): none wanted, or none told."""
    return _feature(shares)


def bridge(table: Floats, majors: NDArray[np.intp], occupations: NDArray[np.intp]) -> Feature:
    """Look up how closely official links join each major and occupation (rows and columns of the table)."""
    return _feature(table[majors, occupations])


def level(offered: Floats, least: Floats) -> Feature:
    """Return how the programme's level (rank 1 to 3) fits the least one asked for.

    1 for the very level; a little less above it, since who is overqualified leaves sooner; near 0 below.
    """
    above = np.array([0.0, LEVEL_BELOW, *LEVEL_ABOVE])
    steps = np.clip(np.nan_to_num(offered - least), -2, 2).astype(int) + 2
    return _feature(np.where(np.isnan(offered - least), np.nan, above[steps]))


def dates(graduation: Floats, start: Floats) -> Feature:
    """Return how close graduation and start are (days): 1 within 90 days, falling to 0 at two years.

    Early or late count alike: a vacant post waits as a graduate does.
    """
    wait = np.abs(start - graduation)
    return _feature(np.clip((LONG_DAYS - wait) / (LONG_DAYS - FREE_DAYS), 0.0, 1.0))


def distance(longitude: Floats, latitude: Floats, to_longitude: Floats, to_latitude: Floats) -> Feature:
    """Return 1 / (1 + km / 100) for points in degrees: 1 at the same center, 0.09 at 1,000 km."""
    kilometers = distance_km(longitude, latitude, to_longitude, to_latitude)
    return _feature(1 / (1 + kilometers / HALF_DISTANCE_KM))


def capacity(places: Floats, posts: Floats) -> Feature:
    """Return the share of the posts that the places can fill; unknown when there are no posts."""
    wanted = np.where(posts > 0, posts, np.nan)
    return _feature(np.clip(places, 0.0, wanted) / wanted)


def track_record(offered: Floats, needed: Floats) -> Feature:
    """Return the mean track record of the two sides, or that of the one that has any; else unknown."""
    known = np.stack(np.broadcast_arrays(offered, needed))
    count = np.sum(~np.isnan(known), axis=0)
    return _feature(np.where(count > 0, np.nansum(known, axis=0) / np.maximum(count, 1), np.nan))


def bridge_table(majors: Sequence[str], occupations: Sequence[str], *, catalogue: Catalogue) -> Floats:
    """Return (majors, occupations): how closely the Ministry's links join them; NaN where nothing is known.

    Same occupation 1, same minor group (n-nn-nn) 0.7, same sub-major group (n-nn) 0.35, none 0. A major
    without links stands at 0.6 of the best that a linked major of its class (four digits) would have.
    An empty code is unknown.
    """
    if not any(occupations):
        return np.full((len(majors), len(occupations)), np.nan)
    groups: dict[str, list[int]] = {}
    for column, code in enumerate(occupations):
        for length in SHARED_CODE:
            groups.setdefault(code[:length], []).append(column)
    rows = {code: _linked(targets, groups, len(occupations)) for code, targets in catalogue.links.items()}
    classes: dict[str, Floats] = {}
    for code, row in rows.items():
        name = _class_of(code, catalogue)
        classes[name] = np.maximum(classes.get(name, row), row)
    unknown = np.full(len(occupations), np.nan)
    table = np.empty((len(majors), len(occupations)))
    for at, major in enumerate(majors):
        table[at] = rows.get(major, THROUGH_CLASS * classes.get(_class_of(major, catalogue), unknown))
    table[:, [column for column, code in enumerate(occupations) if not code]] = np.nan
    return table


def _feature(values: Floats) -> Feature:
    known = ~np.isnan(values)
    return Feature(np.where(known, values, 0.0), known)


def _class_of(major: str, catalogue: Catalogue) -> str:
    return catalogue.class_of.get(major, major[:4])


def _linked(targets: frozenset[str], groups: dict[str, list[int]], count: int) -> Floats:
    row = np.zeros(count)
    broad = min(SHARED_CODE)
    for target in (target for target in targets if target[:broad] in groups):
        for length, worth in SHARED_CODE.items():
            columns = groups.get(target[:length], []) if len(target) >= length else []
            row[columns] = np.maximum(row[columns], worth)
    return row
