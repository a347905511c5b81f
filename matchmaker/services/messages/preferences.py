"""How often a person wants mail about what, and when the next one is due."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.models import Notification, Preference
from matchmaker.services.working_days import CHINA
from matchmaker.terms import Frequency, Topic

# What waits for somebody's answer is mailed at once; what only informs, once a day.
DEFAULTS: Mapping[Topic, Frequency] = {
    Topic.PROPOSAL: Frequency.AT_ONCE,
    Topic.POSTING: Frequency.DAILY,
    Topic.PARTNERSHIP: Frequency.DAILY,
    Topic.ORGANIZATION: Frequency.AT_ONCE,
    Topic.REMINDER: Frequency.AT_ONCE,
    Topic.SEARCH: Frequency.DAILY,
}
DIGEST = time(8)  # In China; that of a week comes on Monday.
DAY = timedelta(days=1)


def of(session: Session, user_id: int) -> dict[Topic, Frequency]:
    """Return what a person chose, topic by topic."""
    mine = select(Preference.topic, Preference.frequency).where(Preference.user_id == user_id)
    return {**DEFAULTS, **dict(session.execute(mine).all())}


def of_many(session: Session, user_ids: Collection[int], topic: Topic) -> dict[int, Frequency]:
    """Return what each person chose for a topic."""
    theirs = select(Preference.user_id, Preference.frequency).where(
        Preference.user_id.in_(user_ids), Preference.topic == topic
    )
    return {**dict.fromkeys(user_ids, DEFAULTS[topic]), **dict(session.execute(theirs).all())}


def choose(session: Session, user_id: int, chosen: Mapping[Topic, Frequency]) -> None:
    """Keep what a person chose; it holds for what waits to be mailed too."""
    before, moment = of(session, user_id), now()
    for topic, frequency in chosen.items():
        if before[topic] == frequency:
            continue
        session.merge(Preference(user_id=user_id, topic=topic, frequency=frequency))
        mine = (Notification.user_id == user_id) & (Notification.topic == topic)
        waiting = update(Notification).where(mine, Notification.mail_at.is_not(None))
        session.execute(waiting.values(mail_at=due(frequency, moment)))


def due(frequency: Frequency, moment: datetime) -> datetime | None:
    """Return when what happens at a moment is mailed; None for never."""
    if frequency is Frequency.OFF:
        return None
    if frequency is Frequency.AT_ONCE:
        return moment
    local = moment.astimezone(CHINA)
    morning = datetime.combine(local.date(), DIGEST, tzinfo=CHINA)
    if morning <= local:
        morning += DAY
    while frequency is Frequency.WEEKLY and morning.isoweekday() != 1:
        morning += DAY
    return morning.astimezone(moment.tzinfo)
