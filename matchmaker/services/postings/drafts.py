"""Postings while they are written, the same on both sides: created, edited, copied, checked for gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.errors import StaleError, UserError, translatable
from matchmaker.models import Demand, LedgerEntry, Organization, Programme
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.postings import rematching
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import POSTING, PostingState

Row = Programme | Demand
P = TypeVar("P", bound=Row)
Values = Mapping[str, Any]

SIDES: Mapping[type[Any], OrganizationKind] = {
    Programme: OrganizationKind.SCHOOL,
    Demand: OrganizationKind.ENTERPRISE,
}
# What a reader needs before a posting is worth a review; everything else may stay 待补充.
REQUIRED: Mapping[type[Row], Mapping[str, str]] = {
    Programme: {
        "title": translatable("名称"),
        "major_code": translatable("所属专业"),
        "level": translatable("层次"),
        "places": translatable("学位数"),
        "region_code": translatable("所在地区"),
        "contact_name": translatable("联系人"),
        "contact_phone": translatable("联系电话或邮箱"),
    },
    Demand: {
        "title": translatable("岗位名称"),
        "occupation_code": translatable("职业"),
        "headcount": translatable("人数"),
        "region_code": translatable("所在地区"),
        "contact_name": translatable("联系人"),
        "contact_phone": translatable("联系电话或邮箱"),
    },
}


class IncompleteError(UserError):
    """Something that a reader needs is not filled in."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__(translatable("还缺少必填内容：%(names)s。"), names=tuple(names.values()))
        self.fields = tuple(names)


class WrongSideError(UserError):
    """Schools post programmes and enterprises post demands, not the other way round."""

    def __init__(self) -> None:
        super().__init__(translatable("学校只能发布专业供给，企业只能发布用人需求。"))


class HeldError(UserError):
    """The number would fall below what proposals already hold."""

    def __init__(self, held: int) -> None:
        super().__init__(translatable("合作方案已占用 %(held)s 个名额，人数不能少于这个数。"), held=held)
        self.held = held


def missing(posting: Row) -> dict[str, str]:
    """Return the required fields that are empty, by name with their Chinese word."""
    gaps = {}
    for name, word in REQUIRED[type(posting)].items():
        value = getattr(posting, name)
        if name == "contact_phone":
            value = value or posting.contact_email
        if value in (None, ""):
            gaps[name] = word
    return gaps


def require_complete(posting: Row) -> None:
    """Raise IncompleteError unless a reader would find what they need."""
    gaps = missing(posting)
    if gaps:
        raise IncompleteError(gaps)


def create(
    session: Session, model: type[P], *, organization_id: int, values: Values, actor: Actor, key: str = ""
) -> P:
    """Add a draft for an organization of the right side.

    The same key is the same form sent twice: it makes one draft, with what was sent last.
    """
    organization = session.get_one(Organization, organization_id)
    if organization.kind is not SIDES[model]:
        raise WrongSideError
    source_key = f"form:{organization_id}:{key}" if key else None
    made = select(model).where(model.source_key == source_key)
    if source_key and (found := session.scalar(made)) is not None:
        if found.state is PostingState.DRAFT:
            edit(session, found, values=values, version=found.version, actor=actor)
        return found
    posting = model(
        organization_id=organization_id, title="", state=PostingState.DRAFT, source_key=source_key
    )
    changes = events.apply(posting, values)
    try:
        with session.begin_nested():
            session.add(posting)
    except IntegrityError:  # The same form arrived in this very moment.
        return session.scalars(made).one()
    events.record(session, posting, "create", actor=actor, changes=changes)
    return posting


def edit(session: Session, posting: Row, *, values: Values, version: int, actor: Actor) -> None:
    """Change a posting that the user saw in `version`; what is on the market is matched again.

    Raises StaleError, IncompleteError when a required value would vanish from a posting that was complete
    in it and is past its review, HeldError when the number would fall below what proposals hold.
    """
    if posting.version != version:
        raise StaleError
    state = POSTING.move(posting.state, "edit")
    was_missing = missing(posting)
    capacity = "places" if isinstance(posting, Programme) else "headcount"
    if capacity in values:  # Who saves the number stands behind it, changed or not.
        values = {**values, f"is_{capacity}_assumed": False}
    changes = events.apply(posting, values)
    if not changes:
        return
    if state in {PostingState.PUBLISHED, PostingState.PAUSED}:
        _keep_complete(posting, was_missing)
    if capacity in changes:
        _keep_held(session, posting)
    posting.state = state
    events.record(session, posting, "edit", actor=actor, changes=changes)
    if state is PostingState.PUBLISHED:
        rematching.request(session, posting, actor=actor)


def copy(session: Session, posting: P, *, fields: tuple[str, ...], actor: Actor) -> P:
    """Add a draft with the same content."""
    model = type(posting)
    draft = model(organization_id=posting.organization_id, state=PostingState.DRAFT)
    events.apply(draft, {name: getattr(posting, name) for name in fields})
    draft.is_example = posting.is_example
    session.add(draft)
    events.record(session, draft, "create", actor=actor, changes={"copied_from": (None, posting.id)})
    return draft


def _keep_complete(posting: Row, was_missing: Mapping[str, str]) -> None:
    gaps = {name: word for name, word in missing(posting).items() if name not in was_missing}
    if gaps:
        raise IncompleteError(gaps)


def _keep_held(session: Session, posting: Row) -> None:
    """Refuse a number below what is held; the row's lock keeps a reservation from slipping in between."""
    model = type(posting)
    column = LedgerEntry.programme_id if model is Programme else LedgerEntry.demand_id
    with session.no_autoflush:
        session.execute(select(model.id).where(model.id == posting.id).with_for_update())
        held = session.scalar(select(func.sum(LedgerEntry.amount)).where(column == posting.id)) or 0
    if posting.capacity is not None and posting.capacity < held:
        raise HeldError(held)
