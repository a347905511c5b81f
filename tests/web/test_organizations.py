"""Organizations through the pages: one's own, the public's, and their members."""

from __future__ import annotations

import pytest

from matchmaker.models import Event, Invitation, Membership, Organization, Review
from matchmaker.workflow import OrganizationState
from tests.factories import LINYI

UNVERIFIED, VERIFIED = OrganizationState.UNVERIFIED, OrganizationState.VERIFIED
CODE = "91110000600037341L"


@pytest.fixture
def enterprise(make):
    return make.enterprise(name="甲公司", code=CODE, summary="做酒店的")


@pytest.fixture
def editor(make, sign_in, enterprise):
    return sign_in(make.editor(enterprise, name="甲编辑", email="editor@test.example"))


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
    facts = {"industry_code": "住宿业", "staff_total": "300", "summary": "新简介", "version": "1"}
    response = editor.post(f"/organizations/{enterprise.id}/edit", data=facts)
    assert response.status_code == 303
    (row,) = rows(Organization)
    assert (row.industry_code, row.staff_total, row.summary, row.name) == ("6100", 300, "新简介", "甲公司")


def test_a_name_that_is_sent_anyway_changes_nothing(editor, enterprise, rows):
    facts = {"name": "乙公司", "code": "x", "region_code": LINYI, "version": "1"}
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
    person = make.editor(enterprise)
    other = rows(Membership)[-1]
    told = editor.post(f"{path}/{other.id}/remove")
    assert told.location == path
    assert f"已移除成员“{person.name}”。" in editor.get(path).text
    assert [row.id for row in rows(Membership)] == [mine.id]


def test_who_leaves_an_organization_is_told_so(make, editor, enterprise, rows):
    (mine,) = rows(Membership)
    make.editor(enterprise)
    told = editor.post(f"/organizations/{enterprise.id}/members/{mine.id}/remove")
    assert told.location == "/organizations/mine"
    assert f"您已退出“{enterprise.name}”。" in editor.get("/dashboard").text


def test_a_member_of_another_organization_is_not_removed_from_here(make, editor, enterprise, rows):
    make.editor(enterprise)
    other = make.school()
    make.editor(other)
    theirs = rows(Membership)[-1]
    assert editor.post(f"/organizations/{enterprise.id}/members/{theirs.id}/remove").status_code == 404
    assert editor.get(f"/organizations/{other.id}/members").status_code == 404
    assert editor.post(f"/organizations/{other.id}/members/{theirs.id}/remove").status_code == 404
    assert len(rows(Membership)) == 3


def test_a_form_with_control_characters_is_cleaned(editor, enterprise, rows):
    facts = {"summary": "前\x00厅\x1b[31m", "industry_code": "", "staff_total": "", "version": "1"}
    assert editor.post(f"/organizations/{enterprise.id}/edit", data=facts).status_code == 303
    assert rows(Organization)[0].summary == "前厅[31m"


def test_the_only_member_is_offered_no_way_out(editor, enterprise, make, sign_in):
    path = f"/organizations/{enterprise.id}/members"
    assert "唯一成员" in editor.get(path).text
    make.editor(enterprise)
    page = editor.get(path).text
    assert "唯一成员" not in page
    assert "退出该单位" in page
