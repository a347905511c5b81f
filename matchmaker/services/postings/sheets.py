"""Tables read as rows of text from .csv, .xlsx and .jsonl files, also with .gz, within bearable sizes."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from matchmaker.errors import UserError, translatable

UNPACKED_LIMIT = 1 << 30  # Bytes of text.
WORKBOOK_LIMIT = 100 << 20  # Bytes of a workbook's parts, unpacked.
LINE_LIMIT = 1 << 20  # Bytes.
NOT_AN_OBJECT = translatable("这一行不是有效的 JSON 对象。")
TOO_WIDE = translatable("这一行的列数多于表头，请检查逗号和引号。")
Progress = Callable[[int, int], None]


class SheetError(UserError):
    """The file as a whole cannot be read."""

    @classmethod
    def unknown(cls, name: str) -> SheetError:
        """Say which files can be read."""
        message = translatable("不支持的文件类型“%(name)s”，请使用 .csv、.xlsx 或 .jsonl（可加 .gz）。")
        return cls(message, name=name)

    @classmethod
    def broken(cls, cause: object) -> SheetError:
        """Say that the content is not what the name promises."""
        return cls(translatable("文件无法读取，可能已损坏或格式与扩展名不符：%(cause)s"), cause=cause)

    @classmethod
    def too_large(cls) -> SheetError:
        """Say that the content would not fit."""
        return cls(translatable("文件内容过大，请拆分后再导入。"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number as an editor shows it, and its cells by heading, empty ones too."""

    number: int
    cells: dict[str, str]
    fault: str = ""  # Why the row could not be read at all.


def read(path: Path, *, progress: Progress | None = None) -> Iterator[Row]:
    """Yield the rows below the heading; raise SheetError. Progress is told in bytes of the file."""
    name = path.name.lower()
    reader = READERS.get(Path(name.removesuffix(".gz")).suffix)
    if reader is None:
        raise SheetError.unknown(path.name)
    size = path.stat().st_size
    with path.open("rb") as file:
        stream: Any = gzip.GzipFile(fileobj=file) if name.endswith(".gz") else file
        try:
            for count, row in enumerate(reader(stream)):
                yield row
                if progress is not None and count % 1000 == 0:
                    progress(min(file.tell(), size), size)
        except (OSError, EOFError, zlib.error, csv.Error, UnicodeError) as error:
            raise SheetError.broken(error) from error
    if progress is not None:
        progress(size, size)


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


def _csv(stream: BinaryIO) -> Iterator[Row]:
    return _table(csv.reader(_lines(stream), strict=True))


def _jsonl(stream: BinaryIO) -> Iterator[Row]:
    for number, line in enumerate(_lines(stream), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            yield Row(number, {key.strip(): _text(cell) for key, cell in value.items()})
        else:
            yield Row(number, {}, fault=NOT_AN_OBJECT)


def _xlsx(stream: BinaryIO) -> Iterator[Row]:
    content = stream.read(WORKBOOK_LIMIT + 1)
    if len(content) > WORKBOOK_LIMIT:
        raise SheetError.too_large()
    _check_archive(io.BytesIO(content))
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except CalamineError as error:
        raise SheetError.broken(error) from error
    return _table([_text(cell) for cell in row] for row in rows)


def _check_archive(content: BinaryIO) -> None:
    """Refuse a workbook that would unpack into too much, also one whose directory lies about it."""
    try:
        with zipfile.ZipFile(content) as archive:
            if sum(part.file_size for part in archive.infolist()) > WORKBOOK_LIMIT:
                raise SheetError.too_large()
            broken = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, RuntimeError) as error:
        raise SheetError.broken(error) from error
    if broken is not None:
        raise SheetError.broken(broken)


def _table(rows: Iterable[list[str]]) -> Iterator[Row]:
    headings: list[str] = []
    for number, row in enumerate(rows, start=1):
        if not any(cell.strip() for cell in row):
            continue
        if not headings:
            headings = _headings(row)
            continue
        fault = TOO_WIDE if any(cell.strip() for cell in row[len(headings) :]) else ""
        yield Row(number, {h: cell for h, cell in zip_longest(headings, row, fillvalue="") if h}, fault)


def _headings(row: list[str]) -> list[str]:
    headings = [heading.strip() for heading in row]
    for heading in headings:
        if heading and headings.count(heading) > 1:
            raise SheetError(translatable("表头中“%(heading)s”出现了不止一次。"), heading=heading)
    return headings


def _text(cell: Any) -> str:  # noqa: ANN401 - whatever JSON or a workbook holds.
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, list):
        return "\n".join(_text(item) for item in cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    return "" if cell is None else str(cell)


READERS: dict[str, Callable[[BinaryIO], Iterator[Row]]] = {".csv": _csv, ".jsonl": _jsonl, ".xlsx": _xlsx}
