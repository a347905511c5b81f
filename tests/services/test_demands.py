"""Demands: written by their enterprise or keyed in and confirmed later; who sees a contact."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import Demand, Event, Job, Organization, Source
from matchmaker.policy import VISITOR, Identity
from matchmaker.services.events import Actor
from matchmaker.services.postings import demands, queries
from matchmaker.services.postings.demands import AlreadyConfirmedError, NotTrustedError, OutsideRegionError
from matchmaker.services.postings.drafts import IncompleteError
from matchmaker.services.postings.queries import Filter
from matchmaker.workflow import Answer, OrganizationState, PostingState, ProposalState
from tests.factories import JINSHUI, LINYI, ZHENGZHOU

COMPLETE = {
    "title": "",
    "occupation_code": "4-03-01-01",
    "headcount": 12,
    "region_code": JINSHUI,
    "contact_name": "人力资源部",
    "contact_phone": "",
    "contact_email": "hr@test.example",
}


def key_in(session, enterprise, actor, *, reach=(ZHENGZHOU,), **changes):
    organization = session.get_one(Organization, enterprise.id)
    values = COMPLETE | changes
    return demands.key_in(session, organization=organization, values=values, reach=reach, actor=actor)


def test_a_keyed_in_demand_is_published_and_waits_for_its_enterprise(make, session) -> None:
    reviewer = make.reviewer()
    demand = key_in(session, make.enterprise(), Actor(reviewer.id))
    session.commit()
    assert (demand.state, demand.source, demand.keyed_in_by_id) == (
        PostingState.PUBLISHED,
        Source.KEYED_IN,
        reviewer.id,
    )
    assert (demand.title, demand.is_confirmed) == ("前厅服务员", False)
    assert demand.expires_at is not None
    assert [event.action for event in session.scalars(select(Event).order_by(Event.id))] == [
        "create",
        "key_in",
    ]
    assert [job.key for job in session.scalars(select(Job))] == [f"match:demand:{demand.id}"]


def test_an_enterprise_confirms_a_keyed_in_demand_once(make, session) -> None:
    enterprise = make.enterprise()
    actor, reviewer = Actor(make.editor(enterprise).id), make.reviewer()
    demand = key_in(session, enterprise, Actor(reviewer.id))
    demands.confirm(session, demand, actor=actor)
    session.commit()
    assert demand.is_confirmed
    with pytest.raises(AlreadyConfirmedError):
        demands.confirm(session, demand, actor=actor)


def test_an_authority_keys_in_within_its_region_alone(make, session) -> None:
    enterprise, actor = make.enterprise(), Actor(make.reviewer().id)
    with pytest.raises(OutsideRegionError):
        key_in(session, enterprise, actor, region_code=LINYI)


def test_a_keyed_in_demand_is_complete(make, session) -> None:
    enterprise, actor = make.enterprise(), Actor(make.reviewer().id)
    with pytest.raises(IncompleteError) as caught:
        key_in(session, enterprise, actor, headcount=None, contact_email="")
    assert caught.value.fields == ("headcount", "contact_phone")


@pytest.mark.parametrize("state", [OrganizationState.REFUSED, OrganizationState.SUSPENDED])
def test_nothing_is_keyed_in_for_an_enterprise_that_is_not_trusted(make, session, state) -> None:
    enterprise, actor = make.enterprise(state=state), Actor(make.reviewer().id)
    with pytest.raises(NotTrustedError):
        key_in(session, enterprise, actor)


@pytest.mark.parametrize(
    ("mine", "theirs", "state", "is_visible"),
    [
        (Answer.INTERESTED, Answer.INTERESTED, ProposalState.IN_REVIEW, True),
        (Answer.INTERESTED, Answer.INTERESTED, ProposalState.AGREED, True),
        (Answer.INTERESTED, Answer.PENDING, ProposalState.SENT, False),
        (Answer.PENDING, Answer.INTERESTED, ProposalState.SENT, False),
        (Answer.DISCUSSING, Answer.INTERESTED, ProposalState.DISCUSSING, False),
        (Answer.INTERESTED, Answer.INTERESTED, ProposalState.WITHDRAWN, False),
    ],
)
def test_a_school_sees_the_contact_when_both_are_interested(
    make, session, mine, theirs, state, is_visible
) -> None:
    school, demand = make.school(), make.demand()
    proposal = make.proposal(make.programme(school), demand, state=state)
    with make.database.transaction() as writing:
        programme_party, demand_party = writing.merge(proposal).parties
        programme_party.answer, demand_party.answer = mine, theirs
    row = session.get_one(Demand, demand.id)
    identity = Identity(user_id=1, editor_of=frozenset({school.id}))
    assert queries.contact_visible(session, row, identity) is is_visible


@pytest.mark.parametrize("third", [Answer.PENDING, Answer.INTERESTED])
def test_a_joint_class_shows_contacts_when_every_party_is_interested(make, session, third) -> None:
    school, demand = make.school(), make.demand()
    state = ProposalState.SENT if third is Answer.PENDING else ProposalState.IN_REVIEW
    proposal = make.proposal(make.programme(school), demand, make.demand(), state=state)
    with make.database.transaction() as writing:
        for party, answer in zip(
            writing.merge(proposal).parties, (Answer.INTERESTED, Answer.INTERESTED, third), strict=True
        ):
            party.answer = answer
    row = session.get_one(Demand, demand.id)
    identity = Identity(user_id=1, editor_of=frozenset({school.id}))
    assert queries.contact_visible(session, row, identity) is (third is Answer.INTERESTED)


def test_the_owner_and_its_authority_see_the_contact_and_nobody_else(make, session) -> None:
    school, demand = make.school(), make.demand()
    row = session.get_one(Demand, demand.id)
    owner = Identity(user_id=1, editor_of=frozenset({row.organization_id}))
    authority = Identity(user_id=2, reviewer_of=frozenset({99}), region_codes=frozenset({"410000"}))
    other = Identity(user_id=3, reviewer_of=frozenset({98}), region_codes=frozenset({LINYI}))
    stranger = Identity(user_id=4, editor_of=frozenset({school.id}))
    seen = [
        queries.contact_visible(session, row, one) for one in (owner, authority, other, stranger, VISITOR)
    ]
    assert seen == [True, True, False, False, False]


def test_the_list_of_mine_is_counted_by_state_and_narrowed(make, session) -> None:
    enterprise = make.enterprise()
    make.demand(enterprise, title="数控车工")
    make.demand(enterprise, title="数控铣工", state=PostingState.DRAFT)
    make.demand(enterprise, title="前厅_100%", state=PostingState.DRAFT)
    make.demand(title="别人的数控车工")
    ids = [enterprise.id]
    counts = queries.counts(session, Demand, organization_ids=ids)
    assert {state.value: count for state, count in counts.items() if count} == {"draft": 2, "published": 1}
    found = queries.mine(session, Demand, organization_ids=ids, filter_=Filter(PostingState.DRAFT, "数控"))
    assert [demand.title for demand in found.items] == ["数控铣工"]
    literal = queries.mine(session, Demand, organization_ids=ids, filter_=Filter(keyword="_100%"))
    assert literal.total == 1
