"""What skills are suggested while a posting is written, and in which order."""

from __future__ import annotations

from matchmaker.models import Major, Occupation
from matchmaker.services.search import skills
from matchmaker.terms import Level
from matchmaker.workflow import PostingState

ROOM = {"minor_group": "4-03-01", "minor_group_name": "住宿服务人员", "sub_major_group": "4-03"}


def test_an_occupations_own_demands_come_before_its_groups_and_linked_courses(make, session) -> None:
    make.save(Occupation(code="4-03-01-02", name="客房服务员", sub_major_group_name="服务", **ROOM))
    make.demand(must_skills=["布草更换"], nice_skills=[], occupation_code="4-03-01-02")
    make.demand(must_skills=["前厅接待"], nice_skills=["英语会话"])
    make.demand(must_skills=["前厅接待"], nice_skills=[])
    make.demand(must_skills=["未公开的技能"], state=PostingState.DRAFT)
    found = skills.of_occupation(session, "4-03-01-01")
    assert found == ["前厅接待", "英语会话", "布草更换", "前厅数字化运营"]
    assert skills.of_occupation(session, "9-99-99-99") == []


def test_a_major_is_offered_what_its_occupations_ask_for_then_what_its_class_teaches(make, session) -> None:
    facts = {"class_code": "7401", "class_name": "旅游类", "broad_code": "74", "broad_name": "旅游大类"}
    make.save(Major(code="740104", name="高星级饭店运营与管理", level=Level.SECONDARY, **facts))
    make.programme(skills=["宴会服务"], major_code="740104", level=Level.SECONDARY)
    make.programme(skills=["客房服务"])
    make.programme(skills=["数控编程"], major_code="460103")
    make.demand(must_skills=["前厅接待"], nice_skills=[])
    assert skills.of_major(session, "540106") == ["前厅接待", "客房服务", "宴会服务"]
    assert skills.of_major(session, "740104") == ["宴会服务", "客房服务"]
