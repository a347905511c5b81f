"""The link in a reminder with which a posting stays on the market, without signing in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.errors import UserError, translatable
from matchmaker.models import Demand, Membership, Programme, User
from matchmaker.policy import Role
from matchmaker.services.events import Actor
from matchmaker.services.postings import moves
from matchmaker.services.working_days import CHINA
from matchmaker.workflow import POSTING

TABLES: Mapping[str, type[Any]] = {table.__tablename__: table for table in (Programme, Demand)}


class SpentRenewalError(UserError):
    """The link was used, or its posting or its reader have moved on; which of them is not told."""

    status = 410

    def __init__(self) -> None:
        super().__init__(translatable("链接无效或已使用过，请登录后在“我的发布”中续期。"))


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a link stands for: a posting, the step that keeps it on the market, and who was sent the link."""

    posting: Programme | Demand
    action: str
    user_id: int


def token(settings: Settings, *, noun: str, posting_id: int, user_id: int, day: str) -> str:
    """Sign the link of one person to one posting that ends on a day; another end makes it worthless."""
    return _signer(settings).dumps([noun, posting_id, user_id, day])


def read(session: Session, text: str, settings: Settings) -> Renewal:
    """Return what a link stands for; raise SpentRenewalError."""
    try:
        noun, posting_id, user_id, day = _signer(settings).loads(text)
    except (BadSignature, UnicodeError, ValueError):
        raise SpentRenewalError from None
    posting: Programme | Demand = session.get_one(TABLES[noun], posting_id)
    ends = posting.expires_at and posting.expires_at.astimezone(CHINA).date().isoformat()
    action = next((one for one in ("extend", "renew") if one in POSTING.actions(posting.state)), None)
    if action is None or ends != day or not _may_edit(session, posting, user_id):
        raise SpentRenewalError
    return Renewal(posting, action, user_id)


def use(session: Session, text: str, settings: Settings, *, request_id: str) -> Programme | Demand:
    """Keep the posting on the market for its usual time, in the name of whom the link was sent to."""
    found = read(session, text, settings)
    actor = Actor(found.user_id, request_id)
    moves.act(session, found.posting, found.action, actor=actor, days=settings.posting_days)
    return found.posting


def _may_edit(session: Session, posting: Programme | Demand, user_id: int) -> bool:
    mine = (
        (Membership.user_id == user_id)
        & (Membership.organization_id == posting.organization_id)
        & (Membership.role == Role.EDITOR)
    )
    return session.scalar(select(User.id).join(Membership).where(mine, User.is_active)) is not None


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key, salt="renewal")
