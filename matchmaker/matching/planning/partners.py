"""Who would have to join so that a demand too small for a class of its own becomes part of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matchmaker.matching.planning.gates import Status
from matchmaker.matching.planning.kinds import Verdict, single_case, verdict
from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.matching.profile import Need, Offer
from matchmaker.terms import Kind

Scored = tuple[Need, float]  # a demand and its score with the programme


@dataclass(frozen=True, slots=True)
class Joining:
    """The demands that would join, the largest first, and what the class then has."""

    need_ids: tuple[int, ...]
    posts: int
    lacking: int  # posts that are still missing for the smallest class


def join(
    need: Need, offer: Offer, others: Sequence[Scored], *, score: float, thresholds: Thresholds, today: date
) -> Joining | None:
    """Return the fewest of the others with whom the demand fills a class of the programme, or comes nearest.

    1. Nobody joins a demand that is large enough, that does not say its posts or has none left, or that
       something else than posts and partners keeps from a joint class.
    2. The others come with the most posts first, then with the better score. One joins if nothing but posts
       is still missing then: near everybody and the school, a promise like the others, all accept the kind.
    3. It ends with a full class, or with the most that partners may be.
    """

    def lacks(group: list[Scored]) -> set[str]:
        return _failed(_judge(group, offer, thresholds=thresholds, today=today))

    group = [(need, score)]
    if not 0 < (need.posts or 0) < thresholds.class_minimum or lacks(group) - {"posts", "partners"}:
        return None
    able = [one for one in others if one[0].posts and one[0].organization_id != need.organization_id]
    for one in sorted(able, key=lambda one: (-(one[0].posts or 0), -one[1], one[0].id)):
        if len(group) == thresholds.partners_maximum or (len(group) > 1 and not lacks(group)):
            break
        if not lacks([*group, one]) - {"posts", "partners"}:
            group.append(one)
    if len(group) == 1:
        return None
    posts = sum(one.posts or 0 for one, _ in group)
    return Joining(
        need_ids=tuple(one.id for one, _ in group[1:]),
        posts=posts,
        lacking=max(0, thresholds.class_minimum - posts),
    )


def _judge(group: Sequence[Scored], offer: Offer, *, thresholds: Thresholds, today: date) -> Verdict:
    case = single_case(
        [need for need, _ in group],
        offer,
        score=min(score for _, score in group),
        thresholds=thresholds,
        today=today,
    )
    return verdict(Kind.JOINT_ORDER_CLASS, case)


def _failed(found: Verdict) -> set[str]:
    return {gate.name for gate in found.gates if gate.status is Status.FAILED}
