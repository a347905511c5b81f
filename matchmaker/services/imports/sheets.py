"""Tables read as rows of text from .csv, .xlsx and .jsonl files, also with .gz, within bearable sizes."""

from __future__ import annotations

import codecs
import csv
import gzip
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO

from matchmaker.errors import translatable
from matchmaker.services.imports import workbooks
from matchmaker.services.imports.cells import clean
from matchmaker.services.imports.inspection import SheetError, check_size
from matchmaker.services.jobs import Progress

UNPACKED_LIMIT = 1 << 30  # Bytes of text.
FILE_LIMIT = 10 << 20  # Bytes of a workbook.
LINE_LIMIT = 1 << 20  # Bytes.
NOT_AN_OBJECT = translatable("这一行不是有效的 JSON 对象。")
UNKNOWN = translatable("不支持的文件类型“%(name)s”，请使用 .csv、.xlsx 或 .jsonl（可加 .gz）。")
TOO_WIDE = translatable("这一行的列数多于表头，请检查逗号和引号。")


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number as an editor shows it, and its cells by heading, empty ones too."""

    number: int
    cells: dict[str, str]
    fault: str = ""  # Why the row could not be read at all.


def read(path: Path, *, progress: Progress | None = None) -> Iterator[Row]:
    """Yield the rows of an operator's file, however many; raise SheetError.

    Progress is told in bytes of the file.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        ending, stream = _open(path.name, file)
        rows = _jsonl(stream) if ending == ".jsonl" else _below_headings(_cleaned(ending, stream))
        with _refusing():
            for count, row in enumerate(rows):
                yield row
                if progress is not None and count % 1000 == 0:
                    progress(min(file.tell(), size), size)
    if progress is not None:
        progress(size, size)


def parse(name: str, file: BinaryIO) -> Iterator[Row]:
    """Yield the rows below the heading of a table that somebody handed in; raise SheetError."""
    yield from _below_headings(table(name, file))


def table(name: str, file: BinaryIO) -> Iterator[list[str]]:
    """Yield every row of a table that somebody handed in, the heading among them; raise SheetError."""
    ending, stream = _open(name, file)
    if ending not in TABLES:
        raise SheetError(UNKNOWN, name=name)
    width = 0
    with _refusing():
        for height, row in enumerate(_cleaned(ending, stream), start=1):
            width = max(width, len(row))
            check_size(height, width)  # Each row will be as wide as the widest.
            yield row


def _open(name: str, file: BinaryIO) -> tuple[str, Any]:
    lower = name.lower()
    ending = Path(lower.removesuffix(".gz")).suffix
    if ending not in TABLES and ending != ".jsonl":
        raise SheetError(UNKNOWN, name=name)
    return ending, gzip.GzipFile(fileobj=file) if lower.endswith(".gz") else file


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, zlib.error, csv.Error, UnicodeError) as error:
        raise SheetError.broken() from error


def _lines(stream: BinaryIO) -> Iterator[str]:
    """Yield lines as text: UTF-8, or GB 18030, which older spreadsheets write."""
    left, encoding = UNPACKED_LIMIT, ""
    while line := stream.readline(LINE_LIMIT + 1):
        left -= len(line)
        if left < 0 or len(line) > LINE_LIMIT:
            raise SheetError.too_large()
        line = line.removeprefix(codecs.BOM_UTF8)
        if not encoding and not line.isascii():
            encoding = "utf-8" if _is_utf8(line) else "gb18030"
        yield line.decode(encoding or "ascii")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _csv(stream: BinaryIO) -> Iterator[list[str]]:
    return csv.reader(_lines(stream), strict=True)


def _jsonl(stream: BinaryIO) -> Iterator[Row]:
    for number, line in enumerate(_lines(stream), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            yield Row(number, {clean(key): clean(workbooks.text(cell)) for key, cell in value.items()})
        else:
            yield Row(number, {}, fault=NOT_AN_OBJECT)


def _xlsx(stream: BinaryIO) -> Iterator[list[str]]:
    content = stream.read(FILE_LIMIT + 1)
    if len(content) > FILE_LIMIT:
        raise SheetError.too_large()
    return workbooks.read(content)


def _cleaned(ending: str, stream: BinaryIO) -> Iterator[list[str]]:
    for row in TABLES[ending](stream):
        yield [clean(cell) for cell in row]


def _below_headings(rows: Iterable[list[str]]) -> Iterator[Row]:
    headings: list[str] = []
    for number, row in enumerate(rows, start=1):
        if not any(row):
            continue
        if not headings:
            headings = _distinct(row)
            continue
        fault = TOO_WIDE if any(row[len(headings) :]) else ""
        yield Row(number, {h: cell for h, cell in zip_longest(headings, row, fillvalue="") if h}, fault)


def _distinct(headings: list[str]) -> list[str]:
    for heading, times in Counter(headings).items():
        if heading and times > 1:
            raise SheetError(translatable("表头中“%(heading)s”出现了不止一次。"), heading=heading)
    return headings


TABLES: dict[str, Callable[[BinaryIO], Iterator[list[str]]]] = {".csv": _csv, ".xlsx": _xlsx}
