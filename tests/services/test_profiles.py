"""What the engine reads of a posting: every fact that a kind of partnership asks for can be told."""

from __future__ import annotations

from datetime import date

import pytest

from matchmaker.matching.planning.kind_rules import KINDS
from matchmaker.services.partnerships.profiles import Profiles
from matchmaker.terms import Kind, Level, Promise
from tests.factories import ZHENGZHOU

TOLD_BY_ENTERPRISE = {
    "headcount": 30,
    "least_level": Level.SECONDARY,
    "promise": Promise.PARTIAL,
    "mentors": 4,
    "teaching_room_m2": 80.0,
    "workstations": 12,
    "shifts": 2,
    "dormitory_beds": 0,
    "is_safe_site": True,
    "is_registered_site": False,
    "line": "数控产线一条",
    "line_area_m2": 400.0,
    "line_power_kw": 100.0,
    "is_process_allowed": False,
    "sponsor_name": "中原",
    "sponsorship_yuan": 0.0,
    "equipment": "数控车床12台",
    "opening_hours": 20.0,
    "investment_yuan": 500_000.0,
    "cooperation_years": 5.0,
    "hires_on_enrollment": True,
    "trains_on_hiring": False,
    "is_digital_post": True,
    "teacher_posts": 3,
    "teacher_months": 2.0,
    "accepted_kinds": [Kind.ORDER_CLASS.value],
}
TOLD_BY_SCHOOL = {
    "places": 40,
    "graduation_date": date(2028, 6, 30),
    "site_area_m2": 600.0,
    "site_power_kw": 200.0,
    "site_logistics": False,
    "equipment": "数控车床、加工中心2台",
    "group_majors": 3,
    "dual_teachers": 0,
    "teachers_owing_practice": 5,
    "accepted_kinds": [Kind.ORDER_CLASS.value],
}
ASKED = sorted({field for rule in KINDS.values() for field in rule.fields})


@pytest.mark.parametrize("field", ASKED)
def test_whatever_a_gate_asks_for_can_be_told_on_a_posting(make, session, field):
    side, name = field.split(".")
    programme = make.programme(**TOLD_BY_SCHOOL)
    demand = make.demand(**TOLD_BY_ENTERPRISE)
    read = Profiles(session)
    posting = read.offer(programme) if side == "offer" else read.need(demand)
    assert getattr(posting, name) is not None


def test_silence_stays_silence(make, session):
    demand, programme = make.demand(equipment="", teacher_posts=None), make.programme(equipment=" ")
    read = Profiles(session)
    assert (read.need(demand).equipment, read.need(demand).teacher_posts) == (None, None)
    assert read.offer(programme).equipment is None


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("客车底盘台架4台、气动工具60套、三电教学台2套", ("客车底盘台架", "气动工具", "三电教学台")),
        ("多旋翼18架、飞行场地一块", ("多旋翼", "飞行场地")),
        ("数控车床（CK6140）；三坐标测量仪", ("数控车床（CK6140）", "三坐标测量仪")),
        ("焊接工位 36 个\n氩弧焊机", ("焊接工位", "氩弧焊机")),
    ],
)
def test_equipment_is_told_apart_without_its_numbers(make, session, text, pieces):
    programme = make.programme(equipment=text)
    assert Profiles(session).offer(programme).equipment == pieces


@pytest.mark.parametrize(
    ("region_code", "longitude", "is_kept"),
    [("410100", 113.9, True), ("410100", 87.6, False), ("410000", 87.6, True), (None, 87.6, True)],
)
def test_coordinates_far_from_their_city_do_not_count(make, session, region_code, longitude, is_kept):
    demand = make.demand(region_code=region_code, longitude=longitude, latitude=34.7)
    place = Profiles(session).need(demand).place
    assert (place.longitude == longitude) is is_kept
    assert place.longitude is not None


def test_a_posting_without_a_region_is_where_its_organization_is(make, session):
    programme = make.programme(region_code=None)
    place = Profiles(session).offer(programme).place
    assert place.region_code == ZHENGZHOU
    assert place.longitude == pytest.approx(113.6, abs=0.5)
