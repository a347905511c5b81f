"""Organizations through the pages: one's own, the public's, the authority's, claims and doubles."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import Claim, Event, Invitation, Membership, Notification, Organization, Review
from matchmaker.services import reviews
from matchmaker.workflow import ClaimState, Decision, OrganizationState
from tests.factories import JINSHUI, LINYI

UNVERIFIED, VERIFIED = OrganizationState.UNVERIFIED, OrganizationState.VERIFIED
CODE = "91110000600037341L"


@pytest.fixture
def rows(database):
    """Read every row of a table."""

    def read(table):
        with database.reading() as session:
            return session.scalars(select(table).order_by(table.id)).all()

    return read


@pytest.fixture
def enterprise(make):
    return make.enterprise(name="甲公司", code=CODE, summary="做酒店的")


@pytest.fixture
def editor(make, sign_in, enterprise):
    return sign_in(make.editor(enterprise, name="甲编辑", email="editor@test.example"))


@pytest.fixture
def reviewer(make, sign_in):
    return sign_in(make.reviewer())


def test_everybody_sees_a_verified_organization_without_its_people(make, client, editor, enterprise):
    make.demand(enterprise, title="前厅接待员", contact_phone="0371-12345678")
    page = client.get(f"/organizations/{enterprise.id}")
    assert page.status_code == 200
    for shown in ("甲公司", CODE, "做酒店的", "前厅接待员"):
        assert shown in page.text
    for hidden in ("甲编辑", "editor@test.example", "0371-12345678", "管理成员"):
        assert hidden not in page.text


@pytest.mark.parametrize("state", [s for s in OrganizationState if s is not VERIFIED])
def test_nobody_else_sees_an_organization_that_is_not_verified(make, client, sign_in, state):
    hidden = make.enterprise(state=state)
    for who in (
        client,
        sign_in(make.editor(make.school())),
        sign_in(make.reviewer(make.authority(region_code=LINYI))),
    ):
        assert who.get(f"/organizations/{hidden.id}").status_code == 404
    for who in (sign_in(make.reviewer()), sign_in(make.administrator())):
        assert who.get(f"/organizations/{hidden.id}").status_code == 200


def test_a_draft_is_not_shown_to_the_public(make, client, enterprise):
    make.demand(enterprise, title="还没写完", state="draft", published_at=None)
    assert "还没写完" not in client.get(f"/organizations/{enterprise.id}").text


def test_an_editor_changes_what_is_said_of_the_organization(editor, enterprise, rows):
    form = editor.get(f"/organizations/{enterprise.id}/edit").text
    assert "做酒店的" in form
    assert 'name="code"' not in form
    facts = {"industry_code": "住宿业", "staff_total": "300", "address": "示例路1号", "summary": "新简介"}
    response = editor.post(f"/organizations/{enterprise.id}/edit", data=facts)
    assert response.status_code == 303
    (row,) = rows(Organization)
    assert (row.industry_code, row.staff_total, row.summary, row.name) == ("6100", 300, "新简介", "甲公司")


def test_a_name_that_is_sent_anyway_changes_nothing(editor, enterprise, rows):
    facts = {"name": "乙公司", "code": "x", "region_code": LINYI}
    editor.post(f"/organizations/{enterprise.id}/edit", data=facts)
    (row,) = rows(Organization)
    assert (row.name, row.code) == ("甲公司", CODE)


def test_an_error_keeps_what_was_typed(editor, enterprise):
    page = editor.post(
        f"/organizations/{enterprise.id}/edit", data={"industry_code": "炼金术业", "summary": "新简介"}
    )
    assert page.status_code == 422
    assert "炼金术业" in page.text
    assert "新简介" in page.text


def test_a_stranger_edits_nothing(make, sign_in, enterprise, rows):
    stranger = sign_in(make.editor(make.enterprise()))
    hidden = make.enterprise(state=UNVERIFIED)
    assert stranger.get(f"/organizations/{enterprise.id}/edit").status_code == 403
    assert stranger.post(f"/organizations/{enterprise.id}/edit", data={"summary": "x"}).status_code == 403
    assert stranger.post(f"/organizations/{hidden.id}/edit", data={"summary": "x"}).status_code == 404
    assert stranger.get("/organizations/9999/edit").status_code == 404
    assert rows(Event) == []


def test_a_refused_organization_asks_again(make, sign_in, rows):
    school = make.school(state=OrganizationState.REFUSED)
    client = sign_in(make.editor(school))
    assert "重新申请核验" not in client.get(f"/organizations/{school.id}").text  # No reason was ever told.
    assert client.post(f"/organizations/{school.id}/apply").status_code == 303
    assert rows(Organization)[0].state is UNVERIFIED
    assert len(rows(Review)) == 1
    assert client.post(f"/organizations/{school.id}/apply").status_code == 409


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


def test_a_person_with_an_account_enters_one_more_organization(editor, rows):
    facts = {"name": "新学校", "code": "4141010459", "region_code": "金水区", "school_level": "college"}
    assert editor.post("/organizations/new?kind=school", data=facts).status_code == 303
    assert [row.name for row in rows(Organization)] == ["甲公司", "新学校"]
    assert editor.post("/organizations/new?kind=school", data=facts).status_code == 422
    page = editor.get("/organizations/mine")
    assert "甲公司" in page.text
    assert "新学校" in page.text


def test_a_member_is_invited_and_removed_but_never_the_last(make, editor, enterprise, rows):
    path = f"/organizations/{enterprise.id}/members"
    assert editor.post(f"{path}/invitations", data={"email": "guest@test.example"}).status_code == 303
    assert "guest@test.example" in editor.get(path).text
    invitation = rows(Invitation)[0]
    assert editor.post(f"{path}/invitations/{invitation.id}/withdraw").status_code == 303
    assert "guest@test.example" not in editor.get(path).text
    (mine,) = rows(Membership)
    assert editor.post(f"{path}/{mine.id}/remove").status_code == 422
    make.editor(enterprise)
    other = rows(Membership)[-1]
    assert editor.post(f"{path}/{other.id}/remove").status_code == 303
    assert [row.id for row in rows(Membership)] == [mine.id]


def test_a_member_of_another_organization_is_not_removed_from_here(make, editor, enterprise, rows):
    make.editor(enterprise)
    other = make.school()
    make.editor(other)
    theirs = rows(Membership)[-1]
    assert editor.post(f"/organizations/{enterprise.id}/members/{theirs.id}/remove").status_code == 404
    assert editor.get(f"/organizations/{other.id}/members").status_code == 404
    assert editor.post(f"/organizations/{other.id}/members/{theirs.id}/remove").status_code == 404
    assert len(rows(Membership)) == 3


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
    assert "核验通过" in reviewer.get(f"/organizations/{school.id}/record").text
    response = reviewer.post(f"/organizations/{school.id}/decision", data={"action": "verify", "reason": ""})
    assert response.status_code == 303
    assert next(row for row in rows(Organization) if row.id == school.id).state is VERIFIED
    assert rows(Review)[0].decision is Decision.APPROVE
    assert [(row.user_id, row.name) for row in rows(Notification)] == [(editor.id, "organization_verified")]


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


def test_a_form_with_control_characters_is_cleaned(editor, enterprise, rows):
    facts = {"summary": "前\x00厅\x1b[31m", "industry_code": "", "staff_total": ""}
    assert editor.post(f"/organizations/{enterprise.id}/edit", data=facts).status_code == 303
    assert rows(Organization)[0].summary == "前厅[31m"
