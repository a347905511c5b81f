"""The planner's drafts as proposals: those that a new plan holds too stay, the others make way."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from itertools import chain, islice, starmap
from typing import TypeVar

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from matchmaker.db import Database
from matchmaker.matching.planning.board import Draft
from matchmaker.models import Demand, Match, Programme, Proposal, ProposalParty
from matchmaker.policy import reach
from matchmaker.services import events
from matchmaker.services.events import SYSTEM
from matchmaker.services.jobs import Progress
from matchmaker.services.partnerships import moves, versions
from matchmaker.services.partnerships.gives import default_gives
from matchmaker.services.partnerships.judgments import reason
from matchmaker.services.partnerships.moves import Step
from matchmaker.workflow import ProposalState

P = TypeVar("P", Programme, Demand)
Pair = tuple[int, int]  # Demand, programme.
Standing = dict[str, list[int]]  # The ids of drafts under what they say.

DRAFTS_A_WRITE = 200
IS_FREE = (Proposal.state == ProposalState.DRAFT) & (Proposal.author == "matcher") & ~Proposal.is_touched


def standing(session: Session, region_code: str | None) -> Standing:
    """Return the ids of the region's drafts that nobody has touched, each under what it says."""
    within = Proposal.region_code.startswith(reach(region_code)) if region_code else true()
    found: Standing = {}
    for row in session.scalars(select(Proposal).where(IS_FREE, within)):
        found.setdefault(_saying(row), []).append(row.id)
    return found


def store(
    database: Database,
    drafts: Sequence[Draft],
    *,
    today: date,
    standing: Standing,
    progress: Progress,
) -> None:
    """Write what is new of a plan and take back what is left of the last plan, a block at a time."""
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


def _saying(proposal: Proposal) -> str:
    """Return what a draft says, in one line: two drafts that say the same are one.

    The months to graduation in a gate grow fewer by the day; what a gate comes to is what it says.
    """
    programmes = [programme.id for programme in proposal.programmes]
    gates = [(gate["name"], gate["status"]) for gate in proposal.gates]
    told = (versions.snapshot(proposal), programmes, gates, proposal.score, proposal.reasons)
    return json.dumps(told, sort_keys=True)


def _write(session: Session, drafts: Sequence[Draft], *, today: date, standing: Standing) -> None:
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
        parties=[ProposalParty.of(programme, draft.students), *starmap(ProposalParty.of, shared)],
    )


def next_term(today: date) -> date:
    """Return the first day of the next school term: 1 March or 1 September."""
    terms = (date(today.year, 3, 1), date(today.year, 9, 1), date(today.year + 1, 3, 1))
    return next(day for day in terms if day > today)
