"""Files with faults: each fault is told with its row and column, and nothing of the file is written."""

from __future__ import annotations

import csv
import gzip
import io
import random
import zipfile

import pytest
from sqlalchemy import func, select

from matchmaker.models import Event, Job, Organization, Programme
from matchmaker.services.events import SYSTEM
from matchmaker.services.imports import inspection, loading, sheets
from matchmaker.services.imports.inspection import SheetError
from matchmaker.services.imports.records import FAULTS_TOLD, ImportFaultsError
from matchmaker.services.imports.sheets import Row

OFFER = {"school": "示例职业学院", "city": "郑州市", "major_code": "540106", "places": "40"}


@pytest.fixture
def offers(tmp_path, database):
    """Return a function that imports rows of offers from a CSV file."""

    def load(*rows):
        path = tmp_path / "offers.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        with database.transaction() as session:
            return loading.load(session, loading.PROGRAMMES, sheets.read(path), default=30, actor=SYSTEM)

    return load


def count(database, model):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


FAULTS = [
    ("places", "许多"),
    ("places", "-5"),
    ("places", "0"),
    ("places", "4.5"),
    ("places", "9" * 30),
    ("major_code", "999999"),
    ("major_code", ""),
    ("school", ""),
    ("school", "•••"),
    ("school", "长" * 121),
    ("longitude", "东经"),
    ("longitude", "181"),
    ("latitude", "nan"),
    ("graduation_date", "2026-02-30"),
    ("graduation_date", "明年"),
    ("level", "小班"),
    ("practice_share", "101"),
    ("accepted_kinds", "订单班、联营"),
    ("site_logistics", "大概"),
    ("grade", "1999"),
    ("skills", "长" * 61),
    ("skills", "、".join(str(number) for number in range(81))),
    ("places", "100001"),
    ("summary", "长" * 5001),
]


def test_every_planted_fault_is_told_with_row_and_column_and_nothing_is_written(offers, database) -> None:
    chance = random.Random(7)  # noqa: S311 - a seed makes the rows the same every time.
    blank = dict.fromkeys(("longitude", *(name for name, _ in FAULTS if name not in OFFER)), "")
    rows = [blank | OFFER | {"school": f"第{number}学院"} for number in range(1000)]
    planted = {}
    for place, index in enumerate(chance.sample(range(1000), 37)):
        column, value = FAULTS[place % len(FAULTS)]
        rows[index][column] = value
        planted[index + 2] = column
    with pytest.raises(ImportFaultsError) as caught:
        offers(*rows)
    assert {fault.row: fault.column for fault in caught.value.faults} == planted
    assert len(caught.value.faults) == 37
    assert [count(database, model) for model in (Programme, Organization, Event, Job)] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("side", "cells"),
    [
        (loading.PROGRAMMES, {"入学日期": "2026-09-01", "毕业日期": "2026-06-30"}),
        (loading.DEMANDS, {"最低月薪": "5000", "最高月薪": "4000"}),
    ],
)
def test_a_cell_that_contradicts_another_is_told_at_its_own_heading(session, side, cells) -> None:
    owner = (
        {"学校": "示例学院", "专业代码": "540106"} if "毕业日期" in cells else {"企业": "甲", "岗位": "乙"}
    )
    with pytest.raises(ImportFaultsError) as caught:
        loading.load(session, side, [Row(2, owner | cells)], default=1, actor=SYSTEM)
    assert [fault.column for fault in caught.value.faults] == [list(cells)[-1]]


def test_no_more_faults_are_told_than_a_reader_can_use(offers) -> None:
    with pytest.raises(ImportFaultsError) as caught:
        offers(*(OFFER | {"school": f"第{number}学院", "places": "x"} for number in range(200)))
    assert len(caught.value.faults) == FAULTS_TOLD
    assert str(caught.value).startswith(f"文件有 {FAULTS_TOLD}+ 处错误")
    assert "第 2 行“places”：应为 1 到 100000 之间的整数。（现为“x”）" in str(caught.value)


def test_a_fault_in_a_late_batch_takes_the_early_ones_back(offers, database) -> None:
    rows = [OFFER | {"school": f"第{number}学院"} for number in range(1500)]
    rows[-1]["places"] = "x"
    with pytest.raises(ImportFaultsError):
        offers(*rows)
    assert count(database, Programme) == 0


def test_a_caller_that_goes_on_after_a_fault_keeps_nothing_of_the_file(tmp_path, session) -> None:
    path = tmp_path / "offers.csv"
    lines = [f"第{number}学院,540106,4" for number in range(1100)]
    path.write_text("\n".join(["学校,专业代码,学位数", *lines, "末尾学院,540106,x"]), encoding="utf-8")
    with pytest.raises(ImportFaultsError):
        loading.load(session, loading.PROGRAMMES, sheets.read(path), default=1, actor=SYSTEM)
    session.commit()
    assert session.scalar(select(func.count()).select_from(Organization)) == 0


def test_a_double_row_is_a_fault_unless_its_key_differs(offers) -> None:
    rows = [{"编号": "1"} | OFFER, {"编号": "1"} | OFFER | {"places": "50"}]
    with pytest.raises(ImportFaultsError) as caught:
        offers(*rows)
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(3, "")]
    rows[1]["编号"] = "2"
    assert offers(*rows, {"编号": "1"} | OFFER | {"school": "另一学院"}).created == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("学校,专业代码,颜色\n甲,540106,红\n", "模板中没有“颜色”这一列"),
        ("学校,学位数\n甲,4\n", "缺少必需的“专业代码”这一列"),
        ("学校,school,专业代码\n甲,甲,540106\n", "“school”这一列重复了"),
        ("学校,专业代码\n甲,540106,4\n", "列数多于表头"),
    ],
)
def test_headings_that_do_not_fit_are_told_once(tmp_path, session, content, message) -> None:
    path = tmp_path / "offers.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ImportFaultsError, match=message) as caught:
        loading.load(session, loading.PROGRAMMES, sheets.read(path), default=1, actor=SYSTEM)
    assert len(caught.value.faults) == 1


def test_broken_lines_of_json_are_told_by_their_number(tmp_path, session) -> None:
    path = tmp_path / "needs.jsonl"
    path.write_text('\n{"title": "缺企业"}\n[1, 2]\n{"title": \n' + "[" * 100_000 + "\n", encoding="utf-8")
    with pytest.raises(ImportFaultsError) as caught:
        loading.load(session, loading.DEMANDS, sheets.read(path), default=1, actor=SYSTEM)
    assert [fault.row for fault in caught.value.faults] == [2, 3, 4, 5]


def _zip(parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


BROKEN = {
    "offers.pdf": b"%PDF",
    "plain.xlsx": b"not a workbook",
    "empty.xlsx": _zip({"nothing.txt": b""}),
    "bomb.xlsx": _zip({"xl/sharedStrings.xml": bytes(inspection.UNPACKED_LIMIT + 1)}),
    "cut.csv.gz": gzip.compress(b"\xe5\xad\xa6" * 1000)[:-9],
    "plain.csv.gz": b"not gzip",
    "double.csv": "学校,学校\n".encode(),
    "line.csv": b"x" * (sheets.LINE_LIMIT + 1),
    "mixed.csv": "学校,专业代码\n".encode() + b"\xff\xfe\n",
    "quote.csv": '学校,专业代码\n"甲,540106\n'.encode(),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(tmp_path, session, name) -> None:
    path = tmp_path / name
    path.write_bytes(BROKEN[name])
    with pytest.raises(SheetError):
        loading.load(session, loading.PROGRAMMES, sheets.read(path), default=1, actor=SYSTEM)
    assert session.scalar(select(func.count()).select_from(Organization)) == 0


def test_a_workbook_whose_directory_lies_about_its_size_is_refused(tmp_path, session) -> None:
    content = bytearray(_zip({"xl/worksheets/sheet1.xml": b"0" * 5_000_000}))
    true_size = (5_000_000).to_bytes(4, "little")
    for _ in range(content.count(true_size)):
        place = content.index(true_size)
        content[place : place + 4] = (100).to_bytes(4, "little")
    (tmp_path / "lie.xlsx").write_bytes(content)
    with pytest.raises(SheetError):
        loading.load(session, loading.PROGRAMMES, sheets.read(tmp_path / "lie.xlsx"), default=1, actor=SYSTEM)


def test_progress_ends_at_the_whole_file(tmp_path, session) -> None:
    path = tmp_path / "offers.csv"
    lines = (f"第{number}学院,540106" for number in range(2500))
    path.write_text("\n".join(["学校,专业代码", *lines]), encoding="utf-8")
    told: list[tuple[int, int]] = []
    rows = sheets.read(path, progress=lambda done, total: told.append((done, total)))
    loading.load(session, loading.PROGRAMMES, rows, default=1, actor=SYSTEM)
    size = path.stat().st_size
    assert told[-1] == (size, size)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
