"""A reviewer keys a demand in for an enterprise, known or new."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from matchmaker.models import Demand, Organization, Source
from matchmaker.workflow import OrganizationState, PostingState
from tests.factories import ZHENGZHOU

CODE = "91350100M000100Y43"  # The example of GB 32100-2015.
FORM = {
    "enterprise": "郑州某某酒店有限公司",
    "occupation_code": "4-03-01-01",
    "headcount": "20",
    "must_skills": "前厅接待",
    "region_code": ZHENGZHOU,
    "contact_name": "人力资源部",
    "contact_phone": "0371-00000000",
    "action": "publish",
}


@pytest.fixture
def reviewer(make, sign_in):
    return sign_in(make.reviewer())


def test_a_demand_for_a_known_enterprise_is_published_at_once(reviewer, make, session) -> None:
    enterprise = make.enterprise(name="郑州某某酒店有限公司")
    response = reviewer.post("/key-in", data=FORM, follow_redirects=True)
    assert "待企业确认" in response.text
    demand = session.scalars(select(Demand)).one()
    assert (demand.organization_id, demand.state) == (enterprise.id, PostingState.PUBLISHED)
    assert demand.source is Source.KEYED_IN


def test_an_unknown_enterprise_is_entered_unverified_by_its_code(reviewer, session) -> None:
    refused = reviewer.post("/key-in", data=FORM)
    assert refused.status_code == 422
    assert "统一社会信用代码不正确" in refused.text
    assert session.scalars(select(Demand)).all() == []
    session.rollback()
    assert reviewer.post("/key-in", data=FORM | {"enterprise_code": CODE}).status_code == 303
    demand = session.scalars(select(Demand)).one()
    enterprise = session.get_one(Organization, demand.organization_id)
    assert (enterprise.code, enterprise.state) == (CODE, OrganizationState.UNVERIFIED)


def test_nothing_half_is_left_when_the_demand_is_refused(reviewer, make, session) -> None:
    data = FORM | {"enterprise_code": CODE, "region_code": "371300"}
    response = reviewer.post("/key-in", data=data)
    assert response.status_code == 422
    assert "不属于您所在主管部门的管辖范围" in response.text
    assert session.scalars(select(Organization).where(Organization.code == CODE)).all() == []


def test_who_keys_in_no_skill_is_asked_once(reviewer, make, session) -> None:
    make.enterprise(name="郑州某某酒店有限公司")
    asked = reviewer.post("/key-in", data=FORM | {"must_skills": ""})
    assert asked.status_code == 422
    assert "还没有填写技能" in asked.text
    assert "再次点击“发布代录需求”即可" in asked.text
    assert session.scalars(select(Demand)).all() == []
    session.rollback()
    [certain] = re.findall(r'name="is_certain" type="hidden" value="(\d*)"', asked.text)
    assert reviewer.post("/key-in", data=FORM | {"must_skills": "", "is_certain": certain}).status_code == 303
    assert len(session.scalars(select(Demand)).all()) == 1


def test_suggestions_come_from_the_form_itself(reviewer) -> None:
    assert 'hx-post="/key-in"' in reviewer.get("/key-in").text


def test_gaps_are_told_at_their_fields(reviewer, make) -> None:
    make.enterprise(name=FORM["enterprise"])
    response = reviewer.post("/key-in", data=FORM | {"headcount": "", "contact_phone": ""})
    assert response.status_code == 422
    assert 'href="#headcount"' in response.text
    assert 'href="#contact_phone"' in response.text


def test_only_reviewers_key_in(client, make, sign_in) -> None:
    assert client.get("/key-in").status_code == 302
    assert sign_in(make.editor(make.enterprise())).get("/key-in").status_code == 403


def test_the_queue_leads_a_reviewer_to_the_form(reviewer, make, sign_in) -> None:
    assert 'href="/key-in"' in reviewer.get("/reviews").text
    assert 'href="/key-in"' not in sign_in(make.administrator()).get("/reviews").text
