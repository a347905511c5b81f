"""The desk: each role's to-dos, the next step on top, and the first steps of a newcomer."""

import re
from datetime import timedelta

import pytest

from matchmaker.db import now
from matchmaker.models import Review
from matchmaker.services import dashboards, reviews
from matchmaker.services.people.sessions import identify
from matchmaker.services.postings import queries
from matchmaker.web.desks import OFFICIAL, PARTY, Task, Waiting, first
from matchmaker.workflow import OrganizationState, PostingState, ProposalState
from tests.factories import LINYI


def identity_of(session, user):
    return identify(session, session.merge(user))


def count_beside(page, word):
    """Return the number that stands beside a to-do."""
    found = re.search(rf'{word}</span>\s*<span class="to-do-count">(\d+)</span>', page)
    assert found, f"{word} is not on the desk"
    return int(found[1])


def test_a_visitor_has_no_desk(client):
    response = client.get("/dashboard")
    assert response.status_code == 302
    assert "next=" in response.location


def test_a_school_sees_its_returned_programmes_first(make, sign_in):
    school = make.school()
    make.programme(school, state=PostingState.DRAFT)
    make.programme(school, state=PostingState.RETURNED)
    make.programme(make.school(), state=PostingState.RETURNED)
    page = sign_in(make.editor(school)).get("/dashboard").text
    assert "下一步：被退回的专业" in page
    assert count_beside(page, "被退回的专业") == 1
    assert count_beside(page, "未提交的专业草稿") == 1
    assert "被退回的需求" not in page


def test_an_enterprise_sees_the_demands_alone(make, sign_in):
    page = sign_in(make.editor(make.enterprise())).get("/dashboard").text
    assert "未提交的需求草稿" in page
    assert "未提交的专业草稿" not in page


def test_a_proposal_that_waits_for_an_answer_comes_before_all_else(make, sign_in):
    school = make.school()
    programme = make.programme(school)
    make.programme(school, state=PostingState.RETURNED)
    make.proposal(programme, make.demand(), state=ProposalState.SENT)
    page = sign_in(make.editor(school)).get("/dashboard").text
    assert "下一步：等待我方答复或确认的合作方案" in page


def test_counts_of_postings_equal_the_lists_they_lead_to(make, session):
    school = make.school()
    for state in (PostingState.DRAFT, PostingState.DRAFT, PostingState.RETURNED, PostingState.EXPIRED):
        make.programme(school, state=state)
    user = make.editor(school)
    identity = identity_of(session, user)
    counts = dashboards.of_party(session, identity)
    for state in dashboards.WAITING:
        filter_ = queries.Filter(state=state)
        listed = queries.mine(
            session, dashboards.Programme, organization_ids=identity.editor_of, filter_=filter_
        )
        assert counts[f"programmes_{state.value}"] == listed.total


def test_a_demand_that_was_keyed_in_waits_on_the_desk_until_it_is_confirmed(make, sign_in):
    enterprise, reviewer = make.enterprise(), make.reviewer()
    make.demand(enterprise)
    keyed = make.demand(enterprise, title="代录的岗位", keyed_in_by_id=reviewer.id)
    client = sign_in(make.editor(enterprise))
    desk = client.get("/dashboard").text
    assert "下一步：主管部门代录、待本单位确认的需求" in desk
    assert count_beside(desk, "主管部门代录、待本单位确认的需求") == 1
    listed = client.get("/demands/mine?show=unconfirmed").text
    assert "代录的岗位" in listed
    assert "酒店前厅接待" not in listed
    client.post(f"/demands/{keyed.id}/confirm")
    assert count_beside(client.get("/dashboard").text, "主管部门代录、待本单位确认的需求") == 0
    assert "show=unconfirmed" not in client.get("/demands/mine").text


def test_a_reviewer_sees_the_queue_of_the_region_alone(make, sign_in, session):
    programme = make.programme(state=PostingState.SUBMITTED)
    make.review(programme_id=programme.id)
    elsewhere = make.programme(state=PostingState.SUBMITTED, region_code=LINYI)
    make.review(programme_id=elsewhere.id, region_code=LINYI)
    user = make.reviewer()
    page = sign_in(user).get("/dashboard").text
    listed = reviews.queue(session, identity_of(session, user), reviews.Filters())
    assert count_beside(page, "待审核") == listed.total == 1


def test_what_is_overdue_comes_first(make, sign_in):
    programme = make.programme(state=PostingState.SUBMITTED)
    review = make.review(programme_id=programme.id)
    with make.database.transaction() as session:
        row = session.get_one(Review, review.id)
        row.due_at = row.created_at
    page = sign_in(make.reviewer()).get("/dashboard").text
    assert "下一步：已超过期限的审核" in page


def test_what_is_overdue_or_in_hand_leads_to_just_that(make, sign_in, session):
    user = make.reviewer()
    for facts in ({"due_at": now() - timedelta(days=1)}, {"taken_by_id": user.id, "taken_at": now()}, {}):
        make.review(programme_id=make.programme(state=PostingState.SUBMITTED).id, **facts)
    client = sign_in(user)
    for name in ("reviews_overdue", "reviews_mine"):
        task = next(task for task in OFFICIAL if task.name == name)
        assert "共 1 条" in client.get("/reviews", query_string=task.values).text


def test_a_reviewer_verifies_the_organizations_of_the_region(make, sign_in):
    near = make.school(state=OrganizationState.UNVERIFIED)
    far = make.enterprise(state=OrganizationState.UNVERIFIED, region_code=LINYI)
    make.review(organization_id=near.id)
    make.review(organization_id=far.id, region_code=LINYI)
    page = sign_in(make.reviewer()).get("/dashboard").text
    assert count_beside(page, "待审核") == 1
    assert "待核验的单位" not in page  # It waits in one place.
    assert count_beside(sign_in(make.administrator()).get("/dashboard").text, "待核验的单位") == 2


def test_a_record_leads_to_the_queue_where_its_organization_waits(make, sign_in):
    school = make.school(state=OrganizationState.UNVERIFIED)
    review = make.review(organization_id=school.id)
    path = f"/organizations/{school.id}/record"
    page = sign_in(make.reviewer()).get(path).text
    assert f'href="/reviews/{review.id}"' in page
    assert "核验通过" not in page
    assert "核验通过" in sign_in(make.administrator()).get(path).text  # Who decides on nothing in the queue.


def test_a_reviewer_is_told_the_figures_of_the_region(make, sign_in):
    make.programme(places=40)
    make.programme(places=70, region_code=LINYI)
    assert "1 个，40 个学位" in sign_in(make.reviewer()).get("/dashboard").text
    assert "2 个，110 个学位" in sign_in(make.administrator()).get("/dashboard").text


def test_somebody_without_an_organization_is_led_to_one(make, sign_in):
    page = sign_in(make.user()).get("/dashboard").text
    assert "完善资料 17%" in page
    assert "填写或认领单位" in page


def test_a_newcomer_is_led_to_the_first_posting_and_told_who_verifies(make, sign_in):
    make.authority(name="郑州市教育局")
    school = make.school(state=OrganizationState.UNVERIFIED)
    make.review(organization_id=school.id)
    client = sign_in(make.editor(school))
    page = client.get("/dashboard").text
    assert "下一步：填写第一条供需信息" in page
    assert "单位正在等待核验" in page
    assert "由郑州市教育局核验" in page
    make.programme(school, state=PostingState.DRAFT)
    assert "下一步：未提交的专业草稿" in client.get("/dashboard").text


def test_the_checklist_goes_away_when_everything_is_done(make, sign_in):
    school = make.school(code="4141013791", address="郑东新区", summary="旅游类院校")
    user = make.editor(school)
    assert "完善资料 67%" in sign_in(user).get("/dashboard").text
    make.programme(school)
    assert "完善资料" not in sign_in(user).get("/dashboard").text


def test_the_best_match_of_each_posting_is_shown(make, sign_in):
    school = make.school()
    programme = make.programme(school)
    make.match(programme, make.demand(title="次好的需求"), score=60.0)
    make.match(programme, make.demand(title="最好的需求"), score=90.0)
    make.match(make.programme(), make.demand(title="别人的需求"), score=95.0)
    page = sign_in(make.editor(school)).get("/dashboard").text
    assert "最好的需求" in page
    assert "次好的需求" not in page
    assert "别人的需求" not in page


@pytest.mark.parametrize(
    ("counts", "expected"), [((0, 0), None), ((0, 3), "second"), ((2, 0), "first"), ((2, 3), "first")]
)
def test_the_next_step_is_the_first_that_waits(counts, expected):
    tasks = (Task("first", "甲", "做", "a.b"), Task("second", "乙", "做", "c.d"))
    found = first([Waiting(task, count) for task, count in zip(tasks, counts, strict=True)])
    assert (found.task.name if found else None) == expected


def test_what_is_only_to_be_read_is_no_next_step():
    assert first([Waiting(Task("notifications", "甲", "看", "a.b"), 3)]) is None


def test_every_to_do_has_its_count(make, session):
    editor, reviewer = make.editor(make.school()), make.reviewer()
    party = dashboards.of_party(session, identity_of(session, editor))
    official = dashboards.of_official(session, identity_of(session, reviewer))
    read = {"notifications"}  # The page counts them for its header.
    assert {task.name for task in PARTY} <= set(party) | read
    assert {task.name for task in OFFICIAL} <= set(official) | read


def test_an_administrator_is_not_led_to_reviews_that_reviewers_alone_decide(make, sign_in):
    make.review(programme_id=make.programme(state=PostingState.SUBMITTED).id)
    page = sign_in(make.administrator()).get("/dashboard").text
    assert "开始审核" not in page
