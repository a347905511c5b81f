"""Workbooks in which no cell does anything but appear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from matchmaker.services.working_days import CHINA
from matchmaker.web.documents.plain import UNPRINTABLE

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # Characters that a cell holds.
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
        strong = heading_format(book)
        for name, table in tables.items():
            sheet, last = book.add_worksheet(name), len(table.headings) - 1
            put_row(sheet, 0, table.headings, strong)
            for number, row in enumerate(table.rows, start=1):
                put_row(sheet, number, row)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, len(table.rows), last)
            sheet.set_column(0, last, 18)
    return file.getvalue()
