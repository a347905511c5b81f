"""Merging doubles: everything moves, nothing is left behind."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import Claim, Demand, Membership, Organization, Programme, ProposalParty, Review
from matchmaker.services.events import SYSTEM
from matchmaker.services.people import directory, merges
from matchmaker.workflow import ClaimState, IllegalMoveError, OrganizationState

CODE, OTHER_CODE = "91110000600037341L", "91440300708461136T"
UNVERIFIED, VERIFIED = OrganizationState.UNVERIFIED, OrganizationState.VERIFIED


@pytest.fixture
def doubles(make, hold):
    """A double with people, postings and a proposal, and the organization that stays."""
    double = make.enterprise(name="甲公司（导入）", code=CODE, staff_total=80, state=UNVERIFIED)
    into = make.enterprise(name="甲公司", address="示例路1号")
    both = make.editor(into)
    make.save(Membership(user_id=both.id, organization_id=double.id, role="editor"))
    make.editor(double)
    demand = make.demand(double)
    make.proposal(make.programme(), demand)
    make.save(Claim(organization_id=double.id, user_id=both.id, evidence="人力资源部"))
    make.review(organization_id=double.id)
    hold(double, into)
    return double, into


def test_a_merge_moves_people_postings_and_parties(session, doubles):
    double, into = doubles
    merges.merge(session, double, into=into, actor=SYSTEM)
    session.flush()
    for table, count in ((Membership, 2), (Demand, 1), (ProposalParty, 1), (Claim, 1)):
        owners = session.scalars(
            select(table.organization_id).where(table.organization_id.in_([double.id, into.id]))
        )
        assert owners.all() == [into.id] * count, table
    assert session.scalars(select(Claim.state)).one() is ClaimState.ACCEPTED


def test_a_merge_closes_the_double_and_tells_both_histories(session, doubles, actions):
    double, into = doubles
    merges.merge(session, double, into=into, actor=SYSTEM)
    session.flush()
    assert (double.state, double.merged_into_id) == (OrganizationState.MERGED, into.id)
    assert session.scalars(select(Review.decided_at)).one() is not None
    assert (actions(double), actions(into)) == (["merge"], ["absorb"])


def test_a_merge_takes_over_what_only_the_double_said(session, doubles):
    double, into = doubles
    merges.merge(session, double, into=into, actor=SYSTEM)
    assert (into.code, into.staff_total, into.address) == (CODE, 80, "示例路1号")
    assert double.code is None


def test_the_merged_name_leads_to_what_it_became(session, doubles):
    double, into = doubles
    merges.merge(session, double, into=into, actor=SYSTEM)
    session.flush()
    assert directory.find(session, kind=double.kind, code=None, name="甲公司(导入)") is into


def test_different_codes_or_kinds_are_not_merged(session, make, hold):
    one, other = hold(make.enterprise(code=CODE), make.enterprise(code=OTHER_CODE))
    school = hold(make.school())
    with pytest.raises(merges.CodesDifferError):
        merges.merge(session, one, into=other, actor=SYSTEM)
    for wrong in (school, one):
        with pytest.raises(merges.NotTheSameError):
            merges.merge(session, one, into=wrong, actor=SYSTEM)


def test_nothing_is_merged_into_what_is_closed(session, make, hold):
    one, other = hold(make.enterprise(), make.enterprise(state=OrganizationState.SUSPENDED))
    with pytest.raises(IllegalMoveError):
        merges.merge(session, one, into=other, actor=SYSTEM)
    with pytest.raises(IllegalMoveError):
        merges.merge(session, other, into=one, actor=SYSTEM)


def test_a_merge_leaves_no_row_of_any_table_behind(session, doubles):
    """Whatever table gets an `organization_id`, a merge has to move it."""
    double, into = doubles
    merges.merge(session, double, into=into, actor=SYSTEM)
    session.commit()  # What there is to find is listed anew in the last moment.
    tables = [table for table in Organization.metadata.sorted_tables if "organization_id" in table.c]
    assert {"membership", "invitation", "claim", "programme", "demand", "proposal_party", "review"} <= {
        table.name for table in tables
    }
    left = {
        t.name for t in tables if session.execute(select(t).where(t.c.organization_id == double.id)).first()
    }
    assert left == {"review"}  # What was on a desk is settled, and told of the double.
    assert session.scalars(select(Programme)).first() is not None
