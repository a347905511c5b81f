"""What an agreement says: parties, numbers, term, duties, who gives what, checklist, version and its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.errors import UserError, translatable
from matchmaker.models import Proposal, ProposalParty
from matchmaker.services.agreements import checklists
from matchmaker.services.agreements.checklists import Check
from matchmaker.services.agreements.clauses import CLAUSES, SHARED
from matchmaker.services.partnerships import versions
from matchmaker.services.partnerships.gives import PERCENT
from matchmaker.services.working_days import CHINA
from matchmaker.terms import Kind, OrganizationKind
from matchmaker.workflow import ProposalState

READY = frozenset({ProposalState.APPROVED, ProposalState.AGREED})
OPEN = "待补充"
SIDES: Mapping[str, str] = {OrganizationKind.SCHOOL: "甲方", OrganizationKind.ENTERPRISE: "乙方"}
DIGITS = "一二三四五六七八九十"


class NotReadyError(UserError):
    """The authority has not approved the proposal, or it has come to nothing."""

    status = 409

    def __init__(self) -> None:
        super().__init__(translatable("方案通过审核后才能生成协议。"))


@dataclass(frozen=True, slots=True)
class Party:
    """One who signs."""

    role: str
    name: str
    code: str
    address: str
    posting: str
    amount: str
    contact: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A row of who gives what to whom."""

    giver: str
    item: str
    amount: str
    receiver: str


@dataclass(frozen=True, slots=True)
class Version:
    """Which version an agreement was made of; the digest changes with every word of it."""

    number: int
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything that both documents print, in the order in which they print it."""

    code: str
    title: str
    is_confirmed: bool  # Every party stands behind this version.
    is_example: bool
    parties: tuple[Party, ...]
    purpose: str
    facts: tuple[tuple[str, str], ...]
    school_duties: tuple[str, ...]
    enterprise_duties: tuple[str, ...]
    shared_duties: tuple[str, ...]
    exchanges: tuple[Exchange, ...]
    note: str
    checks: tuple[Check, ...]
    version: Version


def of(session: Session, proposal: Proposal) -> Agreement:
    """Return the agreement of the version that stands; raise NotReadyError before its approval."""
    if proposal.state not in READY:
        raise NotReadyError
    version, content = _standing(session, proposal)
    kind, clauses = Kind(content["kind"]), CLAUSES[Kind(content["kind"])]
    day = version.at.astimezone(CHINA).date()
    return Agreement(
        code=f"HZ{proposal.id:06d}-{version.number}",
        title=clauses.name,
        is_confirmed=proposal.state is ProposalState.AGREED,
        is_example=proposal.is_example,
        parties=_parties(proposal, content),
        purpose=clauses.purpose,
        facts=_facts(content),
        school_duties=clauses.school,
        enterprise_duties=clauses.enterprise,
        shared_duties=SHARED,
        exchanges=tuple(_exchange(row) for row in content["gives"]),
        note=content["note"],
        checks=checklists.of(kind, on=day, regions=proposal.region_codes),
        version=version,
    )


def digest(proposal_id: int, number: int, content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a version: of its proposal, its number and all that it says."""
    whole = {"proposal": proposal_id, "number": number, "content": content}
    plain = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _standing(session: Session, proposal: Proposal) -> tuple[Version, dict[str, Any]]:
    """Return the version that stands with its content; what was never written down is read now."""
    kept = versions.kept(session, proposal, proposal.number)
    content = versions.snapshot(proposal) if kept is None else kept.content
    at = proposal.created_at if kept is None else kept.at
    return Version(proposal.number, digest(proposal.id, proposal.number, content), at), content


def _parties(proposal: Proposal, content: Mapping[str, Any]) -> tuple[Party, ...]:
    schools = [party for party in proposal.parties if party.programme is not None]
    enterprises = [party for party in proposal.parties if party.demand is not None]
    several = len(enterprises) > 1
    return (
        *(_party(party, "甲方", f"{content['students']} 人") for party in schools),
        *(
            _party(
                party,
                f"乙方{DIGITS[index] if index < len(DIGITS) else index + 1}" if several else "乙方",
                f"{content['posts'].get(str(party.demand_id), party.amount)} 个岗位",
            )
            for index, party in enumerate(enterprises)
        ),
    )


def _party(party: ProposalParty, role: str, amount: str) -> Party:
    organization, posting = party.organization, party.posting
    told = (posting.contact_name, posting.contact_phone or posting.contact_email)
    contact = " ".join(filter(None, told)) if party.proposal.shows_contacts else ""
    return Party(
        role=role,
        name=organization.name,
        code=organization.code or OPEN,
        address=organization.address or OPEN,
        posting=posting.title,
        amount=amount,
        contact=contact or OPEN,
    )


def _facts(content: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    posts = sum(content["posts"].values())
    return (
        ("培养或参与人数", f"{content['students']} 人"),
        ("岗位合计", f"{posts} 个"),
        ("开始日期", _day(content["term_start"])),
        ("结束日期", _day(content["term_end"])),
    )


def _exchange(row: Mapping[str, Any]) -> Exchange:
    other = {"甲方": "乙方", "乙方": "甲方"}
    giver = SIDES[row["giver"]]
    return Exchange(giver, row["item"], _amount(row["amount"], row["unit"]), other[giver])


def _amount(amount: float | None, unit: str) -> str:
    if amount is None:
        return OPEN
    number = f"{amount:,.2f}".rstrip("0").rstrip(".")
    return f"{number}%" if unit == PERCENT else f"{number} {unit}".rstrip()


def _day(text: str | None) -> str:
    if text is None:
        return OPEN
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"
