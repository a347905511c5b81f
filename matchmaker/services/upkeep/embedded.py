"""Make the embedded deployment ready: schema, reference lists and, the first time, the demo."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import Database, now
from matchmaker.models import User
from matchmaker.services.events import SYSTEM
from matchmaker.services.partnerships import planning, plans, proposals
from matchmaker.services.partnerships.matchmaking import Matcher
from matchmaker.services.upkeep import catalogue, demo, schema

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
            demo.load(session, today=now().date())
        is_demo = demo.is_loaded(session)
    if is_empty and has_demo:
        tell("match")
        Matcher(database, settings).match_all(lambda _done, _total: None)
        tell("plan")
        planning.plan(
            database, settings, region_code=None, today=now().date(), progress=lambda _done, _total: None
        )
        with database.transaction() as session:
            _send_some(session, settings)
    return is_demo


def _send_some(session: Session, settings: Settings) -> None:
    """Send each demo authority's best drafts, so that the demo's parties have something to answer."""
    for region_code in SENT_IN:
        for proposal in plans.drafts(session, {region_code}).items[:SENT]:
            proposals.send(session, proposal, number=proposal.number, actor=SYSTEM, settings=settings)
