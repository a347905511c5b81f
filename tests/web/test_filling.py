"""What the rows of a table leave open, filled in with what is known."""

from __future__ import annotations

import pytest

from matchmaker.models import Demand, Programme, Upload
from tests.factories import JINSHUI, ZHENGZHOU
from tests.web.offices import Office


@pytest.fixture
def office(make, sign_in, work):
    """Return a function that gives an organization somebody who hands in its tables."""
    return lambda noun, organization: Office(sign_in(make.editor(organization)), organization, noun, work)


def test_what_a_row_leaves_open_is_filled_in_as_in_the_form(office, make, rows):
    school = office("programmes", make.school())
    make.programme(school.organization, contact_name="李老师", contact_phone="0371-1", title="旧专业")
    headings = ("专业代码", "名称", "联系人", "课程")
    for _time in range(2):
        school.hand_in(headings, ("540106", "甲", "", ""), ("460103", "乙", "王老师", "礼仪"))
    _old, first, second = rows(Programme)
    assert (first.contact_name, first.contact_phone, first.courses) == (
        "李老师",
        "0371-1",
        ["前厅数字化运营"],
    )
    assert (second.contact_name, second.courses) == ("王老师", ["礼仪"])
    assert first.region_code == ZHENGZHOU
    assert rows(Upload)[1].counts["unchanged"] == 2


def test_a_row_of_another_place_does_not_get_the_site_of_last_time(office, make, rows):
    enterprise = office("demands", make.enterprise())
    site = {"longitude": 113.7, "latitude": 34.8, "address": "示例路 1 号"}
    make.demand(enterprise.organization, region_code=ZHENGZHOU, contact_name="王经理", **site)
    headings = ("岗位名称", "地区", "地址")
    there = (("甲", "河南省郑州市", ""), ("乙", "", "示例路 1 号"), ("丙", "", ""))
    elsewhere = (("丁", "河南省郑州市金水区", ""), ("戊", "", "示例路 2 号"))
    enterprise.hand_in(headings, *there, *elsewhere)
    made = rows(Demand)[1:]
    assert {demand.contact_name for demand in made} == {"王经理"}
    places = [(demand.longitude, demand.latitude, demand.address) for demand in made]
    assert places == [tuple(site.values())] * 3 + [(None, None, ""), (None, None, "示例路 2 号")]
    assert [demand.region_code for demand in made] == [*[ZHENGZHOU] * 3, JINSHUI, ZHENGZHOU]


def test_a_known_row_that_moves_leaves_the_site_behind(office, make, rows):
    school = office("programmes", make.school())
    site = {"longitude": 113.7, "latitude": 34.8, "campus": "东校区"}
    make.programme(school.organization, region_code=ZHENGZHOU, title="旧专业", **site)
    places = []
    for region in ("河南省郑州市", "", "河南省郑州市金水区", ""):
        school.hand_in(("专业代码", "地区"), ("540106", region))
        made = rows(Programme)[1]
        places.append((made.region_code, made.longitude, made.latitude, made.campus))
    assert places == [(ZHENGZHOU, *site.values())] * 2 + [(JINSHUI, None, None, "")] * 2
    assert [upload.counts["updated"] for upload in rows(Upload)] == [0, 0, 1, 0]
