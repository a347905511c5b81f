"""A form that is sent twice makes one record."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from matchmaker.models import Demand, Proposal, Review
from matchmaker.workflow import PostingState, ProposalState

QUICK = {
    "occupation_code": "前厅服务员",
    "headcount": "20",
    "region_code": "郑州市",
    "contact_name": "人力资源部",
    "contact_email": "hr@test.example",
}


def count(database, table):
    with database.reading() as session:
        return session.scalar(select(func.count(table.id)))


def test_a_new_posting_that_is_sent_twice_is_one(make, sign_in, database):
    editor = sign_in(make.editor(make.enterprise()))
    key = re.search(r'name="key"[^>]*value="(\w+)"', editor.get("/demands/new").text)[1]
    data = QUICK | {"must_skills": "前厅接待", "key": key, "action": "submit"}
    answers = [editor.post("/demands/new", data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert (count(database, Demand), count(database, Review)) == (1, 1)
    with database.reading() as session:
        assert session.scalars(select(Demand.state)).one() is PostingState.SUBMITTED


def test_what_is_sent_last_counts_while_it_is_a_draft(make, sign_in, database):
    editor = sign_in(make.editor(make.enterprise()))
    for headcount in ("20", "25"):
        data = QUICK | {"key": "a", "headcount": headcount, "action": "save"}
        assert editor.post("/demands/new", data=data).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(Demand.headcount)).all() == [25]


def test_two_forms_make_two_postings_and_a_key_belongs_to_its_organization(make, sign_in, database):
    editor, other = (sign_in(make.editor(make.enterprise())) for _ in range(2))
    for client, key in ((editor, "a"), (editor, "b"), (other, "a"), (editor, ""), (editor, "")):
        assert client.post("/demands/new", data=QUICK | {"key": key}).status_code == 303
    assert count(database, Demand) == 5


def test_a_draft_of_an_authority_that_is_sent_twice_is_one(make, sign_in, database):
    programme, demand = make.programme(), make.demand()
    make.match(programme, demand)
    reviewer = sign_in(make.reviewer())
    data = {"kind": "order_class", "students": 20, f"posts_{demand.id}": 20}
    path = f"/matches/{programme.id}/{demand.id}/propose"
    assert [reviewer.post(path, data=data).status_code for _ in range(2)] == [303, 422]
    with database.reading() as session:
        assert session.scalars(select(Proposal.state)).all() == [ProposalState.DRAFT]
