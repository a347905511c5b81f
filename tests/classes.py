"""A class at any point of its life, and everybody who has a say about it."""

from __future__ import annotations

from datetime import timedelta

from matchmaker.db import now
from matchmaker.models import OutcomeReport, Partnership, TermReport
from matchmaker.services import working_days
from matchmaker.services.reports import periods
from matchmaker.services.reports.figures import GraduationFigures, StayFigures, TermFigures, names
from matchmaker.services.reports.kinds import kind_of
from matchmaker.terms import Stage
from matchmaker.workflow import PartnershipState, ProposalState

YEAR = timedelta(days=400)
TERM = periods.term_of(working_days.today())
FULL = TermFigures(
    students=40,
    interns=20,
    school_teachers=3,
    mentors=4,
    class_hours=400,
    practice_hours=240,
    wage_yuan=3200,
    post_wage_yuan=4000,
    insured=40,
)
GRADUATED = GraduationFigures(graduates=40, employed=36, matched=30, local=24)
STAYED = StayFigures(hired=15, kept=12)


class Class:
    """A school, some enterprises and an authority with one person each; the class runs since yesterday."""

    def __init__(self, make, *, enterprises=2, started=timedelta(days=1), grade=2025, **facts):
        self.make = make
        sides = [make.enterprise(staff_total=300) for _ in range(enterprises)]
        self.parties = [make.school(), *sides, make.authority()]
        self.people = [*(make.editor(party) for party in self.parties[:-1]), make.reviewer(self.parties[-1])]
        programme = make.programme(self.parties[0], grade=grade, practice_share=40)
        demands = [make.demand(side, staff_total=300) for side in sides]
        self.proposal = make.proposal(programme, *demands, state=ProposalState.AGREED, students=40)
        begun = {"state": PartnershipState.RUNNING, "started_at": now() - started}
        self.partnership = make.save(Partnership(proposal_id=self.proposal.id, **(begun | facts)))
        self.page = f"/partnerships/{self.partnership.id}"

    def save(self, row):
        return self.make.save(row)

    def filed(self, period=TERM, figures=FULL, party=0, **facts):
        """Save the report of a party as if it had been filed."""
        told = {name: getattr(figures, name) for name in names(kind_of(period).figures)}
        about = {"partnership_id": self.partnership.id, "organization_id": self.parties[party].id}
        table = OutcomeReport if isinstance(period, Stage) else TermReport
        return self.save(table(**about, period=str(period), **(told | facts)))


def ended(days):
    """Return the facts of a class that ended so many days ago, after a year."""
    over = timedelta(days=days)
    return {"started": over + YEAR, "ended_at": now() - over}
