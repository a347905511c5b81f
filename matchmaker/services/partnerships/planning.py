"""Turn matches into draft proposals within the open places and posts; keep whatever a person has touched."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import chain, islice
from typing import TypeVar

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import Database
from matchmaker.matching.planning.market import Marks
from matchmaker.matching.planning.plan import Draft
from matchmaker.matching.planning.plan import plan as draw_up
from matchmaker.matching.profile import Candidate, Need, Offer
from matchmaker.models import (
    Demand,
    Mark,
    Match,
    MatchMark,
    Programme,
    Proposal,
    ProposalParty,
)
from matchmaker.policy import covers, reach
from matchmaker.services import events
from matchmaker.services.events import SYSTEM
from matchmaker.services.partnerships import moves, versions
from matchmaker.services.partnerships.gives import default_gives
from matchmaker.services.partnerships.judgments import reason, thresholds
from matchmaker.services.partnerships.moves import Step
from matchmaker.services.partnerships.profiles import Profiles
from matchmaker.workflow import ProposalState

Progress = Callable[[int, int], None]
P = TypeVar("P", Programme, Demand)
Pair = tuple[int, int]  # Demand, programme.

DRAFTS_A_WRITE = 200
# Asked or kept, but not yet held by the ledger: the plan leaves these places and posts alone.
ASKED = (ProposalState.SENT, ProposalState.DISCUSSING, ProposalState.RETURNED)
IS_FREE = (Proposal.state == ProposalState.DRAFT) & (Proposal.author == "matcher") & ~Proposal.is_touched


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
        standing = _standing(session, region_code)
    drafts = draw_up(
        market.needs,
        market.offers,
        market.candidates,
        thresholds=thresholds(settings),
        today=today,
        marks=Marks(pinned=market.pinned, vetoed=market.vetoed),
    )
    _store(database, drafts, today=today, standing=standing, progress=progress)
    return len(drafts)


def _store(
    database: Database,
    drafts: Sequence[Draft],
    *,
    today: date,
    standing: dict[str, list[int]],
    progress: Progress,
) -> None:
    """Write what is new and take back what is left of the last plan, a block at a time."""
    done = 0
    remaining = iter(drafts)
    while block := list(islice(remaining, DRAFTS_A_WRITE)):
        with database.transaction() as session:
            _write(session, block, today=today, standing=standing)
        done += len(block)
        progress(done, len(drafts))
    left = chain.from_iterable(standing.values())
    while ids := list(islice(left, DRAFTS_A_WRITE)):
        with database.transaction() as session:
            _replace(session, ids)


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
            .where(is_asking, column.is_not(None))
            .group_by(column)
        )
        for posting_id, amount in session.execute(statement):
            if posting_id is not None:
                amounts[name, posting_id] = int(amount)
    return amounts


def _less(number: int | None, asked: int) -> int | None:
    return None if number is None else max(0, number - asked)


def _standing(session: Session, region_code: str | None) -> dict[str, list[int]]:
    """Return the ids of the region's drafts that nobody has touched, each under what it says."""
    within = Proposal.region_code.startswith(reach(region_code)) if region_code else true()
    standing: dict[str, list[int]] = {}
    for row in session.scalars(select(Proposal).where(IS_FREE, within)):
        standing.setdefault(_saying(row), []).append(row.id)
    return standing


def _saying(proposal: Proposal) -> str:
    """Return what a draft says, in one line: two drafts that say the same are one.

    The months to graduation in a gate grow fewer by the day; what a gate comes to is what it says.
    """
    programmes = [party.programme_id for party in proposal.parties if party.demand_id is None]
    gates = [(gate["name"], gate["status"]) for gate in proposal.gates]
    told = (versions.snapshot(proposal), programmes, gates, proposal.score, proposal.reasons)
    return json.dumps(told, sort_keys=True)


def _write(session: Session, drafts: Sequence[Draft], *, today: date, standing: dict[str, list[int]]) -> None:
    """Write the drafts that do not stand yet; those that do leave `standing`."""
    programmes = _by_id(session, Programme, (draft.offer_id for draft in drafts))
    demands = _by_id(session, Demand, (need_id for draft in drafts for need_id, _ in draft.shares))
    reasons = _reasons(session, drafts)
    proposals = [_proposal(draft, programmes, demands, reasons, today) for draft in drafts]
    fresh = []
    for proposal in proposals:
        if same := standing.get(_saying(proposal)):
            same.pop()
        else:
            fresh.append(proposal)
    session.add_all(fresh)
    session.flush()  # The versions need the proposals' ids.
    for proposal in fresh:
        versions.keep(session, proposal)
        events.record(session, proposal, "create", actor=SYSTEM)


def _replace(session: Session, ids: Collection[int]) -> None:
    """Take back drafts that the new plan does not hold, unless somebody has touched them meanwhile."""
    mine = select(Proposal).where(IS_FREE, Proposal.id.in_(ids)).with_for_update(of=Proposal)
    for proposal in session.scalars(mine):
        moves.take(session, proposal, Step("replace"), actor=SYSTEM)


def _by_id(session: Session, table: type[P], ids: Iterable[int]) -> dict[int, P]:
    return {row.id: row for row in session.scalars(select(table).where(table.id.in_(set(ids))))}


def _reasons(session: Session, drafts: Sequence[Draft]) -> dict[Pair, Match]:
    ids = {draft.offer_id for draft in drafts}
    wanted = {(need_id, draft.offer_id) for draft in drafts for need_id, _ in draft.shares}
    rows = session.scalars(select(Match).where(Match.programme_id.in_(ids)))
    return {pair: row for row in rows if (pair := (row.demand_id, row.programme_id)) in wanted}


def _proposal(
    draft: Draft,
    programmes: Mapping[int, Programme],
    demands: Mapping[int, Demand],
    reasons: Mapping[Pair, Match],
    today: date,
) -> Proposal:
    programme = programmes[draft.offer_id]
    shared = [(demands[need_id], posts) for need_id, posts in draft.shares]
    matches = [
        reasons[demand.id, programme.id] for demand, _ in shared if (demand.id, programme.id) in reasons
    ]
    school = ProposalParty(
        organization_id=programme.organization_id,
        programme_id=programme.id,
        programme=programme,
        amount=draft.students,
    )
    enterprises = [
        ProposalParty(
            organization_id=demand.organization_id, demand_id=demand.id, demand=demand, amount=posts
        )
        for demand, posts in shared
    ]
    return Proposal(
        kind=draft.kind,
        region_code=programme.region_code or shared[0][0].region_code,
        students=draft.students,
        term_start=next_term(today),
        term_end=programme.graduation_date,
        gives=default_gives(draft.kind, programme, [demand for demand, _ in shared], students=draft.students),
        gates=[asdict(gate) for gate in draft.gates],
        reasons=[reason(match) for match in matches],
        score=draft.score,
        fit=draft.fit,
        note="",
        author="matcher",
        run_id=matches[0].run_id if matches else None,
        is_example=programme.is_example,
        parties=[school, *enterprises],
    )


def next_term(today: date) -> date:
    """Return the first day of the next school term: 1 March or 1 September."""
    terms = (date(today.year, 3, 1), date(today.year, 9, 1), date(today.year + 1, 3, 1))
    return next(day for day in terms if day > today)
