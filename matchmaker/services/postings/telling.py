"""What the owner of a posting is told when somebody else, or the clock, has moved it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from matchmaker.models import Event
from matchmaker.services.messages import notifications
from matchmaker.services.postings.drafts import Row

TOLD = frozenset({"approve", "return", "reject", "take_down", "expire", "key_in", "pause_silent"})


def tell_owner(session: Session, posting: Row, event: Event) -> None:
    """Tell the posting's organization of an event that it did not cause itself."""
    if event.action not in TOLD:
        return
    notifications.tell(
        session,
        event,
        organization_ids=[posting.organization_id],
        name=f"posting_{event.action}",
        values={"title": posting.title},
    )
