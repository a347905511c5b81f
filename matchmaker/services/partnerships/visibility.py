"""The policy's reading rights as conditions of queries, so that a list shows what a page would show."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from matchmaker.models import Demand, Programme, Proposal, ProposalParty
from matchmaker.policy import Identity, reach
from matchmaker.workflow import HIDDEN_FROM_PARTIES


def in_reach(identity: Identity, column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Match rows whose region the person reviews."""
    return or_(False, *(column.startswith(reach(code)) for code in sorted(identity.region_codes)))


def visible(identity: Identity) -> ColumnElement[bool]:
    """Match the proposals that the person may read: as a party once sent, as their authority, or all."""
    if identity.is_administrator:
        return true()
    is_party = Proposal.parties.any(ProposalParty.organization_id.in_(identity.editor_of))
    is_answered_for = or_(
        in_reach(identity, Proposal.region_code),
        Proposal.parties.any(ProposalParty.programme.has(in_reach(identity, Programme.region_code))),
        Proposal.parties.any(ProposalParty.demand.has(in_reach(identity, Demand.region_code))),
    )
    return or_(Proposal.state.not_in(HIDDEN_FROM_PARTIES) & is_party, is_answered_for)
