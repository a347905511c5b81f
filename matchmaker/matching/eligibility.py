"""Which pairs are possible at all: hard facts only, and what nobody said excludes nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.profile import Need, Offer
from matchmaker.terms import Kind, Level

Mask = NDArray[np.bool_]
Codes = NDArray[np.int16]
Indices = NDArray[np.intp]

_BITS = {kind: 1 << position for position, kind in enumerate(Kind)}
_ANY_KIND = (1 << len(Kind)) - 1
_ANY_LEVEL = 99
_RANKS = {level: level.rank for level in Level}


def eligible_pairs(
    needs: Sequence[Need],
    offers: Sequence[Offer],
    rows: Indices,
    columns: Indices,
    *,
    today: date | None = None,
) -> Mask:
    """Return a mask over the pairs (needs[rows[i]], offers[columns[i]]): True where no hard fact forbids it.

    1. A programme below the least level that the demand accepts is out.
    2. A programme that has graduated before `today` is out; without `today` nothing is.
    3. Two sides whose accepted kinds have nothing in common are out; no kinds named means any kind.

    A level, a date or a set of kinds that one side did not give excludes nothing.
    """
    need, offer = need_codes(needs), offer_codes(offers)
    mask = allows((need[0][rows], need[1][rows]), (offer[0][columns], offer[1][columns]))
    mask &= _is_current(offers, today)[columns]
    return mask


def allows(needs: tuple[Codes, Codes], offers: tuple[Codes, Codes]) -> Mask:
    """Tell, pair by pair, whether level and kinds allow it; as `need_codes` and `offer_codes` return them."""
    mask: Mask = needs[0] <= offers[0]
    mask &= (needs[1] & offers[1]) != 0
    return mask


def kinds_code(kinds: Iterable[Kind] | None) -> int:
    """Return the accepted kinds as bits, one a kind; no kinds named means any kind."""
    return sum(_BITS[kind] for kind in kinds or ()) or _ANY_KIND


def kind_bit(kind: Kind) -> int:
    """Return the bit that stands for one kind in `kinds_code`."""
    return _BITS[kind]


def need_codes(needs: Sequence[Need]) -> tuple[Codes, Codes]:
    """Return the least level of each need as a rank and its accepted kinds as bits."""
    floors = [_RANKS[need.least_level] if need.least_level else 0 for need in needs]
    return np.array(floors, dtype=np.int16), _kinds(needs)


def offer_codes(offers: Sequence[Offer]) -> tuple[Codes, Codes]:
    """Return the level of each offer as a rank and its accepted kinds as bits."""
    levels = [_RANKS[offer.level] if offer.level else _ANY_LEVEL for offer in offers]
    return np.array(levels, dtype=np.int16), _kinds(offers)


def _kinds(postings: Sequence[Need] | Sequence[Offer]) -> Codes:
    return np.array([kinds_code(posting.accepted_kinds) for posting in postings], dtype=np.int16)


def _is_current(offers: Sequence[Offer], today: date | None) -> Mask:
    return np.array(
        [today is None or offer.graduation is None or offer.graduation >= today for offer in offers],
        dtype=np.bool_,
    )
