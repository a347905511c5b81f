"""How likely a programme and a demand are of one trade: likenesses in, a share in [0, 1] out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

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
_FIELDS = np.array([(NEED_FIELDS.index(asked), OFFER_FIELDS.index(taught)) for asked, taught in COMPARED])


def likenesses(
    need: Reading,
    offer: Reading,
    cosines: Floats,
    grams: tuple[sparse.csr_matrix, sparse.csr_matrix],
    pairs: tuple[Rows, Rows],
) -> Floats:
    """Return (pairs, likenesses) in the order of NAMES; `grams` tell which grams each wording has.

    All but the last are in [0, 1]: cosines c as c / (c + 0.1), and shares of a title. The last is the log
    odds that a post with such a title asks for the programme's level, 0 when no level is told.
    """
    needs, offers = pairs
    latent = loops.field_dots(need.vectors, offer.vectors, pairs, _FIELDS) / SCALE**2
    told = loops.shares_held(need.titles, grams[1], needs, offers)
    asked = loops.shares_held(offer.titles, grams[0], offers, needs)
    level = offer.level[offers]
    leaning = np.where(level > 0, need.leaning[needs, np.maximum(level, 1) - 1], 0.0)
    return np.column_stack([_read(cosines), _read(latent), told, asked, leaning])


def affinity(found: Floats, advertised: Floats, weights: Weights) -> Floats:
    """Return the share in [0, 1] that these likenesses come to, pair by pair.

    Likenesses are added one by one, so that the order of adding is the same for any number of pairs.
    """
    total = weights.constant[0] + advertised * weights.constant[1]
    for column, (formal, more) in enumerate(zip(weights.formal, weights.advertised, strict=True)):
        total = total + found[:, column] * (formal + advertised * more)
    share: Floats = 1.0 / (1.0 + np.exp(-total))
    return share


def _read(cosines: Floats) -> Floats:
    positive = np.maximum(cosines, 0.0)
    share: Floats = positive / (positive + HALF)
    return share
