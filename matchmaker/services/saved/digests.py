"""Tell what saved filters find anew: each hit once, however often this runs and whatever is killed."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import and_, insert, or_, select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.models import SavedFilter, SavedHit, User
from matchmaker.services.messages import notifications
from matchmaker.services.messages.notifications import Message
from matchmaker.services.people import sessions
from matchmaker.services.saved import hits
from matchmaker.services.working_days import CHINA
from matchmaker.terms import Frequency, Topic

BATCH = 10  # Filters that are looked through in one transaction: on SQLite nobody else writes meanwhile.

logger = logging.getLogger(__name__)


def tell(session: Session) -> int:
    """Look through the filters that are due and tell of what is new; return how many had anything.

    What was found is noted in the transaction of the notification that tells of it, so that nothing is told
    twice; a filter is taken by one worker at a time.
    """
    today = day_of(now())
    monday = today - timedelta(days=today.weekday())
    is_due = or_(
        and_(SavedFilter.frequency == Frequency.DAILY, SavedFilter.looked_on < today),
        and_(SavedFilter.frequency == Frequency.WEEKLY, SavedFilter.looked_on < monday),
    )
    due = select(SavedFilter).where(is_due).order_by(SavedFilter.id).limit(BATCH)
    taken = session.scalars(due.with_for_update(skip_locked=True)).all()
    return sum(_try(session, saved, today) for saved in taken)


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


def _try(session: Session, saved: SavedFilter, today: date) -> bool:
    """Tell of one filter; one that cannot be looked through waits for its next day and holds up no other."""
    try:
        with session.begin_nested():
            return _tell(session, saved, today)
    except Exception:
        logger.exception("saved filter failed", extra={"saved_filter_id": saved.id})
        saved.looked_on = today
        return False


def _tell(session: Session, saved: SavedFilter, today: date) -> bool:
    user = session.get_one(User, saved.user_id)
    fresh = note_seen(session, saved, hits.of(session, saved, sessions.identify(session, user)))
    saved.looked_on = today
    if fresh and user.is_active:
        about, key = (SavedFilter.__tablename__, saved.id), f"saved:{saved.id}:{today}"
        values = {"name": saved.name, "count": len(fresh)}
        notifications.note(session, [user.id], Message("saved_hits", Topic.SEARCH, about, key, values))
    return bool(fresh)
