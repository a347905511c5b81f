"""What saved filters find now, as far as the person may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from matchmaker.models import SavedFilter
from matchmaker.policy import Identity, Permission, permits
from matchmaker.services.matches import lists
from matchmaker.services.people import standings
from matchmaker.services.postings import queries
from matchmaker.services.search import filters, finding, places
from matchmaker.terms import SavedPage, Side

Hits = list[str]


def of(session: Session, saved: SavedFilter, identity: Identity) -> Hits:
    """Return the keys of all that is found; none of what the person may no longer see."""
    return FIND[saved.page](session, saved, identity)


def _of_search(session: Session, saved: SavedFilter, identity: Identity) -> Hits:
    side = Side(saved.values["side"])
    mine = standings.find(session, identity).posts_for
    near = places.origin(session, mine, saved.values.get("region", ""))
    criteria = filters.read(side, saved.values, near=near)
    return [f"{side}:{number}" for number in finding.newest(session, criteria)]


def _of_posting(session: Session, saved: SavedFilter, identity: Identity) -> Hits:
    posting = queries.one(session, Side(saved.page), saved.posting_id)
    if not permits(identity, Permission.MATCH_READ, posting):
        return []
    pairs = lists.pairs_of_posting(session, posting, identity, lists.read(saved.values))
    return [f"pair:{programme_id}:{demand_id}" for programme_id, demand_id in pairs]


def _of_region(session: Session, saved: SavedFilter, identity: Identity) -> Hits:
    if not permits(identity, Permission.MATCH_READ):
        return []
    pairs = lists.pairs_of_region(session, identity, lists.read(saved.values))
    return [f"pair:{programme_id}:{demand_id}" for programme_id, demand_id in pairs]


FIND: Mapping[SavedPage, Callable[[Session, SavedFilter, Identity], Hits]] = {
    SavedPage.SEARCH: _of_search,
    SavedPage.PROGRAMMES: _of_posting,
    SavedPage.DEMANDS: _of_posting,
    SavedPage.REGION: _of_region,
}
