"""The figures of an overview are those that one counts by hand."""

from __future__ import annotations

import pytest

from matchmaker.db import now
from matchmaker.models import Demand, LedgerEntry, MajorOccupation, Occupation, Partnership, Programme, Region
from matchmaker.models.ledger import LedgerAction
from matchmaker.services.overviews import areas, filling, majors, milestones
from matchmaker.services.overviews.milestones import Milestone
from matchmaker.services.overviews.scope import Scope
from matchmaker.workflow import PartnershipState, PostingState, ProposalState
from tests.factories import JINSHUI, LINYI, ZHENGZHOU

CITY, COUNTRY = Scope(ZHENGZHOU), Scope()


def lines(market):
    return {line.name: (line.places, line.posts) for line in market.lines}


def test_places_and_posts_are_added_up_by_class_of_majors(make, session):
    for places in (40, 50, None):
        make.programme(places=places)
    make.programme(major_code="460103", places=30)
    make.programme(places=99, state=PostingState.PAUSED)
    make.programme(places=7, region_code=LINYI)
    make.demand(headcount=12)
    make.demand(headcount=8, region_code=JINSHUI)
    make.demand(headcount=99, state=PostingState.CLOSED)
    assert lines(majors.market(session, CITY)) == {"旅游类": (90, 20), "机械设计制造类": (30, 0)}
    assert lines(majors.market(session, COUNTRY))["旅游类"] == (97, 20)


def test_a_post_counts_once_with_every_class_that_leads_to_it(make, session):
    make.save(MajorOccupation(major_code="460103", target="group", code="4-03"))  # A whole sub-major group.
    make.save(MajorOccupation(major_code="540106", target="group", code="4-03-01"))
    make.demand(headcount=10)
    make.demand(headcount=10)
    assert lines(majors.market(session, CITY)) == {"旅游类": (0, 20), "机械设计制造类": (0, 20)}


def test_posts_that_no_major_leads_to_are_told(make, session):
    facts = {"minor_group": "6-99-99", "minor_group_name": "其他", "sub_major_group": "6-99"}
    make.save(Occupation(code="6-99-99-99", name="其他人员", sub_major_group_name="其他", **facts))
    make.demand(headcount=5, occupation_code="6-99-99-99")
    make.demand(headcount=4, occupation_code=None)
    market = majors.market(session, CITY)
    assert (market.lines, market.unassigned_posts) == ((), 9)


def test_a_post_that_no_major_leads_to_counts_with_the_class_of_its_best_match(make, session):
    demand = make.demand(headcount=5, occupation_code=None)
    make.match(make.programme(places=None), demand, score=majors.WORTH)
    make.match(make.programme(major_code="460103", places=None), demand, score=majors.WORTH + 1)
    closed = make.programme(places=None, state=PostingState.CLOSED)
    make.match(closed, demand, score=majors.WORTH + 2)
    make.match(
        make.programme(places=None), make.demand(headcount=4, occupation_code=None), score=majors.WORTH - 1
    )
    market = majors.market(session, CITY)
    assert (lines(market), market.unassigned_posts) == ({"机械设计制造类": (0, 5)}, 4)


def test_a_match_tells_nothing_of_a_post_that_a_major_leads_to(make, session):
    make.match(make.programme(major_code="460103", places=None), make.demand(headcount=8), score=90)
    assert lines(majors.market(session, CITY)) == {"旅游类": (0, 8)}


def test_only_the_largest_classes_are_shown_and_all_are_counted(make, session, monkeypatch):
    monkeypatch.setattr(majors, "MOST", 1)
    make.programme(places=10)
    make.programme(major_code="460103", places=20)
    market = majors.market(session, CITY)
    assert (lines(market), market.total) == ({"机械设计制造类": (20, 0)}, 2)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (ProposalState.DECLINED, Milestone.PROPOSED),
        (ProposalState.RETURNED, Milestone.WANTED),
        (ProposalState.APPROVED, Milestone.APPROVED),
        (ProposalState.AGREED, Milestone.AGREED),
    ],
)
def test_a_posting_counts_up_to_what_its_furthest_proposal_reached(make, session, state, expected):
    programme = make.programme()
    make.proposal(programme, make.demand(), state=ProposalState.SENT, sent_at=now())
    make.proposal(programme, make.demand(), state=state, sent_at=now())
    counts = milestones.reached(session, Programme, CITY)
    done = milestones.MILESTONES.index(expected)
    assert list(counts.values()) == [1] * (done + 1) + [0] * (6 - done)


def test_each_step_holds_those_that_went_further(make, session):
    school = make.school()
    make.programme(school, published_at=None, state=PostingState.DRAFT)
    make.programme(school)
    matched, asked, running = (make.programme(school) for _ in range(3))
    make.match(matched, make.demand())
    make.proposal(asked, make.demand(), state=ProposalState.SENT, sent_at=now())
    make.proposal(matched, make.demand())  # A draft that nobody sent.
    agreed = make.proposal(running, make.demand(), state=ProposalState.AGREED, sent_at=now())
    make.save(Partnership(proposal_id=agreed.id, state=PartnershipState.RUNNING))
    make.programme()
    own = Scope(ZHENGZHOU, owner_ids=frozenset({school.id}))
    assert list(milestones.reached(session, Programme, own).values()) == [4, 3, 2, 1, 1, 1, 1]
    assert list(milestones.reached(session, Programme, CITY).values()) == [5, 3, 2, 1, 1, 1, 1]
    assert list(milestones.reached(session, Demand, CITY).values()) == [4, 3, 2, 1, 1, 1, 1]


def test_what_is_taken_comes_from_the_ledger(make, session):
    programme, other = make.programme(places=50), make.programme(places=40, state=PostingState.PAUSED)
    make.programme(places=99, state=PostingState.CLOSED)
    agreed = make.proposal(programme, make.demand(headcount=60), state=ProposalState.AGREED)
    held = make.proposal(other, make.demand(headcount=60), state=ProposalState.IN_REVIEW)
    ended = make.proposal(other, make.demand(headcount=60), state=ProposalState.WITHDRAWN)
    rows = [
        (agreed, programme, LedgerAction.RESERVE, 20),
        (agreed, programme, LedgerAction.COMMIT, 0),
        (held, other, LedgerAction.RESERVE, 15),
        (ended, other, LedgerAction.RESERVE, 25),
        (ended, other, LedgerAction.RELEASE, -25),
    ]
    for proposal, posting, action, amount in rows:
        make.save(LedgerEntry(proposal_id=proposal.id, programme_id=posting.id, action=action, amount=amount))
    found = filling.filling(session, Programme, CITY)
    assert (found.total, found.agreed, found.reserved, found.open) == (90, 20, 15, 55)
    assert filling.filling(session, Demand, CITY).open == 180


def test_a_region_is_cut_into_its_parts_down_to_districts(make, session):
    make.save(Region(code="370000", name="山东省"))
    make.programme(places=50)
    make.programme(places=20, region_code=JINSHUI)
    make.demand(headcount=30, region_code=JINSHUI)
    make.programme(places=10, region_code=LINYI)
    make.programme(places=5, region_code=None)

    def told(scope):
        found = areas.areas(session, scope)
        return [(area.name, area.places, area.posts, area.has_parts) for area in found]

    assert told(COUNTRY) == [("河南省", 70, 30, True), ("山东省", 10, 0, True)]
    assert told(Scope("410000")) == [("郑州市", 70, 30, True)]
    assert told(CITY) == [("郑州市", 50, 0, False), ("金水区", 20, 30, False)]
    assert told(Scope(JINSHUI)) == []
    assert [region.name for region in areas.path(session, JINSHUI)] == ["河南省", "郑州市", "金水区"]
