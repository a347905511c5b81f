"""The authority's pages about organizations: claims, verification, suspension, doubles."""

from __future__ import annotations

import pytest

from matchmaker.models import Claim, Event, Membership, Notification, Organization, Review
from matchmaker.services import reviews
from matchmaker.workflow import ClaimState, Decision, OrganizationState
from tests.factories import JINSHUI, LINYI

UNVERIFIED, VERIFIED = OrganizationState.UNVERIFIED, OrganizationState.VERIFIED
CODE = "91110000600037341L"


@pytest.fixture
def enterprise(make):
    return make.enterprise(name="甲公司", code=CODE, summary="做酒店的")


@pytest.fixture
def editor(make, sign_in, enterprise):
    return sign_in(make.editor(enterprise, name="甲编辑", email="editor@test.example"))


@pytest.fixture
def reviewer(make, sign_in):
    return sign_in(make.reviewer())


def test_an_organization_without_people_is_claimed_and_given(make, sign_in, reviewer, rows):
    enterprise = make.enterprise(name="导入公司", state=UNVERIFIED)
    client = sign_in(make.user(name="申请人"))
    assert "您还不属于任何单位" in client.get("/organizations/mine").text
    facts = {"kind": "enterprise", "named": "导入公司", "evidence": "人力资源部主管，总机可查"}
    assert client.post("/organizations/claim", data=facts).status_code == 303
    assert "待处理" in client.get("/organizations/mine").text
    assert client.get(f"/organizations/{enterprise.id}").status_code == 404
    page = reviewer.get("/organizations/claims")
    assert "申请人" in page.text
    assert "总机可查" in page.text
    claim = rows(Claim)[0]
    response = reviewer.post(f"/organizations/claims/{claim.id}", data={"action": "accept", "reason": ""})
    assert response.status_code == 303
    assert client.get(f"/organizations/{enterprise.id}").status_code == 200
    assert "没有待处理的认领申请" in reviewer.get("/organizations/claims").text


def test_a_refused_claim_needs_a_reason(make, sign_in, reviewer, rows):
    enterprise, user = make.enterprise(), make.user()
    claim = make.save(Claim(organization_id=enterprise.id, user_id=user.id, evidence="人力资源部主管"))
    path = f"/organizations/claims/{claim.id}"
    assert reviewer.post(path, data={"action": "refuse", "reason": " "}).status_code == 422
    assert reviewer.post(path, data={"action": "refuse", "reason": "查无此人"}).status_code == 303
    assert "查无此人" in sign_in(user).get("/organizations/mine").text
    assert rows(Membership)[-1].user_id != user.id


def test_a_reviewer_elsewhere_decides_no_claim(make, sign_in, rows):
    enterprise, user = make.enterprise(state=UNVERIFIED), make.user()
    claim = make.save(Claim(organization_id=enterprise.id, user_id=user.id, evidence="人力资源部主管"))
    far = sign_in(make.reviewer(make.authority(region_code=LINYI)))
    assert far.post(f"/organizations/claims/{claim.id}", data={"action": "accept"}).status_code == 404
    assert rows(Claim)[0].state is ClaimState.PENDING


def test_the_authority_lists_its_region_and_what_waits_comes_first(make, reviewer):
    make.school(name="已核验学校")
    make.enterprise(name="待核验企业", state=UNVERIFIED, region_code=JINSHUI)
    make.school(name="外地学校", region_code=LINYI)
    page = reviewer.get("/organizations").text
    assert page.index("待核验企业") < page.index("已核验学校")
    assert "外地学校" not in page
    assert "已核验学校" not in reviewer.get("/organizations?state=unverified").text
    assert "没有符合条件的单位" in reviewer.get("/organizations?q=没有这个").text
    assert reviewer.get("/organizations?kind=nonsense&state=x&people=y&page=-3&q=%00").status_code == 200


def test_the_authority_verifies_with_one_click_and_the_queue_is_settled(
    make, session, sign_in, reviewer, rows
):
    school = make.school(state=UNVERIFIED)
    editor = make.editor(school)
    with session.begin():
        reviews.request(session, session.get_one(Organization, school.id))
    assert "正在审核队列中" in reviewer.get(f"/organizations/{school.id}/record").text
    response = reviewer.post(f"/organizations/{school.id}/decision", data={"action": "verify", "reason": ""})
    assert response.status_code == 303
    assert next(row for row in rows(Organization) if row.id == school.id).state is VERIFIED
    assert rows(Review)[0].decision is Decision.APPROVE
    assert [(row.user_id, row.name) for row in rows(Notification)] == [(editor.id, "organization_verified")]


def test_a_decision_is_told_and_leads_to_who_waits_next(make, reviewer):
    first, second = make.school(name="甲校", state=UNVERIFIED), make.school(name="乙校", state=UNVERIFIED)
    records = {row.id: f"/organizations/{row.id}/record" for row in (first, second)}
    told = reviewer.post(f"/organizations/{first.id}/decision", data={"action": "verify", "reason": ""})
    assert told.location == records[second.id]
    assert "“甲校”：已核验，已通知该单位。" in reviewer.get(told.location).text
    told = reviewer.post(
        f"/organizations/{second.id}/decision", data={"action": "refuse", "reason": "代码有误"}
    )
    assert told.location == records[second.id]
    assert "“乙校”：未通过核验，已通知该单位。" in reviewer.get(told.location).text


def test_a_suspension_needs_a_reason_and_puts_the_people_out(make, sign_in, reviewer, enterprise, rows):
    client = sign_in(make.editor(enterprise))
    path = f"/organizations/{enterprise.id}/decision"
    assert reviewer.post(path, data={"action": "suspend", "reason": ""}).status_code == 422
    assert reviewer.post(path, data={"action": "suspend", "reason": "证照失效"}).status_code == 303
    assert client.get(f"/organizations/{enterprise.id}/edit").status_code == 403
    page = client.get("/organizations/mine").text
    assert "已停用" in page
    assert "甲公司" in page
    assert "证照失效" in reviewer.get(f"/organizations/{enterprise.id}/record").text


@pytest.mark.parametrize("action", ["merge", "apply", "", "drop table"])
def test_only_decisions_are_taken(reviewer, enterprise, action, rows):
    path = f"/organizations/{enterprise.id}/decision"
    assert reviewer.post(path, data={"action": action, "reason": "x"}).status_code == 422
    assert rows(Organization)[0].state is VERIFIED


def test_a_reviewer_elsewhere_and_an_editor_decide_nothing(make, sign_in, editor, enterprise, rows):
    far = sign_in(make.reviewer(make.authority(region_code=LINYI)))
    hidden = make.enterprise(state=UNVERIFIED)
    for who, organization, status in ((far, hidden, 404), (far, enterprise, 403), (editor, enterprise, 403)):
        answer = who.post(f"/organizations/{organization.id}/decision", data={"action": "verify"})
        assert answer.status_code == status
    assert rows(Event) == []


def test_an_authority_does_not_verify_its_equal(make, reviewer, rows):
    equal = make.authority(state=UNVERIFIED)
    page = reviewer.post(f"/organizations/{equal.id}/decision", data={"action": "verify", "reason": ""})
    assert page.status_code == 422
    assert "上级地区" in page.text
    assert next(row for row in rows(Organization) if row.id == equal.id).state is UNVERIFIED


def test_a_double_is_compared_and_merged(make, sign_in, reviewer, enterprise, rows):
    double = make.enterprise(name="甲公司（郑州）", state=UNVERIFIED)
    person = make.editor(double)
    demand = make.demand(double, title="前厅接待员")
    assert "甲公司（郑州）" in reviewer.get(f"/organizations/{enterprise.id}/record").text
    page = reviewer.get(f"/organizations/{double.id}/merge?into={enterprise.id}")
    assert page.status_code == 200
    assert "将被并入：甲公司（郑州）" in page.text
    response = reviewer.post(f"/organizations/{double.id}/merge", data={"into_id": enterprise.id})
    assert (response.status_code, response.location) == (303, f"/organizations/{enterprise.id}/record")
    merged = next(row for row in rows(Organization) if row.id == double.id)
    assert (merged.state, merged.merged_into_id) == (OrganizationState.MERGED, enterprise.id)
    assert rows(type(demand))[0].organization_id == enterprise.id
    assert "前厅接待员" in sign_in(person).get("/organizations/mine", follow_redirects=True).text
    assert "合并" in reviewer.get(f"/organizations/{double.id}/record").text


def test_nothing_is_merged_across_the_region(make, reviewer, enterprise, rows):
    far = make.enterprise(region_code=LINYI, state=UNVERIFIED)
    path = f"/organizations/{enterprise.id}/merge"
    assert reviewer.post(path, data={"into_id": far.id}).status_code == 404
    assert reviewer.get(f"{path}?into={far.id}").status_code == 404
    assert reviewer.post(path, data={"into_id": enterprise.id}).status_code == 422
    assert reviewer.post(path, data={"into_id": "x"}).status_code == 422
    assert {row.state for row in rows(Organization)} == {VERIFIED, UNVERIFIED}


def test_a_decision_is_offered_to_those_alone_who_may_take_it(make, sign_in):
    authority = make.authority()
    address = f"/organizations/{authority.id}/record"
    assert "停用单位" not in sign_in(make.reviewer(authority)).get(address).text
    assert "停用单位" in sign_in(make.administrator()).get(address).text
