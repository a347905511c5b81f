"""Make the embedded deployment ready: schema, reference lists and, the first time, the demo."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from matchmaker.config import Settings
from matchmaker.db import Database, now
from matchmaker.models import User
from matchmaker.services.partnerships import planning
from matchmaker.services.partnerships.matchmaking import Matcher
from matchmaker.services.upkeep import catalogue, demo, schema

Tell = Callable[[str], None]


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
    return is_demo
