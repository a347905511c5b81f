"""Why a pair that somebody names is no match: scored as of now, and what keeps it off the lists."""

from __future__ import annotations

import functools
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.matching.eligibility import eligible_pairs
from matchmaker.matching.profile import Candidate, Need, Offer
from matchmaker.matching.store import index_files
from matchmaker.matching.weights import VERSION, WEIGHTS
from matchmaker.models import Demand, Match, MatchRun, Programme
from matchmaker.models.match import UNTOLD
from matchmaker.services.matches import explaining
from matchmaker.services.matches.cards import is_open
from matchmaker.services.partnerships import profiles
from matchmaker.services.partnerships.profiles import Profiles
from matchmaker.workflow import PostingState

if TYPE_CHECKING:
    from matchmaker.matching.ranking import Model

WORTH_TELLING = 2.0  # Points that a part loses before it is named as a reason.


class Hindrance(StrEnum):
    """What keeps a pair off the lists."""

    LEVEL = "level"  # The programme stands below the least level that the demand accepts.
    KINDS = "kinds"  # The sides accept no kind in common.
    SCORE = "score"  # Below the least score that is kept.
    RANK = "rank"  # Either side has so many better ones that its list is full.
    WAITING = "waiting"  # Nothing: a posting has just changed and is still to be matched.


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a pair is no match, and what it would take."""

    hindrances: tuple[Hindrance, ...]
    least: float  # The least score that is kept.
    kept: int  # So many matches each side's list keeps at least.
    places: Sequence[int]  # Which the pair would be in the programme's list and in the demand's.
    entry: float  # The score that would be in either list.
    losses: tuple[tuple[str, float], ...]  # Features and the points they fall short of, the most first.


def of_pair(session: Session, programme_id: int, demand_id: int) -> Match:
    """Return a pair of published postings, not yet scored and never to be stored; raise NoResultFound."""
    programme, demand = session.get_one(Programme, programme_id), session.get_one(Demand, demand_id)
    if {programme.state, demand.state} != {PostingState.PUBLISHED}:
        raise NoResultFound
    named = Match(programme_id=programme_id, demand_id=demand_id, score=0.0, points=b"")
    named.programme, named.demand = programme, demand
    named.run = MatchRun(engine_version=VERSION, features=[])
    return named


def weigh(session: Session, named: Match, *, settings: Settings) -> Absence:
    """Score a named pair as the matcher would, and return why it is no match."""
    from matchmaker.matching.ranking import explain  # noqa: PLC0415 - loads for a second, and is seldom asked.

    reader = Profiles(session)
    [offer], [need] = reader.offers([named.programme_id]), reader.needs([named.demand_id])
    candidate = explain(need, offer, model=_model(session, settings))
    _fill(named, candidate)
    sides = (Match.programme_id, named.programme_id), (Match.demand_id, named.demand_id)
    scores = [_scores(session, side == number) for side, number in sides]
    places = tuple(1 + sum(score > named.score for score in theirs) for theirs in scores)
    return Absence(
        hindrances=tuple(_hindrances(need, offer, named.score, places, settings)),
        least=settings.match_floor,
        kept=settings.matches_per_posting,
        places=places,
        entry=min(_last(theirs, settings) for theirs in scores),
        losses=_losses(candidate),
    )


def _hindrances(
    need: Need, offer: Offer, score: float, places: Sequence[int], settings: Settings
) -> list[Hindrance]:
    only = np.zeros(1, dtype=np.intp)
    found = []
    if not eligible_pairs([need], [offer], only, only)[0]:
        is_below = need.least_level and offer.level and offer.level.rank < need.least_level.rank
        kinds = (need.accepted_kinds, offer.accepted_kinds)
        found += [Hindrance.LEVEL] if is_below else []
        found += [Hindrance.KINDS] if all(kinds) and not frozenset.intersection(*filter(None, kinds)) else []
    if score < settings.match_floor:
        found.append(Hindrance.SCORE)
    if min(places) > settings.matches_per_posting:
        found.append(Hindrance.RANK)
    return found or [Hindrance.WAITING]


def _fill(named: Match, candidate: Candidate) -> None:
    told = [*candidate.parts, *candidate.missing]
    points = [round(100 * candidate.parts[name]) if name in candidate.parts else UNTOLD for name in told]
    named.score = round(candidate.score, 2)
    named.run.features = told
    named.points = struct.pack(f"<{len(points)}h", *points)


def _scores(session: Session, is_theirs: ColumnElement[bool]) -> Sequence[float]:
    """Return the scores of one posting's matches, the best first."""
    joined = select(Match.score).join(Match.programme).join(Match.demand).where(is_theirs, is_open())
    return session.scalars(joined.order_by(Match.score.desc())).all()


def _last(scores: Sequence[float], settings: Settings) -> float:
    """Return the score that a list must be entered with."""
    kept = settings.matches_per_posting
    return scores[kept - 1] if len(scores) >= kept else settings.match_floor


def _losses(candidate: Candidate) -> tuple[tuple[str, float], ...]:
    short = {name: WEIGHTS[name].points - points for name, points in candidate.parts.items()}
    worst = sorted(short.items(), key=lambda loss: -loss[1])
    return tuple((name, points) for name, points in worst[:3] if points >= WORTH_TELLING)


def _model(session: Session, settings: Settings) -> Model:
    """Return the model of the last full run; before the first one, a model of the catalogue alone."""
    folder = index_files.current(settings.data_dir / "index")
    if folder is not None:
        return _read(folder)
    from matchmaker.matching.ranking import fit  # noqa: PLC0415 - see above.

    return fit(needs=(), offers=(), catalogue=profiles.catalogue(session))


@functools.lru_cache(maxsize=1)
def _read(folder: Path) -> Model:
    from matchmaker.matching.ranking import Model  # noqa: PLC0415 - see above.

    return Model(explaining.read(folder), index_files.read_catalogue(folder / "catalogue.json"))
