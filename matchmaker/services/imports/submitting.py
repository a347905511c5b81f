"""What came of an upload, handed in for review together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.errors import translatable
from matchmaker.models import Upload
from matchmaker.services.events import Actor
from matchmaker.services.imports.uploads import TABLES
from matchmaker.services.postings import drafts, moves
from matchmaker.workflow import PostingState

SUBMITTED_AT_ONCE = 500
SKILLS = translatable("技能")


@dataclass(frozen=True, slots=True)
class Gap:
    """A draft that stays behind when the others are handed in, and the words for what it lacks."""

    posting: drafts.Row
    words: tuple[str, ...]


def waiting(session: Session, upload: Upload) -> int:
    """Count the rows of an upload that are still drafts."""
    return session.scalar(_drafts(upload).with_only_columns(func.count())) or 0


def gaps(session: Session, upload: Upload) -> list[Gap]:
    """Return the drafts that lack something."""
    model = TABLES[upload.side].model
    found = (
        Gap(posting, _lacking(posting)) for posting in session.scalars(_drafts(upload).order_by(model.id))
    )
    return [gap for gap in found if gap.words]


def _lacking(posting: drafts.Row) -> tuple[str, ...]:
    return (*drafts.missing(posting).values(), *(() if moves.names_skills(posting) else (SKILLS,)))


def submit(session: Session, upload: Upload, *, actor: Actor, days: int = Settings.posting_days) -> int:
    """Hand in the drafts of an upload that are complete, and return how many: at most `SUBMITTED_AT_ONCE`.

    The others stay drafts, those too about which their owner should be asked first.
    """
    postings = session.scalars(_drafts(upload).order_by(TABLES[upload.side].model.id))
    sound = (posting for posting in postings.all() if not drafts.missing(posting))
    count = 0
    for posting in sound:
        if count == SUBMITTED_AT_ONCE:
            break
        if moves.doubts(session, posting):
            continue
        moves.act(session, posting, "submit", actor=actor, days=days)
        count += 1
    return count


def _drafts(upload: Upload) -> Select[Any]:
    model = TABLES[upload.side].model
    return select(model).where(
        model.source_key.in_(upload.keys),
        model.organization_id == upload.organization_id,
        model.state == PostingState.DRAFT,
    )
