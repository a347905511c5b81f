"""Workbooks in which no cell does anything but appear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from matchmaker.services.working_days import CHINA
from matchmaker.web.documents.plain import UNPRINTABLE

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # Characters that a cell holds.
WIDEST = 48  # Characters of a column; longer text goes on in the next line of its cell.
A4 = 9  # The number that workbooks know the paper by.
FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}
Cell = str | float | bool | date | None


@contextmanager
def open_book(file: BytesIO) -> Iterator[Workbook]:
    """Write a workbook into the file."""
    book = Workbook(file, OPTIONS)
    # A file of the same content is the same file, whenever it is written.
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the format knows no zones.
    book.formats[0].set_font_name(FONT["font_name"])
    yield book
    book.close()


def heading_format(book: Workbook, **more: Any) -> Format:  # noqa: ANN401 - what the format takes.
    """Return how headings look."""
    return book.add_format({**FONT, "bold": True, "bg_color": "#E8F0FB", "border": 1, **more})


def put(sheet: Worksheet, row: int, column: int, value: Cell, look: Format | None = None) -> None:
    """Write one cell; a text is a text whatever it begins with."""
    if value is None or value == "":
        return
    if isinstance(value, bool | int | float):
        sheet.write_number(row, column, value, look)
    elif isinstance(value, datetime):  # The format knows no zones; a day of China is what people mean.
        sheet.write_datetime(row, column, value.astimezone(CHINA).date(), look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write_string(row, column, UNPRINTABLE.sub("", value)[:LONGEST], look)


def put_row(sheet: Worksheet, row: int, values: Sequence[Cell], look: Format | None = None) -> None:
    """Write one row."""
    for column, value in enumerate(values):
        put(sheet, row, column, value, look)


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and the rows below them."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write(tables: Mapping[str, Table]) -> bytes:
    """Return a workbook with a sheet for each table, by its name."""
    file = BytesIO()
    with open_book(file) as book:
        strong, wrapped = heading_format(book), book.add_format({**FONT, "text_wrap": True})
        for name, table in tables.items():
            sheet = book.add_worksheet(name)
            put_row(sheet, 0, table.headings, strong)
            for number, row in enumerate(table.rows, start=1):
                put_row(sheet, number, row)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, len(table.rows), len(table.headings) - 1)
            for column, width in enumerate(_widths(table)):
                sheet.set_column(column, column, width, wrapped)
            _lay_out(sheet)
    return file.getvalue()


def _widths(table: Table) -> Iterator[int]:
    """Yield how wide each column stands, in characters of which a Chinese one takes two."""
    for column, heading in enumerate(table.headings):
        cells = [_shown(row[column]) for row in table.rows if column < len(row)]
        longest = max((_width(line) for cell in cells for line in cell.split("\n")), default=0)
        # Beside a heading stands the button of its filter.
        yield min(max(_width(heading) + 4, longest + 2), WIDEST)


def _shown(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _lay_out(sheet: Worksheet) -> None:
    """Print it as offices hand it in: A4 across, all columns on a page, the headings on each."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P / &N")
