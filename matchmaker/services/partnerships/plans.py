"""What an authority sees of a plan: the drafts of its region, and the work that makes them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from matchmaker.models import Job, PlanRun, Proposal, Region
from matchmaker.policy import reach
from matchmaker.services import jobs
from matchmaker.services.events import Actor
from matchmaker.services.paging import TOP, Columns, Page, Window, paginate
from matchmaker.terms import Kind
from matchmaker.workflow import ProposalState

SORTERS: Columns = {"students": Proposal.students, "score": Proposal.score}


@dataclass(frozen=True, slots=True)
class Summary:
    """A plan in figures."""

    drafts: int
    students: int
    by_kind: dict[Kind, int]


def drafts(
    session: Session, region_codes: Collection[str], *, kind: Kind | None = None, window: Window = TOP
) -> Page[Proposal]:
    """Return a page of the drafts of these regions, the best first."""
    statement = select(Proposal).where(*_is_draft_of(region_codes))
    if kind is not None:
        statement = statement.where(Proposal.kind == kind)
    order = (Proposal.is_touched.desc(), (Proposal.score * Proposal.fit).desc(), Proposal.id)
    return paginate(session, statement.order_by(*order), window, columns=SORTERS)


def summary(session: Session, region_codes: Collection[str]) -> Summary:
    """Return how many drafts there are, for how many students, and of which kinds."""
    statement = (
        select(Proposal.kind, func.count(), func.sum(Proposal.students))
        .where(*_is_draft_of(region_codes))
        .group_by(Proposal.kind)
    )
    rows = session.execute(statement).all()
    by_kind = {row[0]: row[1] for row in sorted(rows, key=lambda row: -row[1])}
    return Summary(sum(by_kind.values()), sum(row[2] for row in rows), by_kind)


def request(session: Session, region_code: str, *, actor: Actor) -> Job:
    """Queue a new plan for a region."""
    return jobs.enqueue(
        session,
        name="plan",
        key=f"plan:{region_code}",
        payload={"region_code": region_code},
        user_id=actor.user_id,
    )


def latest_job(session: Session, region_code: str) -> Job | None:
    """Return the newest planning of a region."""
    newest = select(Job).where(Job.key == f"plan:{region_code}").order_by(Job.id.desc()).limit(1)
    return session.scalar(newest)


def latest_run(session: Session, region_code: str) -> PlanRun | None:
    """Return what the newest plan of a region amounts to, or of all regions, which made its drafts too."""
    mine = or_(PlanRun.region_code == region_code, PlanRun.region_code.is_(None))
    return session.scalar(select(PlanRun).where(mine).order_by(PlanRun.id.desc()).limit(1))


def regions(session: Session, codes: Collection[str]) -> list[Region]:
    """Return the regions of an authority, for the choice."""
    return list(session.scalars(select(Region).where(Region.code.in_(codes)).order_by(Region.code)))


def _is_draft_of(region_codes: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    within = (Proposal.region_code.startswith(reach(code)) for code in region_codes)
    return Proposal.state == ProposalState.DRAFT, or_(false(), *within)
