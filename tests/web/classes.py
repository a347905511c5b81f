"""A class whose people use the pages."""

from __future__ import annotations

from dataclasses import asdict

from matchmaker.models import Partnership, Report
from matchmaker.services.outcomes.criteria import CRITERIA
from tests import classes
from tests.classes import FULL, TERM


class Class(classes.Class):
    """One school, one enterprise and an authority, each with a browser; a party is told by its place."""

    def __init__(self, make, sign_in, **facts):
        super().__init__(make, **{"enterprises": 1} | facts)
        self.clients = [sign_in(person) for person in self.people]

    def get(self, path="", party=0):
        """Return the text of a page of the partnership."""
        return self.clients[party].get(f"{self.page}{path}").get_data(as_text=True)

    def post(self, path, party=0, **facts):
        return self.clients[party].post(f"{self.page}{path}", data=facts)

    def file(self, period=TERM, figures=FULL, party=0, **facts):
        told = {name: "" if value is None else value for name, value in asdict(figures).items()}
        return self.post(f"/reports/new/{period}", party, **(told | facts))

    def answer(self, action, party, **facts):
        report = self.report()
        return self.post(f"/reports/{report.id}/{action}", party, **({"version": report.version} | facts))

    def evaluate(self, party, **facts):
        ratings = {criterion.value: 4 for criterion in CRITERIA[self.parties[party].kind]}
        return self.post("/evaluation/mine", party, **(ratings | {"would_repeat": "yes"} | facts))

    def report(self):
        """Return the latest report."""
        with self.make.database.reading() as session:
            return session.query(Report).order_by(Report.id.desc()).first()

    def state(self):
        with self.make.database.reading() as session:
            return session.get_one(Partnership, self.partnership.id).state
