"""What the engine says of a proposal's kind: which gates it meets, what is missing, how well it fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.matching.planning.kinds import Verdict, single_case, suggest, verdict
from matchmaker.matching.planning.kinds import judge as judge_kinds
from matchmaker.matching.planning.partners import join
from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.matching.profile import Need, Offer
from matchmaker.models import Demand, Match, Proposal
from matchmaker.services.partnerships.profiles import Profiles
from matchmaker.services.working_days import today

LOOKED_AT = 200  # The best matches of a programme among which partners are looked for.


@dataclass(frozen=True, slots=True)
class Joined:
    """Enterprises that could share a class, the posts that one demand lacks alone, and what all have."""

    names: tuple[str, ...]
    gap: int
    posts: int
    lacking: int  # for the smallest class, with everybody


def thresholds(settings: Settings) -> Thresholds:
    """Return the figures of this deployment."""
    return Thresholds(
        class_minimum=settings.class_minimum,
        class_maximum=settings.class_maximum,
        students_per_post=settings.students_per_post,
        is_stable=settings.is_plan_stable,
    )


def judge(session: Session, proposal: Proposal, *, settings: Settings) -> Verdict:
    """Return the verdict on the proposal as it stands: its own numbers stand for those of the postings."""
    read = Profiles(session)
    offers = [
        replace(read.offer(party.programme), places=party.amount)
        for party in proposal.parties
        if party.programme is not None
    ]
    needs = [
        replace(read.need(party.demand), posts=party.amount)
        for party in proposal.parties
        if party.demand is not None
    ]
    case = single_case(needs, offers[0], score=proposal.score, thresholds=thresholds(settings), today=today())
    return verdict(proposal.kind, case, students=proposal.students)


def renew(session: Session, proposal: Proposal, *, settings: Settings) -> None:
    """Judge the proposal again and keep what was found on it."""
    found = judge(session, proposal, settings=settings)
    proposal.fit = found.fit
    proposal.gates = [asdict(gate) for gate in found.gates]


def reason(match: Match) -> dict[str, Any]:
    """Return what a proposal keeps of a pair: its score, the parts that add up to it, what was missing."""
    facts = {"parts": dict(match.parts), "missing": list(match.missing)}
    return {"demand_id": match.demand_id, "score": match.score, **facts}


def joining(session: Session, match: Match, *, settings: Settings) -> Joined | None:
    """Return which enterprises could share a class of the programme with the demand; None: nobody."""
    limits = thresholds(settings)
    others = (
        select(Match.demand_id, Match.score)
        .where(Match.programme_id == match.programme_id, Match.score >= limits.similarity)
        .order_by(Match.score.desc(), Match.demand_id)
        .limit(LOOKED_AT)
    )
    scores = {row.demand_id: row.score for row in session.execute(others)} | {match.demand_id: match.score}
    read = Profiles(session)
    needs = {need.id: need for need in read.needs(scores)}
    mine, offers = needs.pop(match.demand_id, None), read.offers([match.programme_id])
    if mine is None or not offers:
        return None
    scored = [(need, scores[need.id]) for need in needs.values()]
    found = join(mine, offers[0], scored, score=match.score, thresholds=limits, today=today())
    if found is None:
        return None
    demands = {row.id: row for row in session.scalars(select(Demand).where(Demand.id.in_(found.need_ids)))}
    names = tuple(demands[need_id].organization.name for need_id in found.need_ids)
    return Joined(
        tuple(dict.fromkeys(names)), limits.class_minimum - (mine.posts or 0), found.posts, found.lacking
    )


def of_pair(need: Need, offer: Offer, *, score: float, settings: Settings) -> list[Verdict]:
    """Return what every kind says of a matched pair, the best first."""
    limits = thresholds(settings)
    return judge_kinds([need], offer, score=score, thresholds=limits, today=today())


def suggested(
    pairs: Sequence[tuple[Need, Offer]], *, scores: Sequence[float], settings: Settings
) -> list[Verdict | None]:
    """Return the kind to begin with of each matched pair; None: no kind is ready."""
    return suggest(pairs, scores=scores, thresholds=thresholds(settings), today=today())
