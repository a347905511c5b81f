"""The workbooks of an import: the template to fill in, and one's own table with its faults marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from io import BytesIO

from flask_babel import get_locale, gettext
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from matchmaker.services.imports.cells import Listed
from matchmaker.services.imports.columns import REMARKS, Column
from matchmaker.services.imports.records import Fault
from matchmaker.services.imports.templates import Template
from matchmaker.web.documents.workbooks import heading_format, open_book, put, put_row
from matchmaker.web.errors import tell

ROWS = 2000  # Of the template have drop-downs.


def heading(column: Column) -> str:
    """Return a column's heading in the user's language; a star says that it has to be filled in."""
    word = column.headings[0] if _is_chinese() else column.english
    return f"{word}*" if column.is_required else word


def write_template(template: Template) -> bytes:
    """Return a workbook to fill in: the table, how it is filled in, and the lists of its drop-downs."""
    file = BytesIO()
    with open_book(file) as book:
        table = book.add_worksheet(gettext("填写"))
        guide = book.add_worksheet(gettext("填写说明"))
        places = _write_lists(book, template.lists)
        strong, faint = heading_format(book), book.add_format({"font_color": "#777777", "italic": True})
        for number, column in enumerate(template.columns):
            put(table, 0, number, heading(column), strong)
            put(table, 1, number, template.sample[column.name], faint)
            _offer(table, number, column, places)
        table.freeze_panes(1, 1)
        table.set_column(0, len(template.columns) - 1, 16)
        _write_guide(guide, template, book)
    return file.getvalue()


def _write_lists(book: Workbook, lists: Mapping[type[Listed], Sequence[str]]) -> dict[type[Listed], str]:
    """Write each reference list into a column of a sheet; return where it stands."""
    sheet = book.add_worksheet(gettext("目录"))
    places = {}
    for number, (list_, entries) in enumerate(lists.items()):
        for row, entry in enumerate(entries):
            put(sheet, row, number, entry)
        name = xl_col_to_name(number)
        places[list_] = f"='{sheet.get_name()}'!${name}$1:${name}${max(1, len(entries))}"
    sheet.set_column(0, max(0, len(lists) - 1), 36)
    return places


def _offer(table: Worksheet, number: int, column: Column, places: Mapping[type[Listed], str]) -> None:
    """Let a cell be chosen from a list; what else an import understands may still be typed."""
    source: str | list[str] | None = list(column.parse.choices) or None
    if column.parse.offers is not None:
        source = places[column.parse.offers]
    if source is not None:
        rule = {"validate": "list", "source": source, "show_error": False}
        table.data_validation(1, number, ROWS, number, rule)


def _write_guide(guide: Worksheet, template: Template, book: Workbook) -> None:
    lines = (
        gettext("每行一条。带 * 的列必须填写，其余可以空着，以后在页面上补充。"),
        gettext("灰色的示例数据行不会导入，可以保留或删除。"),
        gettext("编号由您自定，用来区分相同的条目；再次上传时按编号更新草稿，不会重复创建。"),
        gettext("导入的内容先成为草稿，检查后再提交审核。不要填写学生的个人信息。"),
    )
    for row, line in enumerate(lines):
        put(guide, row, 0, line)
    start = len(lines) + 1
    put_row(guide, start, (gettext("列"), gettext("填什么"), gettext("示例数据")), heading_format(book))
    for row, column in enumerate(template.columns, start=start + 1):
        put_row(guide, row, (heading(column), tell(column.parse.rule), template.sample[column.name]))
    guide.set_column(0, 0, 22)
    guide.set_column(1, 2, 60)


def write_faults(rows: Sequence[Sequence[str]], faults: Sequence[Fault]) -> bytes:
    """Return a person's own rows in their own order, the faulty cells marked, what is wrong beside them."""
    file = BytesIO()
    by_row: defaultdict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_row[fault.row].append(fault)
    top = next((index for index, row in enumerate(rows) if any(cell.strip() for cell in row)), 0)
    headings = [cell.strip() for cell in rows[top]] if rows else []
    # A table that was mended and handed in again has the column of remarks already.
    place = next((index for index, word in enumerate(headings) if word in REMARKS), len(headings))
    with open_book(file) as book:
        sheet = book.add_worksheet(gettext("填写"))
        strong, marked = heading_format(book), book.add_format({"bg_color": "#FFD9D6"})
        for index, row in enumerate(rows):
            put_row(sheet, index, [*row[:place], "", *row[place + 1 :]], strong if index == top else None)
            told = by_row[index + 1]
            for fault in told:
                if fault.column in headings:
                    column = headings.index(fault.column)
                    put(sheet, index, column, row[column] if column < len(row) else "", marked)
            put(sheet, index, place, "\n".join(_line(fault) for fault in told), marked)
        put(sheet, top, place, REMARKS[0 if _is_chinese() else 1], strong)
        sheet.freeze_panes(top + 1, 0)
        sheet.set_column(0, len(headings), 16)
        sheet.set_column(place, place, 60)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(place)}{len(rows) + 1}"})
    return file.getvalue()


def _line(fault: Fault) -> str:
    return f"{fault.column}: {tell(fault.error)}" if fault.column else tell(fault.error)


def _is_chinese() -> bool:
    return str(get_locale()).startswith("zh")
