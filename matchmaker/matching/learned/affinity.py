"""How likely a programme and a demand are of one trade: likenesses in, a share in [0, 1] out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.learned import loops
from matchmaker.matching.learned.fields import NEED_FIELDS, OFFER_FIELDS
from matchmaker.matching.learned.model import Weights
from matchmaker.matching.learned.reading import SCALE, Reading

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

HALF = 0.1  # The cosine that reads as one half.
COMPARED = (  # Fields of the demand and of the programme whose latent vectors are compared.
    ("all", "all"),
    ("all", "courses"),
    ("all", "jobs"),
    ("all", "abilities"),
    ("all", "title"),
    ("title", "all"),
    ("title", "jobs"),
    ("title", "title"),
)
NAMES = (
    "words",
    *(f"latent {asked}-{taught}" for asked, taught in COMPARED),
    "demand's title told",
    "programme's title asked",
    "level of the title",
)
WHOLE = NAMES.index("latent all-all")
_FIELDS = np.array([(NEED_FIELDS.index(asked), OFFER_FIELDS.index(taught)) for asked, taught in COMPARED])


def likenesses(need: Reading, offer: Reading, overlaps: Floats, pairs: tuple[Rows, Rows]) -> Floats:
    """Return (pairs, likenesses) in the order of NAMES.

    `overlaps` has the cosine of each pair, the share of the demand's title that the programme's text has,
    and that of the programme's title in the demand's text.

    All but the last are in [0, 1]: the cosine c of all words as c / (c + 0.1), latent cosines, and shares
    of a title. The last is the log odds that a post with such a title asks for the programme's level, 0 when
    no level is told.
    """
    needs, offers = pairs
    latent = loops.field_dots(need.vectors, offer.vectors, pairs, _FIELDS) / SCALE**2
    level = offer.level[offers]
    leaning = np.where(level > 0, need.leaning[needs, np.maximum(level, 1) - 1], 0.0)
    return np.column_stack([_read(overlaps[:, 0]), np.maximum(latent, 0.0), overlaps[:, 1:], leaning])


def affinity(found: Floats, advertised: Floats, weights: Weights) -> Floats:
    """Return the share in [0, 1] that these likenesses come to, pair by pair."""
    formal, more = weights.constant
    columns = np.array([formal, *weights.formal]), np.array([more, *weights.advertised])
    return loops.logistic(found, advertised, columns)


def _read(cosines: Floats) -> Floats:
    share: Floats = cosines / (cosines + HALF)
    return share
