"""What cells of an imported table hold: levels, regions, answers, numbers, in the templates' own words."""

from __future__ import annotations

import json

import openpyxl
import pytest
from sqlalchemy import select

from matchmaker.db import Base
from matchmaker.models import Demand, Programme
from matchmaker.services.events import SYSTEM
from matchmaker.services.imports import columns, loading, sheets
from matchmaker.terms import Level, Promise
from tests.factories import JINSHUI, LINYI, ZHENGZHOU


@pytest.fixture
def imported(tmp_path, session):
    """Return a function that imports one need with some cells and gives back its row and the outcome."""

    def load(**cells):
        path = tmp_path / "needs.jsonl"
        path.write_text(json.dumps({"id": "J1", "title": "前台", "employer": "E1"} | cells), encoding="utf-8")
        outcome = loading.load(session, loading.DEMANDS, sheets.read(path), default=1, actor=SYSTEM)
        return session.scalars(select(Demand)).one(), outcome

    return load


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ("初中", Level.SECONDARY),
        ("高中", Level.SECONDARY),
        ("中专", Level.SECONDARY),
        ("不限", Level.SECONDARY),
        ("大专及以上", Level.COLLEGE),
        ("本科", Level.BACHELOR),
        ("硕士", Level.BACHELOR),
        ("其他", None),
        (None, None),
    ],
)
def test_education_is_read_as_a_level(imported, told, level) -> None:
    assert imported(education=told)[0].least_level is level


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("郑州·金水区", JINSHUI),
        ("郑州-金水区", JINSHUI),
        ("河南省郑州市金水区花园路街道", JINSHUI),
        ("郑州··", ZHENGZHOU),
        ("临沂", LINYI),
        ("371300", LINYI),
        ("日本", None),
        (None, None),
    ],
)
def test_regions_are_found_by_the_names_people_write(imported, told, code) -> None:
    demand, outcome = imported(region=told)
    assert demand.region_code == code
    assert outcome.unknown_regions == (told == "日本")


def test_the_template_in_chinese_is_read_from_a_workbook(tmp_path, session) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(
        ["企业*", "岗位名称*", "职业", "人数", "学历", "必备技能", "录用承诺", "安全条件", "到岗日期"]
    )
    sheet.append([])
    sheet.append(["甲公司", "前台", "前厅服务员", 12, "大专", "礼仪、英语", "承诺录用", True, "2026/9/1"])
    sheet.append(["乙公司", "前台", "4-03-01-01", "１５", None, None, None, "否", None])
    book.save(tmp_path / "needs.xlsx")
    loading.load(session, loading.DEMANDS, sheets.read(tmp_path / "needs.xlsx"), default=1, actor=SYSTEM)
    first, second = session.scalars(select(Demand).order_by(Demand.id)).all()
    assert (first.occupation_code, first.headcount, first.must_skills) == ("4-03-01-01", 12, ["礼仪", "英语"])
    assert (first.promise, first.is_safe_site) == (Promise.FULL, True)
    assert first.start_date.isoformat() == "2026-09-01"
    assert (second.headcount, second.is_safe_site) == (15, False)


def test_every_column_of_the_templates_is_a_field_and_its_headings_are_its_own() -> None:
    for side in (loading.PROGRAMMES, loading.DEMANDS):
        table = Base.metadata.tables[side.model.__tablename__]
        names = {column.name for column in side.columns} - {"organization", "key"}
        assert names <= set(table.columns.keys())
        words = [word for column in side.columns for word in (column.name, *column.headings)]
        assert len(words) == len(set(words))
        assert columns.assign(side.columns, [column.headings[0] for column in side.columns])


def test_a_spreadsheet_of_an_older_office_is_read(tmp_path, session) -> None:
    path = tmp_path / "offers.csv"
    path.write_text('学校,专业代码,学位数\r\n示例职业学院,540106,"1,200"\r\n', encoding="gb18030")
    loading.load(session, loading.PROGRAMMES, sheets.read(path), default=1, actor=SYSTEM)
    programme = session.scalars(select(Programme)).one()
    assert (programme.organization.name, programme.places) == ("示例职业学院", 1200)
