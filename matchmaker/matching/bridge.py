"""How closely the Ministry's links join majors and occupations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matchmaker.matching.arrays.kernels import Floats
from matchmaker.matching.profile import Catalogue

SHARED_CODE = {4: 0.35, 7: 0.7, 10: 1.0}  # what sharing that many characters of the code is worth
THROUGH_CLASS = 0.6  # what a link of another major of the class is worth


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
