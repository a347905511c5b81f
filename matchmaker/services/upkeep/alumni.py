"""Let classes of the demo have ended (示例数据), so that outcomes and track records can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import now
from matchmaker.models import (
    Demand,
    Evaluation,
    Match,
    Notification,
    Organization,
    Partnership,
    Programme,
    Proposal,
    ProposalParty,
    Report,
)
from matchmaker.policy import Role
from matchmaker.services import events, working_days
from matchmaker.services.events import SYSTEM, Actor
from matchmaker.services.experience.unmet import Refusal
from matchmaker.services.outcomes import evaluations
from matchmaker.services.outcomes.criteria import CRITERIA
from matchmaker.services.outcomes.evaluations import Opinion
from matchmaker.services.partnerships import partnerships, proposals, versions
from matchmaker.services.partnerships.gives import default_gives
from matchmaker.services.people import regions
from matchmaker.services.postings import moves
from matchmaker.services.reports import filing, timetable
from matchmaker.services.reports.figures import Figures, GraduationFigures, StayFigures, TermFigures
from matchmaker.services.reports.kinds import kind_of
from matchmaker.services.reports.periods import Period
from matchmaker.services.reports.timetable import Duty
from matchmaker.services.upkeep import showcase
from matchmaker.services.upkeep.showcase import REASON
from matchmaker.terms import Kind, Stage, UnmetReason

P = TypeVar("P", Programme, Demand)
# Programme and demand whose class of some years ago it is, by their keys in the demo's files.
PAIRS = (("demo:p007", "demo:d030"), ("demo:p001", "demo:d001"))
YEARS = 3  # A class that ends next summer ended two summers ago, and its twelve months are over.
STUDENTS = 30
A_WEEK, A_MONTH = timedelta(days=7), timedelta(days=30)
OUTCOMES: Mapping[Period, Figures] = {
    Stage.GRADUATION: GraduationFigures(graduates=STUDENTS, employed=28, matched=25, local=21),
    Stage.SIX_MONTHS: StayFigures(hired=24, kept=22),
    Stage.TWELVE_MONTHS: StayFigures(hired=24, kept=20),
}
A_TERM = TermFigures(
    students=STUDENTS, school_teachers=4, mentors=5, class_hours=420, practice_hours=231, note=REASON
)


def archive_classes(session: Session, settings: Settings) -> list[Partnership]:
    """Lead a class of each pair through its whole life, and put the dates back to when it lived."""
    return [_archive(session, settings, *keys) for keys in PAIRS]


def _archive(session: Session, settings: Settings, programme_key: str, demand_key: str) -> Partnership:
    people = showcase.people(session, Role.EDITOR)
    programme, demand = _past(session, Programme, programme_key), _past(session, Demand, demand_key)
    proposal = _propose(session, programme, demand, settings)
    partnership = showcase.agree(session, proposal, people)
    begin, end = (_noon(day) for day in (proposal.term_start, proposal.term_end) if day is not None)
    partnerships.start(session, partnership, actor=people[programme.organization_id])
    partnership.started_at = begin
    partnerships.finish(session, partnership, actor=people[programme.organization_id])
    partnership.ended_at = end
    _evaluate(session, partnership, people)
    owed = timetable.duties(partnership, on=working_days.today())
    for duty in owed:
        _report(session, partnership, duty, people)
    for posting in (programme, demand):
        refusal = Refusal(UnmetReason.MET, REASON)
        moves.close(session, posting, refusal, actor=people[posting.organization_id])
    due = {str(duty.period): _noon(duty.due) for duty in owed}
    for report in timetable.of_partnership(session, Report, partnership):
        report.filed_at = report.confirmed_at = due[report.period] + A_WEEK
    _put_back(session, partnership, begin=begin, end=end)
    return partnership


def _past(session: Session, table: type[P], key: str) -> P:
    """Publish the posting of some years ago that a posting of today follows."""
    today = session.scalars(select(table).where(table.source_key == key)).one()
    left_out = {"id", "version", "created_at", "updated_at", "source_key"}
    names = [name for name in table.__table__.columns.keys() if name not in left_out]  # noqa: SIM118
    values = {name: getattr(today, name) for name in names}
    days = {name: _earlier(value) for name, value in values.items() if type(value) is date}
    posting = table(**values | days, source_key=f"{key}:past")
    if isinstance(posting, Programme) and posting.grade is not None:
        posting.title = posting.title.replace(str(posting.grade), str(posting.grade - YEARS))
        posting.grade -= YEARS
    session.add(posting)
    session.flush()  # The parties of its proposal need its id.
    return posting


def _propose(session: Session, programme: Programme, demand: Demand, settings: Settings) -> Proposal:
    pair = session.scalars(
        select(Match)
        .join(Match.programme)
        .join(Match.demand)
        .where(
            Programme.organization_id == programme.organization_id,
            Demand.organization_id == demand.organization_id,
        )
        .order_by(Match.score.desc())
    ).first()
    proposal = Proposal(
        kind=Kind.ORDER_CLASS,
        region_code=programme.region_code,
        students=STUDENTS,
        term_start=_last_year(programme.graduation_date),
        term_end=programme.graduation_date,
        gives=default_gives(Kind.ORDER_CLASS, programme, [demand], students=STUDENTS),
        score=pair.score if pair else 0.0,
        fit=1.0,
        author="matcher",
        is_example=True,
        note=REASON,
        parties=[ProposalParty.of(programme, STUDENTS), ProposalParty.of(demand, STUDENTS)],
    )
    session.add(proposal)
    session.flush()  # The version needs the proposal's id.
    versions.keep(session, proposal)
    events.record(session, proposal, "create", actor=SYSTEM)
    return proposals.send(session, proposal, number=proposal.number, actor=SYSTEM, settings=settings)


def _evaluate(session: Session, partnership: Partnership, people: Mapping[int, Actor]) -> None:
    """Let both sides and an authority of the region evaluate."""
    reviewers = showcase.people(session, Role.REVIEWER)
    near = set(regions.authority_ids(session, partnership.proposal.region_code))
    speakers = {**people, **reviewers}
    for number in [*sorted(partnership.owner_ids), min(near & reviewers.keys())]:
        kind = session.get_one(Organization, number).kind
        opinion = Opinion(dict.fromkeys(CRITERIA[kind], 4), would_repeat=True, went_well=REASON)
        evaluations.file(session, partnership, opinion, organization_id=number, actor=speakers[number])


def _report(session: Session, partnership: Partnership, duty: Duty, people: Mapping[int, Actor]) -> None:
    """File the report of a period and have the other side confirm it."""
    number, figures = duty.organization.id, OUTCOMES.get(duty.period, A_TERM)
    report = filing.file(
        session, partnership, duty.period, figures, organization_id=number, actor=people[number]
    )
    session.flush()  # Whoever confirms names the version.
    for other in partnership.side(kind_of(duty.period).confirmed_by):
        filing.confirm(session, report, version=report.version, organization_id=other, actor=people[other])


def _put_back(session: Session, partnership: Partnership, *, begin: datetime, end: datetime) -> None:
    """Write down when it happened, and leave nobody's inbox full of it."""
    proposal = partnership.proposal
    proposal.created_at = proposal.sent_at = begin - 2 * A_MONTH
    partnership.agreed_at = begin - A_MONTH
    mine = Evaluation.partnership_id == partnership.id
    session.execute(update(Evaluation).where(mine).values(at=end + A_WEEK))
    for subject in (proposal, partnership):
        told = (Notification.subject_type == subject.__tablename__) & (Notification.subject_id == subject.id)
        session.execute(update(Notification).where(told).values(read_at=now()))


def _last_year(graduation: date | None) -> date | None:
    """Return the first day of the school year at whose end a class graduates."""
    return graduation and date(graduation.year - 1, 9, 1)


def _earlier(day: date) -> date:
    return day.replace(year=day.year - YEARS, day=min(day.day, 28) if day.month == 2 else day.day)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=working_days.CHINA)
