"""One pair that tells everything, and what the kinds say of it: what tests of kinds share."""

from __future__ import annotations

from datetime import date

from matchmaker.matching.planning.kinds import judge
from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.matching.profile import Need, Offer, Place
from matchmaker.terms import Level, Promise

TODAY = date(2025, 3, 1)
LIMITS = Thresholds()
ZHENGZHOU = Place("410102", 113.61, 34.75)
NEARBY = Place("410108", 113.66, 34.80)
WEST_OF_TOWN = Place(None, 113.10, 34.75)  # 47 km from the school, 52 km from what is east of it
LINYI = Place("371302", 118.35, 35.05)

OFFER = Offer(
    id=1,
    title="数控技术",
    organization_id=100,
    level=Level.COLLEGE,
    place=ZHENGZHOU,
    places=40,
    graduation=date(2026, 6, 30),
    site_area_m2=600.0,
    site_power_kw=200.0,
    site_logistics=True,
    equipment=("数控车床", "加工中心"),
    group_majors=3,
    dual_teachers=4,
    teachers_owing_practice=5,
)
NEED = Need(
    id=1,
    title="数控操作工",
    organization_id=200,
    least_level=Level.SECONDARY,
    place=NEARBY,
    posts=30,
    promise=Promise.PARTIAL,
    mentors=4,
    teaching_room_m2=80.0,
    workstations=12,
    shifts=2,
    dormitory_beds=0,
    is_safe_site=True,
    is_registered_site=True,
    equipment=("加工中心",),
    opening_hours=20.0,
    brings_line=True,
    line_area_m2=400.0,
    line_power_kw=100.0,
    is_process_allowed=True,
    sponsor_name="中原机床",
    sponsorship_yuan=100_000.0,
    investment_yuan=500_000.0,
    cooperation_years=5.0,
    hires_on_enrollment=True,
    trains_on_hiring=True,
    is_digital_post=True,
    teacher_posts=3,
    teacher_months=2.0,
)


def verdicts(*needs, offer=OFFER, score=70.0):
    found = judge(needs, offer, score=score, thresholds=LIMITS, today=TODAY)
    return {verdict.kind: verdict for verdict in found}


def gate(kind, name, *needs, offer=OFFER, score=70.0):
    (found,) = (g for g in verdicts(*needs, offer=offer, score=score)[kind].gates if g.name == name)
    return found
