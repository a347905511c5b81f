"""The audit trail's page: officials alone, each in their own region."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from matchmaker.models import Programme, Proposal
from matchmaker.services.events import Actor
from matchmaker.services.experience.unmet import Refusal
from matchmaker.services.partnerships.talks import answers
from matchmaker.services.people import organizations
from matchmaker.services.postings import demands, drafts, programmes
from matchmaker.terms import UnmetReason
from matchmaker.web.authorities import changes as changing
from matchmaker.workflow import ProposalState
from tests.factories import LINYI


@pytest.fixture
def declined(make):
    """A proposal of 郑州 that an enterprise declined."""
    demand = make.demand()
    user = make.editor(make.enterprise(), name="张编辑")
    proposal = make.proposal(make.programme(), demand, state=ProposalState.SENT)
    with make.database.transaction() as session:
        found = session.get_one(Proposal, proposal.id)
        facts = {
            "organization_id": demand.organization_id,
            "number": 1,
            "reason": Refusal(UnmetReason.TIMING, "今年不招人"),
        }
        answers.decline(session, found, actor=Actor(user.id, "request-1"), **facts)
    return proposal


def text(response):
    return response.get_data(as_text=True)


def changes(page):
    """Return the fields that a page tells as changed, with what they held before and after."""
    told = re.findall(r"<dt>([^<]+)</dt>\s*<dd>\s*(?:<del>(.*?)</del>)?\s*<ins>(.*?)</ins>", page, re.DOTALL)
    return [(title, strip(before), strip(after)) for title, before, after in told]


def strip(lines):
    return "|".join(re.findall(r"<span>(.*?)</span>", lines))


def test_a_reviewer_sees_who_did_what_and_why(make, sign_in, declined):
    page = text(sign_in(make.reviewer()).get("/events"))
    for words in ("张编辑", "谢绝", "今年不招人", f"合作方案 #{declined.id}", "request-1"):
        assert words in page
    why = ("原因类别", "", "时间不合适")
    assert changes(page) == [("答复", "未答复", "已谢绝"), why, ("状态", "待各方答复", "已谢绝")]


def test_a_reviewer_elsewhere_sees_nothing_of_it(make, sign_in, declined):
    client = sign_in(make.reviewer(make.authority(region_code=LINYI)))
    assert "没有找到记录" in text(client.get("/events"))


def test_an_administrator_sees_every_region(make, sign_in, declined):
    assert "今年不招人" in text(sign_in(make.administrator()).get("/events"))


def test_the_parties_do_not_see_the_trail(make, sign_in, client, declined):
    assert sign_in(make.editor(make.school())).get("/events").status_code == 403
    assert client.get("/events").status_code == 302


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("subject=proposal", True),
        ("subject=programme", False),
        ("subject=proposal&id=1", True),
        ("subject=proposal&id=2", False),
        ("action=decline", True),
        ("action=approve", False),
        ("actor=张编辑", True),
        ("actor=李编辑", False),
        ("since=2020-01-01", True),
        ("since=2999-01-01", False),
        ("until=2999-01-01", True),
        ("until=2020-01-01", False),
        ("since=nonsense&id=x&action=x", True),
    ],
)
def test_the_trail_narrows(make, sign_in, declined, query, is_found):
    page = text(sign_in(make.reviewer()).get(f"/events?{query}"))
    assert ("今年不招人" in page) is is_found


def test_the_owner_sees_what_an_edit_changed(make, sign_in):
    school = make.school()
    programme = make.programme(school, places=40)
    user = make.editor(school)
    with make.database.transaction() as session:
        values = {
            "places": 60,
            "site_logistics": True,
            "accepted_kinds": ["order_class"],
            "level": "bachelor",
        }
        found = session.get_one(Programme, programme.id)
        drafts.edit(session, found, values=values, version=found.version, actor=Actor(user.id))
    page = text(sign_in(user).get(f"/programmes/{programme.id}"))
    assert changes(page) == [
        ("学位数", "40", "60"),
        ("货运车辆可到达场地", "", "是"),
        ("接受的合作模式", "", "订单班"),
        ("层次", "高职专科/高级技工", "职业本科"),
    ]


def test_every_field_that_people_fill_in_has_its_word(app):
    columns = {
        "programme": programmes.FIELDS,
        "demand": demands.FIELDS,
        "organization": {name for names in organizations.FIELDS.values() for name in names},
    }
    with app.test_request_context():
        for subject, names in columns.items():
            told = changing.tell(
                SimpleNamespace(subject_type=subject, before={}, after=dict.fromkeys(names, True))
            )
            assert len(told) == len(names)
            assert [entry.title for entry in told if entry.title.isascii()] == []


def test_the_change_of_a_rule_a_comment_and_a_term_is_told(app):
    after = {"state": "returned", "comment_students": "太多", "students": 30, "term_start": "2027-09-01"}
    before = {"state": "in_review", "students": 20, "term_start": None}
    with app.test_request_context():
        told = changing.tell(SimpleNamespace(subject_type="proposal", before=before, after=after))
    assert [(one.title, one.before, one.after) for one in told] == [
        ("状态", ["审核中"], ["已退回"]),
        ("对“学生人数”的意见", [], ["太多"]),
        ("学生人数", ["20"], ["30"]),
        ("开始日期", ["待补充"], ["2027年9月1日"]),
    ]
