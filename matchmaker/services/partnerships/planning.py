"""Turn matches into draft proposals within the open places and posts; keep whatever a person has touched."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import Database, now
from matchmaker.matching.planning.market import Marks
from matchmaker.matching.planning.plan import plan as draw_up
from matchmaker.matching.profile import Candidate, Need, Offer
from matchmaker.models import (
    Mark,
    Match,
    MatchMark,
    PlanRun,
    Proposal,
    ProposalParty,
)
from matchmaker.policy import covers
from matchmaker.services.experience import room
from matchmaker.services.jobs import Progress
from matchmaker.services.partnerships import drafts, ledger
from matchmaker.services.partnerships.judgments import thresholds
from matchmaker.services.partnerships.profiles import Profiles
from matchmaker.workflow import ProposalState

Pair = tuple[int, int]  # Demand, programme.

# Asked or kept, but not yet held by the ledger: the plan leaves these places and posts alone.
ASKED = (ProposalState.SENT, ProposalState.DISCUSSING, ProposalState.RETURNED)


@dataclass(frozen=True, slots=True)
class Market:
    """What a plan is drawn up from: the open places and posts of a region, and the pairs between them."""

    offers: list[Offer]
    needs: list[Need]
    candidates: list[Candidate]
    pinned: frozenset[Pair]
    vetoed: frozenset[Pair]


def plan(
    database: Database, settings: Settings, *, region_code: str | None, today: date, progress: Progress
) -> int:
    """Draw up the drafts anew and return how many there are.

    A draft that the new plan holds as it stands stays; another one that nobody has touched is replaced.
    A region plans the programmes within it with the demands of everywhere; None plans them all.
    """
    with database.reading() as session:
        market = read_market(session, region_code)
        standing = drafts.standing(session, region_code)
        places = room.left(session, at=now())
    drawn_up = draw_up(
        market.needs,
        market.offers,
        market.candidates,
        thresholds=thresholds(settings),
        today=today,
        marks=Marks(pinned=market.pinned, vetoed=market.vetoed),
    )
    owners = {need.id: need.organization_id for need in market.needs}
    fitting = room.fitting(drawn_up.drafts, owners, places)
    drafts.store(database, fitting, today=today, standing=standing, progress=progress)
    with database.transaction() as session:
        figures = {mode.value: asdict(figure) for mode, figure in drawn_up.figures.items()}
        mode = drawn_up.mode.value
        session.add(PlanRun(region_code=region_code, mode=mode, drafts=len(fitting), figures=figures))
    return len(fitting)


def read_market(session: Session, region_code: str | None) -> Market:
    """Read the open places and posts, less what drafts of people and open questions ask for."""
    asked = _asked(session)
    reader = Profiles(session)
    offers = [
        replace(offer, places=_less(offer.places, asked["programme", offer.id]))
        for offer in reader.offers()
        if region_code is None or covers(region_code, offer.place.region_code or "")
    ]
    needs = [replace(need, posts=_less(need.posts, asked["demand", need.id])) for need in reader.needs()]
    mine = {offer.id for offer in offers}
    pairs = session.execute(select(Match.demand_id, Match.programme_id, Match.score)).yield_per(10_000)
    candidates = [Candidate(*pair, parts={}) for pair in pairs if pair.programme_id in mine]
    marks: defaultdict[Mark, set[Pair]] = defaultdict(set)
    for row in session.execute(select(MatchMark.mark, MatchMark.demand_id, MatchMark.programme_id)):
        marks[row.mark].add((row.demand_id, row.programme_id))
    vetoed = marks[Mark.VETOED] | marks[Mark.DISMISSED]
    return Market(offers, needs, candidates, frozenset(marks[Mark.PINNED] - vetoed), frozenset(vetoed))


def _asked(session: Session) -> defaultdict[tuple[str, int], int]:
    """Return what open proposals ask of each posting without holding it in the ledger."""
    is_asking = Proposal.state.in_(ASKED) | ((Proposal.state == ProposalState.DRAFT) & Proposal.is_touched)
    amounts: defaultdict[tuple[str, int], int] = defaultdict(int)
    for name, column in (("programme", ProposalParty.programme_id), ("demand", ProposalParty.demand_id)):
        statement = (
            select(column, func.sum(ProposalParty.amount))
            .join(Proposal, ProposalParty.proposal_id == Proposal.id)
            .where(is_asking, column.is_not(None), Proposal.kind.not_in(ledger.HOLDS_NOTHING))
            .group_by(column)
        )
        for posting_id, amount in session.execute(statement):
            if posting_id is not None:
                amounts[name, posting_id] = int(amount)
    return amounts


def _less(number: int | None, asked: int) -> int | None:
    return None if number is None else max(0, number - asked)
