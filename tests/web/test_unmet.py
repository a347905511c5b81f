"""Closing a posting asks why on a page of its own, and the authority reads the reasons."""

from __future__ import annotations

from matchmaker.models import Demand, Organization, UnmetAnswer
from matchmaker.workflow import PostingState


def text(response):
    return response.get_data(as_text=True)


def test_closing_asks_why_and_the_authority_reads_it(make, sign_in):
    enterprise = make.enterprise()
    demand = make.demand(enterprise)
    owner, reviewer = sign_in(make.editor(enterprise)), sign_in(make.reviewer())
    path = f"/demands/{demand.id}"
    assert f'href="{path}/close"' in text(owner.get(path))
    assert owner.get(f"{path}/close").status_code == 200
    assert owner.post(f"{path}/close", data={"why": ""}).status_code == 422
    assert owner.post(f"{path}/close", data={"why": "boredom"}).status_code == 422
    assert "还没有记录" in text(reviewer.get("/unmet"))
    data = {"why": "no_programme", "reason": "本市没有这个专业"}
    assert owner.post(f"{path}/close", data=data).status_code == 303
    with make.database.reading() as session:
        assert session.get_one(Demand, demand.id).state is PostingState.CLOSED
        assert session.query(UnmetAnswer).one().reason == "no_programme"
    page = text(reviewer.get("/unmet"))
    assert "没有合适的专业或岗位" in page
    assert "住宿服务人员" in page
    assert enterprise.name not in page
    assert "本市没有这个专业" not in page
    assert "没有合适的专业或岗位" in text(owner.get(path))
    assert owner.get(f"{path}/close").status_code == 409


def test_strangers_close_nothing_and_read_nothing(make, sign_in):
    demand = make.demand()
    stranger = sign_in(make.editor(make.enterprise()))
    assert stranger.get(f"/demands/{demand.id}/close").status_code == 403
    assert stranger.get("/unmet").status_code == 403
    assert stranger.post(f"/demands/{demand.id}/actions/close").status_code == 403


def test_an_enterprise_says_how_many_proposals_it_takes(make, sign_in):
    enterprise = make.enterprise()
    client = sign_in(make.editor(enterprise))
    path = f"/organizations/{enterprise.id}"
    assert "每30天最多接收的合作方案" in text(client.get(f"{path}/edit"))
    facts = {"region_code": "410100", "proposals_a_month": "3", "version": "1"}
    response = client.post(f"{path}/edit", data=facts)
    assert response.status_code == 303
    with make.database.reading() as session:
        assert session.get_one(Organization, enterprise.id).proposals_a_month == 3
    assert "proposals_a_month" not in text(sign_in(make.user()).get("/accounts/sign-up/enterprise"))
