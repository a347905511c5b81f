"""A joint class and everybody who has to do with it, for the tests of its pages."""

from __future__ import annotations

from matchmaker.models import Proposal
from matchmaker.workflow import ProposalState


class Stage:
    """A joint class of one school and two enterprises, and everybody who has to do with it."""

    def __init__(self, make, sign_in):
        self.make, self.sign_in = make, sign_in
        self.organizations = [make.school(), make.enterprise(), make.enterprise()]
        school, one, other = self.organizations
        self.programme, self.demands = make.programme(school), [make.demand(one), make.demand(other)]
        self.clients = [sign_in(make.editor(organization)) for organization in self.organizations]
        self.school = self.clients[0]
        self.reviewer = sign_in(make.reviewer())

    def propose(self, state=ProposalState.SENT, **facts):
        gates = [{"name": "posts", "status": "failed", "have": 17.0, "want": 20.0, "is_limit": False}]
        facts = {"state": state, "gates": gates} | facts
        self.proposal = self.make.proposal(self.programme, *self.demands, **facts)
        self.path = f"/proposals/{self.proposal.id}"
        return self.proposal

    def press(self, index, action, **facts):
        """Let one of the parties press a button."""
        facts = {"number": 1, "organization_id": self.organizations[index].id} | facts
        return self.clients[index].post(f"{self.path}/{action}", data=facts)

    def stored(self):
        with self.make.database.reading() as session:
            return session.get_one(Proposal, self.proposal.id)
