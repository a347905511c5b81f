"""Let one class of the demo run (示例数据): agreed by its parties, approved, and with a term report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.models import Membership, Partnership, Proposal
from matchmaker.policy import Role, covers
from matchmaker.services import decisions, readings, reviews, working_days
from matchmaker.services.decisions import Ruling
from matchmaker.services.events import Actor
from matchmaker.services.partnerships import partnerships, proposals, terms
from matchmaker.services.partnerships.talks import answers
from matchmaker.services.reports import filing, periods
from matchmaker.services.reports.figures import TermFigures
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import Decision, ProposalState

REASON = "示例数据"
SPARED = 2  # Proposals that stay open: the people of the demo have something to answer.


def run_a_class(session: Session, settings: Settings, *, region_code: str) -> Partnership | None:
    """Carry a sent proposal of the region to a running class; None where too few could spare one.

    Only such a proposal is taken whose parties all have accounts, the one with the lowest score.
    """
    actors = people(session, Role.EDITOR)
    sent = select(Proposal).where(Proposal.state == ProposalState.SENT)
    chosen = [
        proposal
        for proposal in session.scalars(sent.order_by(Proposal.score, Proposal.id))
        if all(covers(region_code, code) for code in proposal.region_codes)
        and proposal.owner_ids <= actors.keys()
    ]
    if len(chosen) <= SPARED:
        return None
    partnership = agree(session, _brought_forward(session, chosen[0], actors, settings), actors)
    _run(session, partnership, actors)
    return partnership


def _brought_forward(
    session: Session, proposal: Proposal, actors: Mapping[int, Actor], settings: Settings
) -> Proposal:
    """Let a party propose that the class begins today: it runs from today on and reports this term."""
    new = replace(terms.of(proposal), term_start=working_days.today())
    actor = actors[min(proposal.owner_ids)]
    return proposals.edit(session, proposal, new, number=proposal.number, actor=actor, settings=settings)


def agree(session: Session, proposal: Proposal, actors: Mapping[int, Actor]) -> Partnership:
    """Let every party say yes to a sent proposal, its authorities approve it, and every party confirm it."""
    parties = sorted(proposal.owner_ids)
    for number in parties:
        about: dict[str, Any] = {
            "organization_id": number,
            "number": proposal.number,
            "actor": actors[number],
        }
        answers.show_interest(session, proposal, **about)
    _approve(session, proposal)
    for number in parties:
        about = {"organization_id": number, "number": proposal.number, "actor": actors[number]}
        answers.confirm(session, proposal, **about)
    session.flush()  # The last confirmation founded the partnership.
    return session.scalars(select(Partnership).where(Partnership.proposal_id == proposal.id)).one()


def _approve(session: Session, proposal: Proposal) -> None:
    """Let everyone who has to read it take and approve it; a rule that wants a reason gets one."""
    reviewers = people(session, Role.REVIEWER)
    for review in reviews.open_of(session, proposal):
        able = sorted(reviewers.keys() & set(readings.authority_ids(session, review)))
        reviewer = reviewers[able[0]]
        reviews.take(session, review, actor=reviewer)
        session.flush()  # Taking makes a new version, which the decision refers to.
        ruling = Ruling(Decision.APPROVE, REASON)
        decisions.decide(session, review, ruling, version=review.version, actor=reviewer)


def _run(session: Session, partnership: Partnership, actors: Mapping[int, Actor]) -> None:
    """Start the class and file the report of the present term; the enterprise has not checked it yet."""
    school_id = min(partnership.side(OrganizationKind.SCHOOL))
    actor = actors[school_id]
    partnerships.start(session, partnership, actor=actor)
    students = partnership.proposal.students
    figures = TermFigures(students, class_hours=480, practice_hours=264, school_teachers=4, note=REASON)
    term = periods.term_of(working_days.today())
    filing.file(session, partnership, term, figures, organization_id=school_id, actor=actor)


def people(session: Session, role: Role) -> dict[int, Actor]:
    """Return somebody who acts for each organization in the role."""
    found = select(Membership).where(Membership.role == role).order_by(Membership.id.desc())
    return {row.organization_id: Actor(row.user_id) for row in session.scalars(found)}
