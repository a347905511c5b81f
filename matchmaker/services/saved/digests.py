"""Tell what saved filters find anew: each hit once, however often this runs and whatever is killed."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, insert, or_, select
from sqlalchemy.orm import Session

from matchmaker.db import Database, now
from matchmaker.models import SavedFilter, SavedHit, User
from matchmaker.services.messages import notifications
from matchmaker.services.messages.notifications import Message
from matchmaker.services.people import sessions
from matchmaker.services.saved import hits
from matchmaker.services.working_days import CHINA
from matchmaker.terms import Frequency, Topic

BATCH = 10  # Filters a turn of the timetable, which has other things to do as well.

logger = logging.getLogger(__name__)


def tell(database: Database) -> None:
    """Look through the filters that are due and tell of what is new.

    Looking takes long and keeps nobody from writing. What was found is noted in the transaction of the
    notification that tells of it, so that nothing is told twice, and a filter is told of by one worker only.
    """
    today = day_of(now())
    with database.reading() as session:
        due = select(SavedFilter.id).where(_is_due(today)).order_by(SavedFilter.id).limit(BATCH)
        waiting = session.scalars(due).all()
    for saved_id in waiting:
        found = _look(database, saved_id)
        with database.transaction() as session:
            _tell(session, saved_id, found, today)


def note_seen(session: Session, saved: SavedFilter, found: Collection[str]) -> list[str]:
    """Note what was found; return what was not noted before."""
    seen = set(session.scalars(select(SavedHit.hit).where(SavedHit.saved_filter_id == saved.id)))
    fresh = [hit for hit in found if hit not in seen]
    if fresh:
        session.execute(insert(SavedHit), [{"saved_filter_id": saved.id, "hit": hit} for hit in fresh])
    return fresh


def day_of(moment: datetime) -> date:
    """Return the day in China."""
    return moment.astimezone(CHINA).date()


def _is_due(today: date) -> ColumnElement[bool]:
    monday = today - timedelta(days=today.weekday())
    return or_(
        and_(SavedFilter.frequency == Frequency.DAILY, SavedFilter.looked_on < today),
        and_(SavedFilter.frequency == Frequency.WEEKLY, SavedFilter.looked_on < monday),
    )


def _look(database: Database, saved_id: int) -> hits.Hits:
    """Return what a filter finds; one that cannot be looked through finds nothing until its next day.

    Its owner may have removed it since it was listed: then nothing failed, and there is nothing to find.
    """
    try:
        with database.reading() as session:
            saved = session.get(SavedFilter, saved_id)
            if saved is None:
                return []
            user = session.get_one(User, saved.user_id)
            return hits.of(session, saved, sessions.identify(session, user))
    except Exception:
        logger.exception("saved filter failed", extra={"saved_filter_id": saved_id})
        return []


def _tell(session: Session, saved_id: int, found: hits.Hits, today: date) -> None:
    """Note and tell, unless the filter was removed, turned off or told of meanwhile."""
    still = select(SavedFilter).where(SavedFilter.id == saved_id, _is_due(today)).with_for_update()
    saved = session.scalars(still).one_or_none()
    if saved is None:
        return
    fresh = note_seen(session, saved, found)
    saved.looked_on = today
    if fresh and session.get_one(User, saved.user_id).is_active:
        about, key = (SavedFilter.__tablename__, saved.id), f"saved:{saved.id}:{today}"
        values = {"name": saved.name, "count": len(fresh)}
        notifications.note(session, [saved.user_id], Message("saved_hits", Topic.SEARCH, about, key, values))
