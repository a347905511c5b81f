"""One concrete partnership put to both sides, its parties and its versions (合作方案)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, UniqueConstraint, case
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.db import Base, now
from matchmaker.models.demand import Demand
from matchmaker.models.organization import Organization
from matchmaker.models.programme import Programme
from matchmaker.terms import Kind
from matchmaker.workflow import CONTACTS_SHOWN, EXPIRING, HIDDEN_FROM_PARTIES, Answer, ProposalState


class Proposal(Base):
    """A partnership that is being offered, discussed, reviewed and confirmed."""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.DRAFT, index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    students: Mapped[int]
    term_start: Mapped[date | None]
    term_end: Mapped[date | None]
    # Rows {giver: school|enterprise, item, amount, unit}; who receives is the other side.
    gives: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    gates: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # {name, status, have, want}
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # A row a pair, see services.
    score: Mapped[float]  # The mean of its pairs, weighted by posts, in [0, 100].
    fit: Mapped[float]  # Of the kind, in [0, 1].
    note: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(String(20))  # matcher, school, enterprise or authority
    run_id: Mapped[int | None] = mapped_column(ForeignKey("match_run.id"))
    is_touched: Mapped[bool] = mapped_column(default=False)  # A person changed it: planning again keeps it.
    is_example: Mapped[bool] = mapped_column(default=False)  # 示例数据
    number: Mapped[int] = mapped_column(default=1)  # Of the version that stands here.
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    parties: Mapped[list[ProposalParty]] = relationship(
        back_populates="proposal", order_by="ProposalParty.id", lazy="selectin", cascade="all, delete-orphan"
    )

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declared form.

    @property
    def programmes(self) -> list[Programme]:
        """What schools put in."""
        return [party.programme for party in self.parties if party.programme is not None]

    @property
    def demands(self) -> list[Demand]:
        """What enterprises put in."""
        return [party.demand for party in self.parties if party.demand is not None]

    @property
    def owner_ids(self) -> frozenset[int]:
        """The parties, once it has been put to them."""
        if self.state in HIDDEN_FROM_PARTIES:
            return frozenset()
        return frozenset(party.organization_id for party in self.parties)

    @property
    def region_codes(self) -> frozenset[str]:
        """Regions whose authorities answer for it: the proposal's own and every party's."""
        codes = {code for party in self.parties for code in party.posting.region_codes}
        return frozenset(codes | ({self.region_code} if self.region_code else set()))

    @hybrid_property
    def shows_contacts(self) -> bool:
        """Tell whether the parties may see each other's contacts: all want it, and it was not given up."""
        is_wanted = all(party.answer is Answer.INTERESTED for party in self.parties)
        return self.state in CONTACTS_SHOWN and is_wanted

    @shows_contacts.inplace.expression
    @classmethod
    def _shows_contacts(cls) -> ColumnElement[bool]:
        return cls.state.in_(CONTACTS_SHOWN) & ~cls.parties.any(ProposalParty.answer != Answer.INTERESTED)

    @hybrid_property
    def answer_by(self) -> datetime | None:
        """Until when the parties may answer; nothing once no answer is waited for."""
        return self.expires_at if self.state in EXPIRING else None

    @answer_by.inplace.expression
    @classmethod
    def _answer_by(cls) -> ColumnElement[datetime | None]:
        return case((cls.state.in_(EXPIRING), cls.expires_at))

    @property
    def is_public(self) -> bool:
        """A proposal is for its parties and their authorities."""
        return False


class ProposalParty(Base):
    """One posting in a proposal: whose, how many places or posts, and what its organization answered."""

    __tablename__ = "proposal_party"
    __table_args__ = (
        UniqueConstraint("proposal_id", "programme_id", "demand_id"),
        CheckConstraint("(programme_id IS NULL) != (demand_id IS NULL)", name="one_posting"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"), index=True)
    amount: Mapped[int]  # Places of the programme or posts of the demand.
    answer: Mapped[Answer] = mapped_column(default=Answer.PENDING)
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    confirmed_number: Mapped[int | None]  # The version that the organization confirmed.

    proposal: Mapped[Proposal] = relationship(back_populates="parties")
    organization: Mapped[Organization] = relationship(lazy="joined")
    programme: Mapped[Programme | None] = relationship(lazy="joined")
    demand: Mapped[Demand | None] = relationship(lazy="joined")

    @classmethod
    def of(cls, posting: Programme | Demand, amount: int) -> ProposalParty:
        """Make the party of a posting's organization: so many of its places or posts."""
        is_programme = isinstance(posting, Programme)
        return cls(
            organization_id=posting.organization_id,
            programme_id=posting.id if is_programme else None,
            programme=posting if is_programme else None,
            demand_id=None if is_programme else posting.id,
            demand=None if is_programme else posting,
            amount=amount,
        )

    @property
    def posting(self) -> Programme | Demand:
        """The programme or the demand."""
        posting = self.programme or self.demand
        assert posting is not None  # noqa: S101 - the check constraint one_posting holds it.
        return posting


class ProposalVersion(Base):
    """What a proposal said at one time."""

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class PlanRun(Base):
    """One planning: how much of what was open it places, and how well, in the chosen mode and the other."""

    __tablename__ = "plan_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)  # None: all
    mode: Mapped[str] = mapped_column(String(10))  # The chosen one: optimal or stable.
    drafts: Mapped[int]
    # A row a mode: {value, bound, filled, blocking}; see `matching.planning.plan.Figures`.
    figures: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=now)


class Remark(Base):
    """A question about a version of a proposal, or an answer to one."""

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    number: Mapped[int]  # Of the version that its author saw.
    question_id: Mapped[int | None] = mapped_column(ForeignKey("remark.id"))  # None: it is a question.
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)

    organization: Mapped[Organization] = relationship(lazy="joined")
