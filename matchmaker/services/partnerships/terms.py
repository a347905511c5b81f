"""The terms of a proposal that people may change, and the rules that they must keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from matchmaker.errors import UserError, translatable
from matchmaker.models import Proposal
from matchmaker.services.partnerships.gives import ENTERPRISE, PLACES, POSTS, SCHOOL
from matchmaker.services.partnerships.ledger import HOLDS_NOTHING
from matchmaker.terms import Kind

# In these kinds every student has a post; in the others a part of the class may be hired.
POST_FOR_EVERY_STUDENT = frozenset(
    {Kind.ORDER_CLASS, Kind.JOINT_ORDER_CLASS, Kind.APPRENTICESHIP, Kind.FIELD_ENGINEER}
)
SEVERAL_ENTERPRISES = frozenset({Kind.JOINT_ORDER_CLASS, Kind.INDUSTRY_COLLEGE})


class TermsError(UserError):
    """The terms contradict each other or the postings."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a version of a proposal says; `posts` counts by the id of the demand."""

    kind: Kind
    students: int
    posts: Mapping[int, int]
    term_start: date | None = None
    term_end: date | None = None
    gives: tuple[Mapping[str, Any], ...] = ()
    note: str = ""


def of(proposal: Proposal) -> Terms:
    """Return the terms as they stand."""
    return Terms(
        kind=proposal.kind,
        students=proposal.students,
        posts={party.demand.id: party.amount for party in proposal.parties if party.demand is not None},
        term_start=proposal.term_start,
        term_end=proposal.term_end,
        gives=tuple(proposal.gives),
        note=proposal.note,
    )


def aligned(terms: Terms) -> Terms:
    """Return the terms with the rows of places and posts saying what the numbers say."""
    amounts = {
        (SCHOOL, PLACES.item): terms.students,
        (ENTERPRISE, POSTS.item): sum(terms.posts.values()),
    }
    rows = [{**row, "amount": amounts.get((row["giver"], row["item"]), row["amount"])} for row in terms.gives]
    return replace(terms, gives=tuple(rows))


def check(terms: Terms, proposal: Proposal) -> None:
    """Raise TermsError unless the terms hold together; a capacity that nobody stated limits nothing yet."""
    if terms.students < 1 or any(amount < 1 for amount in terms.posts.values()):
        raise TermsError(translatable("人数和岗位数都要大于零。"))
    if terms.kind not in SEVERAL_ENTERPRISES and len(terms.posts) > 1:
        raise TermsError(translatable("多家企业共同参与时，请选择联合订单班或产业学院。"))
    if terms.kind in POST_FOR_EVERY_STUDENT and sum(terms.posts.values()) < terms.students:
        raise TermsError(
            translatable("岗位合计 %(posts)s 个，少于学生 %(students)s 人。"),
            posts=sum(terms.posts.values()),
            students=terms.students,
        )
    if terms.term_start and terms.term_end and terms.term_end <= terms.term_start:
        raise TermsError(translatable("结束日期要晚于开始日期。"))
    _check_capacities(terms, proposal)
    _check_gives(terms)


def _check_capacities(terms: Terms, proposal: Proposal) -> None:
    for party in proposal.parties:
        wanted = terms.students if party.demand is None else terms.posts.get(party.demand.id)
        if wanted is None:
            raise TermsError(translatable("请填写每家企业的岗位数。"))
        capacity = None if terms.kind in HOLDS_NOTHING else party.posting.capacity
        if capacity is not None and wanted > capacity:
            raise TermsError(
                translatable("“%(title)s”总共只有 %(capacity)s 个，不能安排 %(wanted)s 个。"),
                title=party.posting.title,
                capacity=capacity,
                wanted=wanted,
            )


def _check_gives(terms: Terms) -> None:
    for row in terms.gives:
        if row["giver"] not in {SCHOOL, ENTERPRISE} or not row["item"].strip():
            raise TermsError(translatable("“谁给什么”的每一行都要写明由哪一方提供什么。"))
        if row["amount"] is not None and row["amount"] <= 0:
            raise TermsError(translatable("“谁给什么”中的数量要大于零；不知道的请留空。"))
