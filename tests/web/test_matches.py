"""The pages of matches: cards with their reasons, marks, comparison, and a proposal made of a pair."""

from __future__ import annotations

import html
import re
import struct

import pytest
from sqlalchemy import select

from matchmaker.models import Mark, Match, MatchMark, MatchRun, Proposal
from matchmaker.workflow import Answer, PostingState, ProposalState
from tests.factories import JINSHUI, LINYI


class Pair:
    """A matched pair and the people on both sides."""

    def __init__(self, make, sign_in):
        self.make = make
        self.programme = make.programme()
        self.demand = make.demand(title="前厅接待", region_code=LINYI)
        self.match = make.match(self.programme, self.demand, score=81.5)
        self.path = f"/matches/{self.programme.id}/{self.demand.id}"
        self.school = sign_in(make.editor(make_organization(make, self.programme)))
        self.enterprise = sign_in(make.editor(make_organization(make, self.demand)))
        self.reviewer = sign_in(make.reviewer())

    def rows(self, table):
        with self.make.database.reading() as session:
            return session.scalars(select(table)).all()


def make_organization(make, posting):
    with make.database.reading() as session:
        return session.get_one(type(posting), posting.id).organization


@pytest.fixture
def pair(make, sign_in):
    return Pair(make, sign_in)


def text(response):
    return response.get_data(as_text=True)


def terms(pair, **facts):
    gives = {"give_0_giver": "school", "give_0_item": "学位", "give_0_amount": "20", "give_0_unit": "名"}
    return {"kind": "order_class", "students": 20, f"posts_{pair.demand.id}": 20, "note": ""} | gives | facts


def test_my_postings_are_listed_with_their_matches(pair):
    page = text(pair.school.get("/matches"))
    assert f"/matches/programmes/{pair.programme.id}" in page
    assert "81.5" in page
    assert f"/matches/demands/{pair.demand.id}" in text(pair.enterprise.get("/matches"))


def test_a_card_shows_score_skills_distance_and_kind(pair):
    page = text(pair.school.get(f"/matches/programmes/{pair.programme.id}"))
    for words in ("前厅接待", "81.5", "英语会话", "公里", "建议模式"):
        assert words in page
    assert "0371-11111111" not in page


def test_filters_stand_in_the_address_and_far_matches_say_what_the_way_costs(pair):
    path = f"/matches/programmes/{pair.programme.id}"
    far = pair.make.demand(title="西部前厅", longitude=106.5, latitude=29.5, region_code=None)
    points = struct.pack("<2h", 7000, 100)
    match = pair.make.match(pair.programme, far, score=71.0)
    with pair.make.database.transaction() as session:
        found = session.get_one(Match, (far.id, pair.programme.id))
        session.get_one(MatchRun, match.run_id).features = ["text", "distance"]
        found.points = points
    page = text(pair.school.get(path))
    assert "距离远：距离只得 1.0 分" in page
    assert "公里内" in text(pair.school.get(path + "?within=100"))
    assert "西部前厅" not in text(pair.school.get(path + "?within=300"))
    assert "西部前厅" not in text(pair.school.get(path + "?least=80"))
    assert "没有匹配结果" in text(pair.school.get(path + "?q=没有这样的单位"))


def test_what_is_said_to_be_near_is_what_its_link_opens(pair):
    pair.make.match(pair.programme, pair.make.demand(region_code=JINSHUI), score=71.0)
    with pair.make.database.transaction() as session:
        far = session.get_one(Match, (pair.demand.id, pair.programme.id))
        session.get_one(MatchRun, far.run_id).features = ["text", "distance"]
        far.points = struct.pack("<2h", 7000, 100)
    page = text(pair.school.get(f"/matches/programmes/{pair.programme.id}?region={LINYI}"))
    address, count = re.search(r'<a href="([^"]+)">100 公里内有 (\d+) 个匹配</a>', page).groups()
    opened = text(pair.school.get(html.unescape(address)))
    assert opened.count("<article") == int(count) == 1


def test_the_pair_shows_every_kind_with_its_gates(pair):
    page = text(pair.enterprise.get(pair.path))
    assert "订单班" in page
    assert "厂中校" in page
    assert "请补充：" in page
    assert page.count("btn btn-primary") == 1


def test_strangers_find_neither_list_nor_pair(pair, make, sign_in):
    strangers = [make.editor(make.school()), make.reviewer(make.authority(region_code=JINSHUI))]
    for stranger in map(sign_in, strangers):
        assert stranger.get(pair.path).status_code == 404
        assert stranger.get(f"/matches/programmes/{pair.programme.id}").status_code == 404
        assert stranger.get(f"{pair.path}/propose").status_code == 404
        assert stranger.post(f"{pair.path}/dismiss", data={"reason": "人数不符"}).status_code in {403, 404}


def test_a_posting_off_the_market_matches_nobody(pair):
    with pair.make.database.transaction() as session:
        session.get_one(type(pair.demand), pair.demand.id).state = PostingState.PAUSED
    assert pair.school.get(pair.path).status_code == 404
    assert "没有匹配结果" in text(pair.school.get(f"/matches/programmes/{pair.programme.id}"))


def test_a_dismissed_match_is_put_aside_and_can_come_back(pair):
    lists = f"/matches/programmes/{pair.programme.id}"
    assert pair.school.post(f"{pair.path}/dismiss", data={"reason": "距离太远"}).status_code == 303
    assert pair.rows(MatchMark)[0].reason == "距离太远"
    assert "没有匹配结果" in text(pair.school.get(lists))
    assert "不感兴趣：距离太远" in text(pair.school.get(f"{lists}?mark=dismissed"))
    assert "不感兴趣：距离太远" not in text(pair.enterprise.get(f"/matches/demands/{pair.demand.id}"))
    assert pair.school.post(f"{pair.path}/restore").status_code == 303
    assert pair.rows(MatchMark) == []


def test_the_other_side_still_sees_what_one_side_dismissed(pair):
    pair.school.post(f"{pair.path}/dismiss", data={"reason": "距离太远"})
    assert "没有匹配结果" not in text(pair.enterprise.get(f"/matches/demands/{pair.demand.id}"))


def test_an_authority_pins_and_vetoes(pair):
    assert pair.reviewer.post(f"{pair.path}/pinned").status_code == 303
    assert pair.rows(MatchMark)[0].mark is Mark.PINNED
    assert pair.reviewer.post(f"{pair.path}/vetoed").status_code == 422
    assert pair.reviewer.post(f"{pair.path}/vetoed", data={"reason": "专业停招"}).status_code == 303
    assert [row.mark for row in pair.rows(MatchMark)] == [Mark.VETOED]
    assert "专业停招" in text(pair.reviewer.get("/matches?mark=vetoed"))
    assert pair.reviewer.post(f"{pair.path}/unmark").status_code == 303
    assert pair.rows(MatchMark) == []


def test_a_party_neither_pins_nor_sees_a_veto(pair):
    assert pair.school.post(f"{pair.path}/pinned").status_code == 403
    pair.reviewer.post(f"{pair.path}/vetoed", data={"reason": "专业停招"})
    assert "专业停招" not in text(pair.school.get(pair.path))


def test_an_authority_lists_the_pairs_of_its_region(pair):
    assert "酒店管理与数字化运营 × 前厅接待" in text(pair.reviewer.get("/matches"))
    assert "没有匹配结果" in text(pair.reviewer.get("/matches?q=不存在"))


def test_matches_stand_side_by_side(pair):
    other = pair.make.demand(title="客房服务")
    pair.make.match(pair.programme, other, score=60)
    address = f"/matches/programmes/{pair.programme.id}/compare"
    page = text(pair.school.get(f"{address}?other={pair.demand.id}&other={other.id}&other=999"))
    assert page.index("前厅接待") < page.index("客房服务")
    assert "没有选择要对比的匹配" in text(pair.school.get(address))


def test_who_compares_more_than_fit_is_told_what_is_left_out(pair):
    others = [pair.make.demand(title=f"岗位{number}") for number in range(5)]
    for other in others:
        pair.make.match(pair.programme, other, score=60)
    address = f"/matches/programmes/{pair.programme.id}/compare?"
    page = text(pair.school.get(address + "&".join(f"other={other.id}" for other in others)))
    assert "选择了 5 个，这里只列出前 4 个。" in page
    assert ("岗位3" in page, "岗位4" in page) == (True, False)
    assert "只列出" not in text(
        pair.school.get(address + "&".join(f"other={other.id}" for other in others[:4]))
    )


def test_a_party_proposes_with_its_own_interest(pair):
    page = text(pair.school.get(f"{pair.path}/propose"))
    assert 'value="专业教师"' in page
    response = pair.school.post(f"{pair.path}/propose", data=terms(pair))
    assert response.status_code == 303
    proposal = pair.rows(Proposal)[0]
    assert (proposal.state, proposal.author, proposal.score) == (ProposalState.SENT, "school", 81.5)
    assert [party.answer for party in proposal.parties] == [Answer.INTERESTED, Answer.PENDING]
    assert {gate["name"] for gate in proposal.gates} >= {"posts", "promise", "graduation"}
    assert (proposal.reasons[0]["parts"], proposal.reasons[0]["missing"]) == ({"text": 81.5}, [])
    assert pair.enterprise.get(response.location).status_code == 200


def test_one_pair_has_one_proposal_at_a_time(pair):
    pair.school.post(f"{pair.path}/propose", data=terms(pair))
    response = pair.enterprise.post(f"{pair.path}/propose", data=terms(pair))
    assert response.status_code == 422
    assert "已有进行中的合作方案" in text(response)


def test_an_authority_drafts(pair):
    response = pair.reviewer.post(f"{pair.path}/propose", data=terms(pair))
    assert response.status_code == 303
    assert pair.rows(Proposal)[0].state is ProposalState.DRAFT
    assert pair.school.get(response.location).status_code == 404


def test_contradicting_terms_are_told_and_kept(pair):
    response = pair.school.post(f"{pair.path}/propose", data=terms(pair, students=45))
    assert response.status_code == 422
    assert "岗位合计 20 个，少于学生 45 人" in text(response)
    assert 'value="45"' in text(response)
    assert pair.rows(Proposal) == []


@pytest.mark.parametrize(
    "facts", [{"students": ""}, {"students": "many"}, {"kind": "x"}, {"give_0_amount": "-"}]
)
def test_what_cannot_be_read_is_told_at_the_field(pair, facts):
    response = pair.school.post(f"{pair.path}/propose", data=terms(pair, **facts))
    assert response.status_code == 422
    assert 'role="alert"' in text(response)


def test_the_rows_of_another_kind_can_be_filled_in_first(pair):
    data = terms(pair, kind="named_class", refill="1")
    response = pair.school.post(f"{pair.path}/propose", data=data)
    assert response.status_code == 200
    assert 'value="冠名资助"' in text(response)
    assert pair.rows(Proposal) == []


def test_a_demand_too_small_for_a_class_is_told_who_could_join(make, sign_in):
    programme = make.programme()
    small, neighbor = make.demand(headcount=12), make.demand(headcount=14)
    for demand in (small, neighbor, make.demand(headcount=14, region_code=LINYI)):
        make.match(programme, demand, score=70.0)
    viewer = sign_in(make.editor(make_organization(make, small)))
    page = text(viewer.get(f"/matches/{programme.id}/{small.id}"))
    name = make_organization(make, neighbor).name
    assert f"再有 8 个岗位即可成班；与 {name} 合并可达 26 人。" in page
    assert "合并后仍差" not in page
