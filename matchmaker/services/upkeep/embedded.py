"""Make the embedded deployment ready: schema, reference lists and, the first time, the demo."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import Database
from matchmaker.models import Membership, Proposal, User
from matchmaker.policy import reach
from matchmaker.services.events import SYSTEM
from matchmaker.services.matches.matchmaking import Matcher
from matchmaker.services.partnerships import planning, proposals
from matchmaker.services.upkeep import alumni, catalogue, demo, schema, showcase
from matchmaker.services.working_days import today
from matchmaker.workflow import ProposalState

Tell = Callable[[str], None]
SENT_IN = ("410100", "371300")  # The regions whose reviewers have an account in the demo.
SENT = 6


def prepare(database: Database, settings: Settings, *, has_demo: bool, tell: Tell) -> bool:
    """Bring the database up to date; fill an empty one with the demo, matched and planned.

    Returns whether the demo's accounts can sign in.
    """
    schema.migrate(database)
    with database.transaction() as session:
        catalogue.load(session)
        is_empty = session.scalar(select(User.id).limit(1)) is None
        if is_empty and has_demo:
            tell("demo")
            demo.load(session, today=today())
        is_demo = demo.is_loaded(session)
    if is_empty and has_demo:
        tell("match")
        Matcher(database, settings).match_all(lambda _done, _total: None)
        tell("plan")
        planning.plan(
            database, settings, region_code=None, today=today(), progress=lambda _done, _total: None
        )
        with database.transaction() as session:
            _send_some(session, settings)
            showcase.run_a_class(session, settings, region_code=SENT_IN[0])
            alumni.archive_classes(session, settings)
    return is_demo


def _send_some(session: Session, settings: Settings) -> None:
    """Send drafts of each demo authority for people to answer: the best of each kind, then others.

    Those go first whose parties have accounts.
    """
    answering = set(session.scalars(select(Membership.organization_id)))

    def rank(draft: Proposal) -> tuple[int, float]:
        return len({party.organization_id for party in draft.parties} - answering), -draft.score

    for region_code in SENT_IN:
        within = Proposal.region_code.startswith(reach(region_code))
        drafts = session.scalars(select(Proposal).where(Proposal.state == ProposalState.DRAFT, within)).all()
        ranked = sorted(drafts, key=rank)
        best = {draft.kind: draft for draft in reversed(ranked)}.values()
        others = [draft for draft in ranked if draft not in best]
        for proposal in [*best, *others][: len(best) + SENT]:
            proposals.send(session, proposal, number=proposal.number, actor=SYSTEM, settings=settings)
