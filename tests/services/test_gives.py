"""Who gives what is read from the postings, kind by kind; what nobody said stays open."""

from __future__ import annotations

import pytest

from matchmaker.services.partnerships import gives
from matchmaker.terms import Kind, Promise


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_says_who_gives_what(make, kind):
    programme = make.programme(places=40, practice_share=60, site_area_m2=300)
    facts = {"mentors": 3, "teaching_room_m2": 80, "workstations": 20, "dormitory_beds": 30}
    demand = make.demand(line="数控产线一条", sponsorship_yuan=50000, promise=Promise.NONE, **facts)
    rows = gives.default_gives(kind, programme, [demand, demand], students=30)
    assert {row["giver"] for row in rows} == {"school", "enterprise"}
    assert all(row["item"] and (row["amount"] is None or row["amount"] > 0) for row in rows)
    mentors = [row["amount"] for row in rows if row["item"] == "企业导师"]
    assert mentors == [6]


def test_what_nobody_said_stays_open(make):
    programme, demand = make.programme(courses=[]), make.demand(mentors=None, promise=None)
    rows = {row["item"]: row["amount"] for row in gives.default_gives(Kind.ORDER_CLASS, programme, [demand])}
    assert rows["企业导师"] is None
    assert rows["录用承诺"] is None
    assert rows["专业教师"] is None
