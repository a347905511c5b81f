"""Scans of the signed agreement: handed in by each party, kept for good, and which are still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.errors import UserError, translatable
from matchmaker.models import AgreementScan, Organization, Partnership
from matchmaker.policy import NotPermittedError, Permission
from matchmaker.services import events
from matchmaker.services.agreements import storage
from matchmaker.services.events import Actor
from matchmaker.services.messages import notifications
from matchmaker.services.partnerships import moves

MEGABYTE = 1024 * 1024
MOST = 20  # Scans of one partnership.


class TooLargeError(UserError):
    """The file is larger than the deployment allows."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(translatable("文件超过 %(limit)s MB，请压缩或分成几份后再上传。"), limit=megabytes)


class TooManyError(UserError):
    """The partnership has as many scans as it may."""

    def __init__(self) -> None:
        super().__init__(translatable("一个合作项目最多保存 %(limit)s 份扫描件。"), limit=MOST)


@dataclass(frozen=True, slots=True)
class Signatures:
    """What was handed in of the version that stands, and by whom it was not yet."""

    scans: Sequence[AgreementScan]
    missing: tuple[Organization, ...]


def upload(
    session: Session,
    partnership: Partnership,
    content: bytes,
    *,
    organization_id: int,
    actor: Actor,
    settings: Settings,
) -> AgreementScan:
    """Keep a scan for a party; the same file of the same party once, however often it is sent.

    Raises NotPermittedError, TooLargeError, TooManyError and what `storage` raises.
    """
    if organization_id not in partnership.owner_ids:
        raise NotPermittedError(Permission.AGREEMENT_SIGN)
    if len(content) > settings.scan_megabytes * MEGABYTE:
        raise TooLargeError(settings.scan_megabytes)
    media_type = storage.recognize(content)
    proposal = moves.lock(session, partnership.proposal)  # A second press of the button waits here.
    mine = select(AgreementScan).where(AgreementScan.partnership_id == partnership.id)
    name = storage.name_of(content)
    same = (AgreementScan.organization_id == organization_id) & (AgreementScan.sha256 == name)
    found = session.scalar(mine.where(same))
    if found is None and (session.scalar(select(func.count()).select_from(mine.subquery())) or 0) >= MOST:
        raise TooManyError
    storage.keep(settings.scans_dir, content)  # Once more where it is known: a lost file comes back.
    if found is not None:
        return found
    scan = AgreementScan(
        partnership_id=partnership.id,
        organization_id=organization_id,
        number=proposal.number,
        sha256=name,
        size=len(content),
        media_type=media_type,
        user_id=actor.user_id,
    )
    session.add(scan)
    _record(session, partnership, scan, actor=actor)
    return scan


def of_partnership(session: Session, partnership: Partnership) -> Signatures:
    """Return the scans, the latest first, and the parties that have handed in none."""
    statement = select(AgreementScan).where(AgreementScan.partnership_id == partnership.id)
    found = session.scalars(statement.order_by(AgreementScan.id.desc())).all()
    have = {scan.organization_id for scan in found}
    parties = {party.organization_id: party.organization for party in partnership.proposal.parties}
    return Signatures(found, tuple(one for key, one in parties.items() if key not in have))


def _record(session: Session, partnership: Partnership, scan: AgreementScan, *, actor: Actor) -> None:
    changes = {"scan": ("", scan.sha256), "scan_size": (0, scan.size)}
    event = events.record(session, partnership, "upload_scan", actor=actor, changes=changes)
    notifications.tell(
        session,
        event,
        organization_ids=sorted(partnership.owner_ids - {scan.organization_id}),
        name="scan_uploaded",
        values={"kind": partnership.proposal.kind.value},
    )
