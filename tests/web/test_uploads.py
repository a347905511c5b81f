"""Tables handed in on the pages: from the template to drafts, with every fault in the sender's own table."""

from __future__ import annotations

import io
import random
import re

import openpyxl
import pytest
from sqlalchemy import select

from matchmaker.models import Demand, Event, Job, Organization, Programme, Source, Upload
from matchmaker.services.imports import uploads
from matchmaker.workflow import PostingState
from tests.factories import ZHENGZHOU
from tests.web.offices import Office, sheets, workbook

HEADINGS = ("编号", "专业代码*", "学位数", "毕业日期", "实践课时占比", "地区")
ROW = ("", "540106 酒店管理与数字化运营", 40, "2029-06-30", 50, "河南省郑州市")


@pytest.fixture
def school(make, sign_in, work):
    organization = make.school(name="示例职业学院")
    return Office(sign_in(make.editor(organization)), organization, "programmes", work)


@pytest.fixture
def enterprise(make, sign_in, work):
    organization = make.enterprise(name="示例公司")
    return Office(sign_in(make.editor(organization)), organization, "demands", work)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("noun", ["school", "enterprise"])
def test_a_template_handed_in_as_it_is_creates_nothing_and_has_no_fault(request, noun, language, rows):
    office = request.getfixturevalue(noun)
    office.client.set_cookie("language", language)
    answer = office.client.get(f"/uploads/{office.noun}/template.xlsx")
    location = office.send(answer.data).location
    office.work()
    upload = rows(Upload)[0]
    assert (upload.rows, upload.faults, upload.counts["created"], upload.refusal) == (1, [], 0, {})
    assert office.client.get(location).status_code == 200


@pytest.mark.parametrize("noun", ["school", "enterprise"])
def test_the_sample_row_of_a_template_would_be_sound(request, noun, rows):
    office = request.getfixturevalue(noun)
    book = openpyxl.load_workbook(io.BytesIO(office.client.get(f"/uploads/{office.noun}/template.xlsx").data))
    book.worksheets[0]["A2"] = "1"
    file = io.BytesIO()
    book.save(file)
    office.send(file.getvalue())
    office.work()
    assert (rows(Upload)[0].faults, rows(Upload)[0].counts["created"]) == ([], 1)


def test_the_template_offers_the_catalogue_and_explains_every_column(school):
    answer = school.client.get("/uploads/programmes/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    table = book["填写"]
    places = {rule.formula1.strip("'=") for rule in table.data_validations.dataValidation}
    assert {place.partition("!")[0].strip("'") for place in places if "!" in place} == {"目录"}
    listed = {cell.value for row in book["目录"] for cell in row}
    assert {"540106 酒店管理与数字化运营", "河南省郑州市金水区"} <= listed
    assert table["A2"].value == "示例数据"
    told = {row[0].value for row in book["填写说明"]}
    assert {cell.value for cell in table[1]} <= told


def test_rows_become_drafts_of_the_school_and_the_same_table_twice_creates_nothing(school, rows):
    _location, page = school.hand_in(HEADINGS, ROW, (*ROW[:1], "数控技术", *ROW[2:]))
    assert "全部导入" in page
    first, second = rows(Programme)
    assert (first.state, first.source) == (PostingState.DRAFT, Source.IMPORTED)
    assert (first.organization_id, first.places, first.region_code) == (school.organization.id, 40, ZHENGZHOU)
    assert (first.title, second.title) == ("酒店管理与数字化运营", "数控技术")
    assert first.graduation_date.isoformat() == "2029-06-30"
    assert [event.action for event in rows(Event)] == ["import", "import"]
    assert {event.actor_id for event in rows(Event)} != {None}
    assert [job.name for job in rows(Job)] == ["import"]
    school.hand_in(HEADINGS, ROW, (*ROW[:1], "数控技术", *ROW[2:]))
    assert len(rows(Programme)) == 2
    assert rows(Upload)[1].counts["unchanged"] == 2
    assert len(rows(Organization)) == 1


def test_a_changed_row_changes_its_draft_but_not_what_is_with_a_reviewer(school, rows, database):
    school.hand_in(HEADINGS, ROW, (*ROW[:1], "数控技术", *ROW[2:]))
    with database.transaction() as session:
        session.scalars(select(Programme)).all()[1].state = PostingState.SUBMITTED
    more = [(*ROW[:1], major, 55, *ROW[3:]) for major in ("540106", "460103")]
    school.hand_in(HEADINGS, *more)
    assert [programme.places for programme in rows(Programme)] == [55, 40]
    assert (rows(Upload)[1].counts["updated"], rows(Upload)[1].counts["kept"]) == (1, 1)


def test_drafts_that_would_stay_behind_are_named_with_what_they_lack(enterprise, rows):
    location, page = enterprise.hand_in(
        ("岗位名称*", "职业", "人数", "必备技能"),
        ("缺技能", "4-03-01-01 前厅服务员", 12, ""),
        ("缺职业和技能", "", 12, ""),
        ("完整", "4-03-01-01 前厅服务员", 12, "接待"),
    )
    told = " ".join(page.split())
    for draft, words in zip(rows(Demand), ("技能", "职业、技能"), strict=False):
        assert f'<a href="/demands/{draft.id}/edit">{draft.title}</a>' in told
        assert f'data-label="还缺什么">{words}</td>' in told
    assert "完整</a>" not in told
    assert "全部提交审核（3 条草稿）" in told
    enterprise.client.post(f"{location}/submit")
    assert "全部提交审核" not in enterprise.client.get(location).text


def test_an_enterprise_hands_in_demands(enterprise, rows):
    headings = ("岗位名称*", "职业", "人数", "学历", "录用承诺")
    enterprise.hand_in(headings, ("前厅接待", "4-03-01-01 前厅服务员", 12, "大专", "承诺录用"))
    demand = rows(Demand)[0]
    assert (demand.title, demand.headcount, demand.state) == ("前厅接待", 12, PostingState.DRAFT)
    assert demand.organization_id == enterprise.organization.id


FAULTS = {
    "专业代码*": "999999",
    "学位数": "许多",
    "毕业日期": "2026-02-30",
    "实践课时占比": 101,
}


@pytest.mark.parametrize("is_whole", [False, True])
def test_exactly_the_planted_faults_are_told_in_the_senders_own_table(school, rows, is_whole):
    chance = random.Random(11)  # noqa: S311 - a seed makes the rows the same every time.
    table = [[str(number), *ROW[1:]] for number in range(1000)]
    planted = {}
    for place, index in enumerate(chance.sample(range(1000), 37)):
        heading = list(FAULTS)[place % len(FAULTS)]
        table[index][HEADINGS.index(heading)] = FAULTS[heading]
        planted[index + 2] = heading
    location, page = school.hand_in(HEADINGS, *table, **({"is_whole": "y"} if is_whole else {}))
    assert "错误 37 处" in page
    assert len(rows(Programme)) == (0 if is_whole else 963)
    told = sheets(school.client.get(f"{location}/faults.xlsx"))["填写"]
    assert told[0] == [*HEADINGS, "导入错误"]
    assert {number: row[-1].partition(":")[0] for number, row in enumerate(told, 1) if row[-1]} == {
        1: "导入错误"
    } | planted
    assert [row[:2] for row in told[1:]] == [[cells[0], str(cells[1])] for cells in table]
    for row in told[1:]:
        row[1:-1] = ROW[1:]
    school.hand_in(*told)
    assert (rows(Upload)[1].faults, len(rows(Programme))) == ([], 1000)


def test_only_a_table_that_was_read_and_has_faults_is_sent_back_with_them(school, rows, monkeypatch):
    monkeypatch.setattr(uploads, "table", None)
    refused = school.send(b"x\n" * 20_001, name="table.csv").location
    sound, _page = school.hand_in(HEADINGS, ROW)
    waiting = school.send(workbook(HEADINGS, ROW)).location
    told = [(row.finished_at is not None, bool(row.refusal)) for row in rows(Upload)]
    assert told == [(True, True), (True, False), (False, False)]
    for location in (refused, sound, waiting):
        assert school.client.get(f"{location}/faults.xlsx").status_code == 404


def test_faults_are_told_in_the_language_of_the_page(school):
    location, _page = school.hand_in(HEADINGS, ("", "540106", "许多"))
    school.client.set_cookie("language", "en")
    assert "whole number" in school.client.get(location).text
    told = sheets(school.client.get(f"{location}/faults.xlsx"))
    assert "whole number" in next(iter(told.values()))[1][-1]


def test_another_organizations_row_is_a_fault(school, rows):
    headings = ("学校", "专业代码")
    school.hand_in(headings, ("示例职业学院", "540106"), ("别的学院", "460103"))
    assert [(fault["row"], fault["column"]) for fault in rows(Upload)[0].faults] == [(3, "学校")]
    assert len(rows(Programme)) == 1


def test_a_place_that_no_list_knows_is_a_fault_and_not_the_schools_own(school, rows):
    school.hand_in(HEADINGS, (*ROW[:-1], "火星"), ("", "数控技术", *ROW[2:-1], ""))
    assert [(fault["row"], fault["column"]) for fault in rows(Upload)[0].faults] == [(2, "地区")]
    assert [programme.region_code for programme in rows(Programme)] == [ZHENGZHOU]


def test_two_organizations_of_one_name_do_not_meet(school, make, sign_in, work, rows):
    double = make.school(name="示例职业学院")
    other = Office(sign_in(make.editor(double)), double, "programmes", work)
    for office in (school, other):
        office.hand_in(HEADINGS, ROW)
    assert {row.organization_id for row in rows(Programme)} == {school.organization.id, double.id}


def test_headings_of_another_table_are_told_once(school, rows):
    _location, page = school.hand_in(("姓名", "电话"), ("甲", "1"), ("乙", "2"))
    assert "模板中没有“姓名”这一列" in page
    assert (len(rows(Upload)[0].faults), len(rows(Programme))) == (1, 0)


def test_so_many_faults_that_nobody_would_read_them_import_nothing(school, rows):
    table = [[str(number), "x", *ROW[2:]] for number in range(1200)]
    _location, page = school.hand_in(HEADINGS, [1, *ROW[1:]], *table)
    assert "至少 1,000 处" in page
    assert len(rows(Programme)) == 0


def test_an_upload_is_its_organizations_alone(school, make, sign_in):
    location, _page = school.hand_in(HEADINGS, ROW)
    for stranger in (make.editor(make.school()), make.reviewer()):
        client = sign_in(stranger)
        for path in (location, f"{location}/faults.xlsx"):
            assert client.get(path).status_code in {403, 404}
        assert client.post(f"{location}/submit").status_code in {403, 404}
    assert sign_in(make.editor(make.school())).get(location).status_code == 404


def test_the_navigation_shows_where_tables_are_handed_in(school):
    page = school.client.get("/uploads/programmes").text
    assert set(re.findall(r'aria-current="page"[^>]*>([^<]+)</a>', page)) == {"我的专业"}


def test_a_school_hands_in_no_demands(school):
    school.noun = "demands"
    assert school.send(workbook(HEADINGS, ROW)).status_code == 403


def test_the_page_waits_for_the_check(school):
    location = school.send(workbook(HEADINGS, ROW)).location
    page = school.client.get(location).text
    assert "hx-get" in page
    assert "可以离开本页" in page
    school.work()
    assert "hx-get" not in school.client.get(location).text


def test_files_wait_in_a_bounded_number(school):
    answers = [school.send(workbook(HEADINGS, ROW)).status_code for _ in range(6)]
    assert answers == [303] * 5 + [422]


def test_a_name_that_is_no_table_is_refused_at_the_field(school):
    page = school.send(b"%PDF-1.7", name="table.pdf")
    assert page.status_code == 422
    assert "请上传 .xlsx 或 .csv 文件" in page.text
    assert "<title>错误：从 Excel 导入专业 - " in page.text
