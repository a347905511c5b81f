"""Why a pair that somebody names is no match: the same explanation, and what keeps it off the lists."""

from __future__ import annotations

import pytest

from matchmaker.terms import Kind, Level
from matchmaker.workflow import PostingState
from tests.factories import LINYI


@pytest.fixture
def school(make):
    return make.school()


@pytest.fixture
def programme(make, school):
    return make.programme(school, level=Level.COLLEGE)


@pytest.fixture
def client(make, school, sign_in):
    return sign_in(make.editor(school))


def text(response):
    return response.get_data(as_text=True)


def test_a_named_pair_is_scored_and_explained_like_a_match(client, make, programme):
    demand = make.demand(title="前厅接待员", region_code=LINYI)
    page = text(client.get(f"/matches/{programme.id}/{demand.id}"))
    for words in (
        "为什么没有列入匹配",
        "列入匹配后才能发起合作",
        "得分构成",
        "英语会话",
        "公里",
        "每种合作模式的条件",
        "比满分少",
    ):
        assert words in page
    assert "/propose" not in page
    assert "还没有轮到" in page  # Both are on the market, the matcher has not run.


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"least_level": Level.BACHELOR}, "层次不够：专业是高职专科/高级技工，需求最低要职业本科"),
        ({"accepted_kinds": [Kind.TEACHER_PRACTICE.value]}, "没有一种相同"),
        (
            {
                "title": "远洋拖轮轮机长",
                "occupation_code": None,
                "must_skills": ["轮机"],
                "duties": "航行值班",
            },
            "低于入选线",
        ),
    ],
)
def test_what_keeps_a_pair_off_the_lists_is_told(client, make, school, facts, told):
    programme = make.programme(school, level=Level.COLLEGE, accepted_kinds=[Kind.ORDER_CLASS.value])
    demand = make.demand(**({"nice_skills": []} | facts))
    assert told in text(client.get(f"/matches/{programme.id}/{demand.id}"))


def test_a_full_list_tells_the_place_and_the_score_to_enter(client, make, programme, settings):
    missed = make.demand(title="前厅接待员")
    for number in range(settings.matches_per_posting):
        make.match(programme, make.demand(title=f"客房{number}"), score=99.0)
        make.match(make.programme(title=f"酒店{number}"), missed, score=98.5)
    page = text(client.get(f"/matches/{programme.id}/{missed.id}"))
    assert "这一对在专业的名单中排第 21，在需求的名单中排第 21" in page
    assert "至少要 98.5 分" in page


def test_whom_one_names_is_found_by_words_and_a_single_one_shown_at_once(client, make, programme):
    first = make.demand(title="前厅接待员")
    path = f"/matches/programmes/{programme.id}/why"
    assert "没有看到想合作的单位" in text(client.get(path))
    response = client.get(path, query_string={"q": "前厅"})
    assert response.location == f"/matches/{programme.id}/{first.id}"
    second = make.demand(title="前厅经理")
    page = text(client.get(path, query_string={"q": "前厅"}))
    assert f'href="/matches/{programme.id}/{first.id}"' in page
    assert f'href="/matches/{programme.id}/{second.id}"' in page
    assert "已在匹配名单中" not in page
    make.match(programme, first)
    listed = text(client.get(path, query_string={"q": "前厅"})).partition(f"/{programme.id}/{first.id}")[2]
    assert listed.count("已在匹配名单中") == 1
    assert "没有找到已发布的对象" in text(client.get(path, query_string={"q": "没有这样的"}))


def test_only_what_is_published_and_only_ones_own_pairs_are_explained(client, make, programme, sign_in):
    hidden = make.demand(state=PostingState.DRAFT)
    assert client.get(f"/matches/{programme.id}/{hidden.id}").status_code == 404
    theirs = make.programme(make.school())
    demand = make.demand()
    assert client.get(f"/matches/{theirs.id}/{demand.id}").status_code == 404
    assert client.get(f"/matches/programmes/{theirs.id}/why").status_code == 404
    elsewhere = sign_in(make.reviewer(make.authority(region_code=LINYI)))
    assert elsewhere.get(f"/matches/{programme.id}/{demand.id}").status_code == 404
    assert sign_in(make.reviewer()).get(f"/matches/{programme.id}/{demand.id}").status_code == 200
