"""The pages of agreed partnerships: they start, they may end early, and only their people see them."""

from __future__ import annotations

import pytest

from matchmaker.models import Partnership, Proposal
from matchmaker.services.partnerships import ledger
from matchmaker.workflow import Answer, PartnershipState, ProposalState
from tests.factories import LINYI


class Agreed:
    """A partnership that was just agreed, and the people of its school."""

    def __init__(self, make, sign_in):
        self.make = make
        school = make.school()
        self.programme = make.programme(school)
        proposal = make.proposal(self.programme, make.demand(), state=ProposalState.AGREED)
        with make.database.transaction() as session:
            found = session.get_one(Proposal, proposal.id)
            ledger.reserve(session, found)
            for party in found.parties:
                party.answer, party.confirmed_number = Answer.INTERESTED, 1
        self.partnership = make.save(Partnership(proposal_id=proposal.id))
        self.path = f"/partnerships/{self.partnership.id}"
        self.client = sign_in(make.editor(school))

    def stored(self):
        with self.make.database.reading() as session:
            partnership = session.get_one(Partnership, self.partnership.id)
            return partnership.state, ledger.held(session, self.programme)


@pytest.fixture
def agreed(make, sign_in):
    return Agreed(make, sign_in)


def test_what_is_held_is_no_longer_left_of_the_programme(agreed):
    page = agreed.client.get(f"/programmes/{agreed.programme.id}").get_data(as_text=True)
    left = agreed.programme.places - agreed.stored()[1]
    assert f"{agreed.programme.places} 个，尚余 {left} 个" in page


def text(response):
    return response.get_data(as_text=True)


def test_a_party_sees_it_with_contacts(agreed):
    assert agreed.path in text(agreed.client.get("/partnerships"))
    assert "0371-11111111" in text(agreed.client.get(agreed.path))


def test_strangers_do_not_find_it(agreed, make, sign_in):
    for user in (make.editor(make.school()), make.reviewer(make.authority(region_code=LINYI))):
        stranger = sign_in(user)
        assert stranger.get(agreed.path).status_code == 404
        assert "还没有合作项目" in text(stranger.get("/partnerships"))


def test_its_authority_reads_but_does_not_run_it(agreed, make, sign_in):
    reviewer = sign_in(make.reviewer())
    assert reviewer.get(agreed.path).status_code == 200
    assert reviewer.post(f"{agreed.path}/start").status_code == 403


def test_it_starts_once(agreed):
    assert agreed.client.post(f"{agreed.path}/start").status_code == 303
    assert agreed.stored() == (PartnershipState.RUNNING, 20)
    assert agreed.client.post(f"{agreed.path}/start").status_code == 409


def test_an_early_end_needs_a_reason_and_gives_everything_back(agreed):
    assert agreed.client.get(f"{agreed.path}/terminate").status_code == 200
    assert agreed.client.post(f"{agreed.path}/terminate").status_code == 422
    response = agreed.client.post(f"{agreed.path}/terminate", data={"reason": "生产线搬迁"})
    assert response.status_code == 303
    assert agreed.stored() == (PartnershipState.TERMINATED, 0)
    assert "生产线搬迁" in text(agreed.client.get(agreed.path))
    assert agreed.client.post(f"{agreed.path}/terminate", data={"reason": "再次"}).status_code == 409


def test_the_list_narrows_by_state(agreed):
    assert agreed.path in text(agreed.client.get("/partnerships?state=agreed"))
    assert agreed.path not in text(agreed.client.get("/partnerships?state=running"))
    assert agreed.path in text(agreed.client.get("/partnerships?state=nonsense"))
