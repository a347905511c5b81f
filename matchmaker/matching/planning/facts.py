"""Postings as columns of numbers, so that a rule is one expression for one pair and for a million."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.eligibility import kinds_code
from matchmaker.matching.geography import apart_km, city_of, province_of
from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.matching.profile import Need, Offer
from matchmaker.terms import Level, Promise

Array = NDArray[np.float64]
Indices = NDArray[np.intp]
Merge = Callable[[Array], float]
Posting = TypeVar("Posting", Need, Offer)

LEVELS = {level: level.rank for level in Level}
PROMISES = {promise: rank for rank, promise in enumerate(Promise)}

# How one fact of several demands becomes the fact of their group; an unknown one makes the whole unknown.
_total: Merge = np.sum
_least: Merge = np.min
_most: Merge = np.max
_middle: Merge = np.mean


def _same(values: Array) -> float:
    return float(values[0]) if (values == values[0]).all() else np.nan


def _common_bits(values: Array) -> float:
    return float(np.bitwise_and.reduce(values.astype(np.int64)))


NEED_FACTS: Mapping[str, tuple[Callable[[Need], float | None], Merge]] = {
    "accepted_kinds": (lambda need: kinds_code(need.accepted_kinds), _common_bits),
    "least_level": (lambda need: LEVELS[need.least_level] if need.least_level else None, _most),
    "longitude": (lambda need: need.place.longitude, _middle),
    "latitude": (lambda need: need.place.latitude, _middle),
    "city": (lambda need: city_of(need.place), _same),
    "province": (lambda need: province_of(need.place), _same),
    "posts": (lambda need: need.posts, _total),
    "promise": (lambda need: PROMISES[need.promise] if need.promise else None, _least),
    "mentors": (lambda need: need.mentors, _total),
    "teaching_room_m2": (lambda need: need.teaching_room_m2, _total),
    "workstations": (lambda need: need.workstations, _total),
    "shifts": (lambda need: need.shifts, _least),
    "dormitory_beds": (lambda need: need.dormitory_beds, _total),
    "is_safe_site": (lambda need: need.is_safe_site, _least),
    "is_registered_site": (lambda need: need.is_registered_site, _least),
    "opening_hours": (lambda need: need.opening_hours, _least),
    "brings_line": (lambda need: need.brings_line, _least),
    "line_area_m2": (lambda need: need.line_area_m2, _total),
    "line_power_kw": (lambda need: need.line_power_kw, _total),
    "is_process_allowed": (lambda need: need.is_process_allowed, _least),
    "sponsor_name": (lambda need: bool(need.sponsor_name) or None, _least),
    "sponsorship_yuan": (lambda need: need.sponsorship_yuan, _total),
    "investment_yuan": (lambda need: need.investment_yuan, _total),
    "cooperation_years": (lambda need: need.cooperation_years, _least),
    "hires_on_enrollment": (lambda need: need.hires_on_enrollment, _least),
    "trains_on_hiring": (lambda need: need.trains_on_hiring, _least),
    "is_digital_post": (lambda need: need.is_digital_post, _least),
    "teacher_posts": (lambda need: need.teacher_posts, _total),
    "teacher_months": (lambda need: need.teacher_months, _least),
}

OFFER_FACTS: Mapping[str, Callable[[Offer], float | None]] = {
    "accepted_kinds": lambda offer: kinds_code(offer.accepted_kinds),
    "level": lambda offer: LEVELS[offer.level] if offer.level else None,
    "longitude": lambda offer: offer.place.longitude,
    "latitude": lambda offer: offer.place.latitude,
    "city": lambda offer: city_of(offer.place),
    "province": lambda offer: province_of(offer.place),
    "places": lambda offer: offer.places,
    "graduation": lambda offer: offer.graduation.toordinal() if offer.graduation else None,
    "site_area_m2": lambda offer: offer.site_area_m2,
    "site_power_kw": lambda offer: offer.site_power_kw,
    "site_logistics": lambda offer: offer.site_logistics,
    "group_majors": lambda offer: offer.group_majors,
    "dual_teachers": lambda offer: offer.dual_teachers,
    "teachers_owing_practice": lambda offer: offer.teachers_owing_practice,
}


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """One array a fact, NaN where nobody said; each row's equipment, and where its members stand."""

    values: Mapping[str, Array]
    equipment: Sequence[frozenset[str] | None]
    spots: Array  # (4, rows, members): longitude, latitude, city, province


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Pairs to be judged: row `needs_at[i]` of the needs with row `offers_at[i]` of the offers."""

    needs: Columns
    offers: Columns
    needs_at: Indices
    offers_at: Indices
    scores: Array  # in [0, 100]; NaN: not scored
    thresholds: Thresholds
    today: date

    def need(self, name: str) -> Array:
        """Return a fact of each pair's need."""
        return self.needs.values[name][self.needs_at]

    def offer(self, name: str) -> Array:
        """Return a fact of each pair's offer."""
        return self.offers.values[name][self.offers_at]

    def constant(self, value: float) -> Array:
        """Return the same value for each pair."""
        return np.full(len(self.scores), float(value))

    def apart_km(self) -> Array:
        """Return the kilometers between each pair, 0 within one city whose points are unknown, else NaN."""
        names = ("longitude", "latitude", "city")
        return apart_km(np.array([self.need(n) for n in names]), np.array([self.offer(n) for n in names]))

    def farthest_km(self) -> Array:
        """Return the kilometers from each pair's offer to the farthest member of its need, NaN if unknown."""
        members, school = self.needs.spots[:, self.needs_at], self.offers.spots[:, self.offers_at]
        farthest: Array = np.max(apart_km(members, school), axis=-1)
        return farthest

    def common_equipment(self) -> Array:
        """Return how many pieces of the need's equipment the offer has too, NaN where a side did not say.

        A name that contains the other is the same: 五轴数控车床 and 数控车床.
        """
        common = np.full(len(self.scores), np.nan)
        for at, (row, column) in enumerate(zip(self.needs_at, self.offers_at, strict=True)):
            ours, theirs = self.needs.equipment[row], self.offers.equipment[column]
            if ours is not None and theirs is not None:
                common[at] = sum(any(one in other or other in one for other in theirs) for one in ours)
        return common


def need_columns(needs: Sequence[Need]) -> Columns:
    """Return the facts of single needs; each is one partner and stands in one spot."""
    values = {name: _column(read, needs) for name, (read, _) in NEED_FACTS.items()}
    values |= {"partners": np.ones(len(needs)), "spread_km": np.zeros(len(needs))}
    return Columns(values, [_pieces(need) for need in needs], _spots(values)[:, :, None])


def offer_columns(offers: Sequence[Offer]) -> Columns:
    """Return the facts of offers."""
    values = {name: _column(read, offers) for name, read in OFFER_FACTS.items()}
    return Columns(values, [_pieces(offer) for offer in offers], _spots(values)[:, :, None])


def group_columns(needs: Sequence[Need]) -> Columns:
    """Return the facts of several needs taken as one: sums, weakest links, partners, how far they spread."""
    single = need_columns(needs)
    values = {name: np.array([merge(single.values[name])]) for name, (_, merge) in NEED_FACTS.items()}
    values["spread_km"] = np.array([np.max(apart_km(single.spots, single.spots.swapaxes(1, 2)))])
    values["partners"] = np.array([float(len({need.organization_id for need in needs}))])
    known = [pieces for pieces in single.equipment if pieces is not None]
    pieces = frozenset().union(*known) if known else None
    return Columns(values, [pieces], single.spots.swapaxes(1, 2))


def _pieces(posting: Need | Offer) -> frozenset[str] | None:
    return None if posting.equipment is None else frozenset(posting.equipment)


def _spots(values: Mapping[str, Array]) -> Array:
    return np.array([values[name] for name in ("longitude", "latitude", "city", "province")])


def _column(read: Callable[[Posting], float | None], postings: Sequence[Posting]) -> Array:
    return np.array([read(posting) for posting in postings], dtype=np.float64)
