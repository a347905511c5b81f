"""Save filters under a name, change how they are told of, and remove them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.errors import UserError, translatable
from matchmaker.models import Notification, SavedFilter, SavedHit
from matchmaker.policy import Identity
from matchmaker.services.saved import digests, hits
from matchmaker.services.search.counting import MOST
from matchmaker.terms import Frequency, SavedPage

MOST_SAVED = 30  # A person's; each is looked through every day.


class TooManySavedError(UserError):
    """A person has saved enough."""

    def __init__(self) -> None:
        super().__init__(translatable("最多保存 %(most)s 组条件，请先删除不用的。"), most=MOST_SAVED)


class NameTakenError(UserError):
    """Two filters of a person would bear one name."""

    def __init__(self) -> None:
        super().__init__(translatable("已有同名的条件，请换一个名称。"))


class TooWideError(UserError):
    """So much is found that what is new could not be told from what was there."""

    def __init__(self) -> None:
        super().__init__(translatable("符合条件的超过 %(most)s 条，请先缩小范围，再设置提醒。"), most=MOST)


@dataclass(frozen=True, slots=True)
class Place:
    """The page that filters belong to, and the filters as its address tells them."""

    page: SavedPage
    values: Mapping[str, str]
    posting_id: int | None = None


def mine(session: Session, user_id: int) -> Sequence[SavedFilter]:
    """Return a person's saved filters, by name."""
    statement = select(SavedFilter).where(SavedFilter.user_id == user_id)
    return session.scalars(statement.order_by(SavedFilter.name)).all()


def one(session: Session, user_id: int, saved_id: int) -> SavedFilter:
    """Return one of a person's saved filters; raise NoResultFound when it is another's."""
    owned = (SavedFilter.id == saved_id, SavedFilter.user_id == user_id)
    return session.scalars(select(SavedFilter).where(*owned)).one()


def known(session: Session, identity: Identity, place: Place) -> SavedFilter | None:
    """Return what a person has saved of this very place; None: nothing yet."""
    for saved in session.scalars(select(SavedFilter).where(SavedFilter.user_id == identity.user_id)):
        if (saved.page, saved.posting_id, saved.values) == (place.page, place.posting_id, dict(place.values)):
            return saved
    return None


def save(
    session: Session, identity: Identity, place: Place, *, name: str, frequency: Frequency
) -> SavedFilter:
    """Save filters, once: those that are known change their name and how often they are told of.

    Raises NameTakenError, TooManySavedError or TooWideError.
    """
    saved = known(session, identity, place) or _add(session, identity, place, name)
    return change(session, identity, saved, name=name, frequency=frequency)


def change(
    session: Session, identity: Identity, saved: SavedFilter, *, name: str, frequency: Frequency
) -> SavedFilter:
    """Rename filters and choose how often to be told; what is there when that begins is not news."""
    _check_name(session, saved, name)
    if frequency is not Frequency.OFF and saved.looked_on is None:
        found = hits.of(session, saved, identity)
        if len(found) >= MOST:
            raise TooWideError
        digests.note_seen(session, saved, found)
        saved.looked_on = digests.day_of(now())
    elif frequency is Frequency.OFF:
        saved.looked_on = None
    saved.name, saved.frequency = name, frequency
    return saved


def remove(session: Session, saved: SavedFilter) -> None:
    """Forget saved filters, what they have found, and the news of it, which would lead nowhere."""
    is_about = (Notification.subject_type == SavedFilter.__tablename__, Notification.subject_id == saved.id)
    session.execute(delete(Notification).where(*is_about))
    session.execute(delete(SavedHit).where(SavedHit.saved_filter_id == saved.id))
    session.delete(saved)


def _add(session: Session, identity: Identity, place: Place, name: str) -> SavedFilter:
    count = select(func.count()).where(SavedFilter.user_id == identity.user_id)
    if (session.scalar(count) or 0) >= MOST_SAVED:
        raise TooManySavedError
    saved = SavedFilter(
        user_id=identity.user_id,
        name=name,
        page=place.page,
        posting_id=place.posting_id,
        values=dict(place.values),
        frequency=Frequency.OFF,
    )
    _check_name(session, saved, name)
    session.add(saved)
    session.flush()  # Its hits need its number.
    return saved


def _check_name(session: Session, saved: SavedFilter, name: str) -> None:
    same = select(SavedFilter.id).where(
        SavedFilter.user_id == saved.user_id, SavedFilter.name == name, SavedFilter.id != (saved.id or 0)
    )
    if session.scalar(same) is not None:
        raise NameTakenError
