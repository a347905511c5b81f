"""Which partnership kinds fit a pair, how well, and what each still lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isnan

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.planning.facts import Array, Cases, group_columns, need_columns, offer_columns
from matchmaker.matching.planning.gates import Gate, Status
from matchmaker.matching.planning.kind_rules import KINDS, KindRule
from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.matching.profile import Need, Offer
from matchmaker.terms import Kind

Mask = NDArray[np.bool_]

SCORE_SHARE, COMFORT_SHARE, DEPTH_SHARE = 0.6, 0.2, 0.2  # what the fit is made of
UNTOLD = 0.5  # what the fit keeps when not a single gate is met for certain
NEUTRAL = 0.5  # a comfort that nobody told about

_HEALING = (Kind.ORDER_CLASS, Kind.JOINT_ORDER_CLASS)  # The second heals the first.
_STATUSES = (Status.FAILED, Status.MISSING, Status.MET)
_FAILED, _MISSING, _MET = range(3)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one kind says about one pair, or about several demands and an offer."""

    kind: Kind
    students: int  # that it would seat
    fit: float  # in [0, 1]
    gates: tuple[Gate, ...]
    is_grounded: bool  # What makes the kind is met for certain, so that it may be proposed unasked.
    alternative: Kind | None = None  # a kind that heals the only failed gate

    @property
    def is_open(self) -> bool:
        """Whether no gate has failed."""
        return all(gate.status is not Status.FAILED for gate in self.gates)

    @property
    def is_complete(self) -> bool:
        """Whether no gate lacks data."""
        return all(gate.status is not Status.MISSING for gate in self.gates)


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """One kind's answer to many cases; the two-dimensional arrays have a row a gate."""

    students: Array
    have: Array
    want: Array
    status: NDArray[np.int8]  # 0 failed, 1 missing, 2 met
    fit: Array
    is_grounded: NDArray[np.bool_]

    @property
    def is_open(self) -> NDArray[np.bool_]:
        """Return where no gate has failed."""
        is_open: NDArray[np.bool_] = (self.status != _FAILED).all(axis=0)
        return is_open

    @property
    def is_complete(self) -> NDArray[np.bool_]:
        """Return where no gate lacks data."""
        is_complete: NDArray[np.bool_] = (self.status != _MISSING).all(axis=0)
        return is_complete


def judge(
    needs: Sequence[Need],
    offer: Offer,
    *,
    score: float | None,
    thresholds: Thresholds,
    today: date,
) -> list[Verdict]:
    """Return the verdict of every kind on a demand (or several that would share a class) and a programme.

    `score` is the pair's in [0, 100], for several demands the lowest; None: not scored. Several demands are
    judged as one (sums, weakest links) and only by the kinds that several can share.

    1. Measure what each gate has and wants; without the data of either it is missing, never failed.
    2. Fit: score, comfort beyond the gates and depth, lowered as gates are not met for certain.
    3. An order class that lacks nothing but posts points to the joint class, if that lacks only partners.
    4. Order: open before failed, then complete, grounded, the better fit, and the table's order.

    Raises ValueError without a demand.
    """
    cases = single_case(needs, offer, score=score, thresholds=thresholds, today=today)
    kinds = [kind for kind, rule in KINDS.items() if rule.takes_several or len(needs) == 1]
    verdicts = {kind: verdict(kind, cases) for kind in kinds}
    if Kind.ORDER_CLASS in verdicts:
        verdicts[Kind.ORDER_CLASS] = _pointed(verdicts[Kind.ORDER_CLASS], verdicts[Kind.JOINT_ORDER_CLASS])
    # What is equal stays in the table's order.
    return sorted(
        verdicts.values(), key=lambda v: (not v.is_open, not v.is_complete, not v.is_grounded, -v.fit)
    )


def suggest(
    pairs: Sequence[tuple[Need, Offer]], *, scores: Sequence[float], thresholds: Thresholds, today: date
) -> list[Verdict | None]:
    """Return for each pair the verdict to begin with, all pairs judged at once; None: no kind is ready.

    It is the first of those that `judge` returns for the pair alone which is open and grounded; where there
    is none, the order class that the joint one heals.
    """
    rows = np.arange(len(pairs), dtype=np.intp)
    cases = Cases(
        needs=need_columns([need for need, _ in pairs]),
        offers=offer_columns([offer for _, offer in pairs]),
        needs_at=rows,
        offers_at=rows,
        scores=np.array(scores, dtype=np.float64),
        thresholds=thresholds,
        today=today,
    )
    surveys = {
        kind: survey(rule, cases)
        for kind, rule in KINDS.items()
        if kind in _HEALING or _is_ever_grounded(rule, cases)
    }
    is_ready = np.array([found.is_open & found.is_grounded for found in surveys.values()])
    # A complete one comes before any other: a fit is at most 1.
    worth = np.array([2 * found.is_complete + found.fit for found in surveys.values()])
    best = np.where(is_ready, worth, -1).argmax(axis=0)
    kinds = list(surveys)
    return [
        _verdict_at(kinds[first], surveys[kinds[first]], at) if is_ready[first, at] else _healed(surveys, at)
        for at, first in enumerate(best)
    ]


def single_case(
    needs: Sequence[Need], offer: Offer, *, score: float | None, thresholds: Thresholds, today: date
) -> Cases:
    """Return the one case of these needs with this offer; raise ValueError without a need."""
    if not needs:
        raise ValueError("a verdict needs at least one demand")
    first = np.zeros(1, dtype=np.intp)
    return Cases(
        needs=need_columns(needs) if len(needs) == 1 else group_columns(needs),
        offers=offer_columns([offer]),
        needs_at=first,
        offers_at=first,
        scores=np.array([np.nan if score is None else score]),
        thresholds=thresholds,
        today=today,
    )


def verdict(kind: Kind, cases: Cases, *, students: int | None = None) -> Verdict:
    """Return one kind's verdict on a single case; `students` replaces the number that the kind would seat."""
    rule = KINDS[kind]
    found = survey(rule, cases, students=None if students is None else cases.constant(students))
    return _verdict_at(kind, found, 0)


def survey(rule: KindRule, cases: Cases, *, students: Array | None = None) -> Survey:
    """Return one kind's answer to all cases at once; `students` replaces the numbers it would seat."""
    if students is None:
        students = np.floor(rule.size(cases))
    have = np.array([gate.have(cases, students) for gate in rule.gates])
    want = np.array([gate.want(cases, students) for gate in rule.gates])
    is_limit = np.array([[gate.is_limit] for gate in rule.gates])
    status = np.where(np.where(is_limit, have <= want, have >= want), _MET, _FAILED).astype(np.int8)
    status[np.isnan(have) | np.isnan(want)] = _MISSING
    grounds = [row for row, gate in enumerate(rule.gates) if gate in rule.grounds]
    return Survey(
        students=students,
        have=have,
        want=want,
        status=status,
        fit=_fit(rule, cases, students=students, status=status),
        is_grounded=(status[grounds] == _MET).all(axis=0),
    )


def _is_ever_grounded(rule: KindRule, cases: Cases) -> bool:
    """Tell whether each ground of a kind is met in some case; most kinds lack one in all."""
    students = np.floor(rule.size(cases))
    return all(gate.is_met(cases, students).any() for gate in rule.grounds)


def _verdict_at(kind: Kind, found: Survey, at: int) -> Verdict:
    # A column as a list at once: a number taken out of an array by itself takes ten times as long.
    columns = (column[:, at].tolist() for column in (found.status, found.have, found.want))
    gates = tuple(
        Gate(gate.name, _STATUSES[status], _told(have), _told(want), is_limit=gate.is_limit)
        for gate, status, have, want in zip(KINDS[kind].gates, *columns, strict=True)
    )
    return Verdict(
        kind=kind,
        students=int(found.students[at]),
        fit=float(found.fit[at]),
        gates=gates,
        is_grounded=bool(found.is_grounded[at]),
    )


def _fit(rule: KindRule, cases: Cases, *, students: Array, status: NDArray[np.int8]) -> Array:
    comforts = np.array([comfort(cases, students) for comfort in rule.comforts])
    comfort = np.nan_to_num(np.clip(comforts, 0, 1), nan=NEUTRAL).mean(axis=0)
    score = np.clip(np.nan_to_num(cases.scores), 0, 100) / 100
    certainty = UNTOLD + (1 - UNTOLD) * (status == _MET).mean(axis=0)
    fit: Array = (SCORE_SHARE * score + COMFORT_SHARE * comfort + DEPTH_SHARE * rule.depth) * certainty
    return fit


def _healed(surveys: Mapping[Kind, Survey], at: int) -> Verdict | None:
    order, joint = (_verdict_at(kind, surveys[kind], at) for kind in _HEALING)
    pointed = _pointed(order, joint)
    return None if pointed.alternative is None else pointed


def _pointed(order: Verdict, joint: Verdict) -> Verdict:
    """Point an order class that lacks nothing but posts to the joint class, if that lacks only partners."""
    failed = [gate for gate in order.gates if gate.status is Status.FAILED]
    lacks_only_posts = len(failed) == 1 and failed[0].name == "posts" and bool(failed[0].have)
    others = {gate.name for gate in joint.gates if gate.status is Status.FAILED}
    heals = lacks_only_posts and others <= {"posts", "partners"}
    return replace(order, alternative=Kind.JOINT_ORDER_CLASS) if heals else order


def _told(value: float) -> float | None:
    return None if isnan(value) else value
