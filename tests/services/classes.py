"""A class whose people call the services in one session."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from matchmaker.models import Event, Partnership
from matchmaker.services import working_days
from matchmaker.services.events import Actor
from matchmaker.services.outcomes import evaluations
from matchmaker.services.outcomes.criteria import CRITERIA
from matchmaker.services.outcomes.evaluations import Opinion
from matchmaker.services.reports import dossiers, filing
from tests import classes
from tests.classes import FULL, TERM


def opinion(kind, rating=4, **facts):
    return Opinion(dict.fromkeys(CRITERIA[kind], rating), **{"would_repeat": True} | facts)


class Class(classes.Class):
    """Its people file, confirm, return, correct and evaluate; a party is told by its place."""

    def __init__(self, make, session, **facts):
        super().__init__(make, **facts)
        self.session = session
        self.partnership = session.get_one(Partnership, self.partnership.id)

    def save(self, row):
        self.session.add(row)
        self.session.flush()
        return row

    def side(self, party):
        return {"organization_id": self.parties[party].id, "actor": Actor(self.people[party].id)}

    def file(self, period=TERM, figures=FULL, party=0):
        found = filing.file(self.session, self.partnership, period, figures, **self.side(party))
        self.session.flush()
        return found

    def confirm(self, report, party, version=None):
        version = report.version if version is None else version
        filing.confirm(self.session, report, version=version, **self.side(party))
        self.session.flush()

    def send_back(self, report, party, reason="与我方记录不符"):
        filing.send_back(self.session, report, version=report.version, reason=reason, **self.side(party))
        self.session.flush()

    def edit(self, report, figures, version=None, party=0):
        version = report.version if version is None else version
        filing.edit(self.session, report, figures, version=version, **self.side(party))
        self.session.flush()

    def settle(self, period, figures, party=0):
        """File a report and have the other side confirm it."""
        found = self.file(period, figures, party)
        for other in range(1, len(self.parties) - 1) if party == 0 else [0]:
            self.confirm(found, other)
        return found

    def evaluate(self, party, **facts):
        said = opinion(self.parties[party].kind, **facts)
        return evaluations.file(self.session, self.partnership, said, **self.side(party))

    def everybody_evaluates(self):
        for party in range(len(self.parties)):
            self.evaluate(party)

    def actions(self):
        self.session.flush()
        mine = Event.subject_type == "partnership"
        return list(self.session.scalars(select(Event.action).where(mine).order_by(Event.id)))

    def dossier(self, on: date | None = None):
        self.session.flush()
        return dossiers.of_partnership(self.session, self.partnership, on=on or working_days.today())
