"""Signing up through the pages: one organization, no double, nobody's people told."""

from __future__ import annotations

import pytest

from matchmaker.models import Membership, Organization, User
from matchmaker.workflow import OrganizationState
from tests.factories import PASSWORD

SCHOOL = {
    "name": "郑州示例学校",
    "code": "4141010459",
    "region_code": "410105",
    "school_level": "college",
    "is_public_school": "y",
    "person": "王某",
    "email": "new@test.example",
    "password": PASSWORD,
    "again": PASSWORD,
}


@pytest.mark.parametrize("kind", ["school", "enterprise", "authority"])
def test_each_kind_has_its_own_form(client, kind):
    page = client.get(f"/accounts/sign-up?kind={kind}")
    assert page.status_code == 200
    assert f'action="/accounts/sign-up/{kind}"' in page.text


def test_a_school_signs_up_and_waits(client, rows):
    response = client.post("/accounts/sign-up/school", data=SCHOOL)
    assert (response.status_code, response.location) == (303, "/organizations/mine")
    page = client.get("/organizations/mine", follow_redirects=True)
    assert "郑州示例学校" in page.text
    assert "等待所在地区主管部门核验" in page.text
    assert "由谁核验和期限见工作台" in page.text
    assert rows(Organization)[0].state is OrganizationState.UNVERIFIED


def test_an_authority_sees_its_own_record_while_it_waits(client):
    facts = SCHOOL | {"name": "金水区示例教育局", "department": "education"}
    client.post("/accounts/sign-up/authority", data=facts)
    page = client.get("/organizations/mine", follow_redirects=True)
    assert page.status_code == 200
    assert "金水区示例教育局" in page.text
    assert client.get("/organizations").status_code == 403


def test_a_form_that_does_not_hold_creates_nothing(client, rows):
    for facts in (
        {"code": "123"},
        {"region_code": "火星"},
        {"password": "short", "again": "short"},
        {"again": "another"},
        {"email": "nobody"},
        {"name": ""},
    ):
        page = client.post("/accounts/sign-up/school", data=SCHOOL | facts)
        assert page.status_code == 422, facts
        assert "错误：" in page.text
        assert PASSWORD not in page.text
    assert rows(User) == rows(Organization) == []


@pytest.mark.parametrize(("name", "value"), [("code", "123"), ("school_level", "")])
def test_what_is_wrong_is_told_at_its_field(client, name, value):
    page = client.post("/accounts/sign-up/school", data=SCHOOL | {name: value}).text
    assert f'href="#{name}"' in page
    assert f'id="{name}-error"' in page


def test_nobody_chooses_the_level_of_a_school_by_accident(client):
    page = client.get("/accounts/sign-up?kind=school").text
    assert "请选择" in page
    assert "<option selected" not in page.partition('id="school_level"')[2].partition("</select>")[0].replace(
        '<option selected value=""', ""
    )


def test_a_school_that_is_here_already_is_claimed_and_its_people_are_not_told(make, client, rows):
    school = make.school(name="郑州示例学校", code="4141010459")
    editor = make.editor(school, name="在校同事", email="colleague@test.example")
    response = client.post("/accounts/sign-up/school", data=SCHOOL)
    assert response.status_code == 303
    assert response.location.startswith("/organizations/claim?")
    page = client.get(response.location)
    assert 'value="4141010459"' in page.text
    assert editor.name not in page.text
    assert editor.email not in page.text
    assert len(rows(Organization)) == 1
    assert [row.user_id for row in rows(Membership)] == [editor.id]
    assert client.get(f"/organizations/{school.id}/members").status_code == 403
