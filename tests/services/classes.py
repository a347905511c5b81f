"""A running class and its people, for the tests of reports and dossiers."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import Event, Partnership
from matchmaker.services.events import Actor
from matchmaker.services.running import dossiers, reports
from matchmaker.services.running.terms import Figures, Term
from matchmaker.workflow import PartnershipState, ProposalState

TERM = Term(2026, 1)
FULL = Figures(
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


class Class:
    """A running joint class of one school and two enterprises."""

    def __init__(self, make, session):
        self.parties = [make.school(), make.enterprise(), make.enterprise()]
        self.people = [make.editor(party) for party in self.parties]
        school, one, other = self.parties
        proposal = make.proposal(
            make.programme(school, grade=2025),
            make.demand(one, staff_total=300),
            make.demand(other, staff_total=300),
            state=ProposalState.AGREED,
            students=40,
        )
        started = now() - timedelta(days=1)
        row = Partnership(proposal_id=proposal.id, state=PartnershipState.RUNNING, started_at=started)
        key = make.save(row).id
        self.session = session
        self.partnership = session.get_one(Partnership, key)

    def side(self, party):
        return {"organization_id": self.parties[party].id, "actor": Actor(self.people[party].id)}

    def file(self, figures=FULL, term=TERM, party=0):
        return reports.file(self.session, self.partnership, term, figures, **self.side(party))

    def confirm(self, report, party, version=None):
        self.session.flush()
        version = report.version if version is None else version
        reports.confirm(self.session, report, version=version, **self.side(party))

    def send_back(self, report, party, reason="课时与我方记录不符"):
        self.session.flush()
        reports.send_back(self.session, report, version=report.version, reason=reason, **self.side(party))

    def edit(self, report, figures, version=None, party=0):
        self.session.flush()
        version = report.version if version is None else version
        return reports.edit(self.session, report, figures, version=version, **self.side(party))

    def actions(self):
        self.session.flush()
        return [event.action for event in self.session.scalars(select(Event).order_by(Event.id))]

    def dossier(self, on=date(2026, 12, 1)):
        self.session.flush()
        return dossiers.of_partnership(self.session, self.partnership, on=on)
