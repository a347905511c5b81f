"""Matches follow the postings: asked for anew after a change, removed when a posting leaves the market."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from matchmaker.models import Demand, Match, Programme
from matchmaker.services import jobs
from matchmaker.services.events import Actor

Row = Programme | Demand


def request(session: Session, posting: Row, *, actor: Actor) -> None:
    """Queue the matching of one posting against the other side."""
    session.flush()  # A new posting gets its id from the database.
    name = posting.__tablename__
    payload = {f"{name}_id": posting.id}
    jobs.enqueue(
        session, name="match", key=f"match:{name}:{posting.id}", payload=payload, user_id=actor.user_id
    )


def forget(session: Session, posting: Row) -> None:
    """Remove the matches of a posting that is no longer offered."""
    column = Match.programme_id if isinstance(posting, Programme) else Match.demand_id
    session.execute(
        delete(Match).where(column == posting.id), execution_options={"synchronize_session": "fetch"}
    )
