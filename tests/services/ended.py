"""A joint class that has ended, and everybody who has a say about it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import Event, Partnership
from matchmaker.services.events import Actor
from matchmaker.services.outcomes import evaluations, reports
from matchmaker.services.outcomes.criteria import CRITERIA
from matchmaker.services.outcomes.evaluations import Opinion
from matchmaker.workflow import PartnershipState, ProposalState

GRADUATED = {"graduates": 40, "employed": 36, "matched": 30, "local": 24}


def opinion(kind, rating=4, **facts):
    return Opinion(dict.fromkeys(CRITERIA[kind], rating), **{"would_repeat": True} | facts)


class Ended:
    """A joint class of a school and two enterprises that ended some days ago, and an authority."""

    def __init__(self, make, session, days=0, **facts):
        self.make, self.session = make, session
        self.parties = [make.school(), make.enterprise(), make.enterprise(), make.authority()]
        self.people = [make.editor(party) for party in self.parties[:3]] + [make.reviewer(self.parties[3])]
        school, one, other, _authority = self.parties
        proposal = make.proposal(
            make.programme(school), make.demand(one), make.demand(other), state=ProposalState.AGREED
        )
        ended = now() - timedelta(days=days)
        facts = {"state": PartnershipState.RUNNING, "started_at": ended, "ended_at": ended} | facts
        key = make.save(Partnership(proposal_id=proposal.id, **facts)).id
        self.partnership = session.get_one(Partnership, key)

    def side(self, party):
        return {"organization_id": self.parties[party].id, "actor": Actor(self.people[party].id)}

    def evaluate(self, party, **facts):
        said = opinion(self.parties[party].kind, **facts)
        return evaluations.file(self.session, self.partnership, said, **self.side(party))

    def report(self, party, stage, counts):
        found = reports.file(self.session, self.partnership, stage, counts, **self.side(party))
        self.session.flush()
        return found

    def confirm(self, report, party, version=None):
        version = report.version if version is None else version
        reports.confirm(self.session, report, version=version, **self.side(party))
        self.session.flush()

    def settle(self, party, stage, counts):
        found = self.report(party, stage, counts)
        for other in [1, 2] if party == 0 else [0]:
            self.confirm(found, other)
        return found

    def actions(self):
        self.session.flush()
        mine = Event.subject_type == "partnership"
        return list(self.session.scalars(select(Event.action).where(mine).order_by(Event.id)))
