"""What a workbook may be: its parts stream by in small pieces before anything is read into memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from matchmaker.errors import UserError, translatable

UNPACKED_LIMIT = 64 << 20  # Bytes of all parts together.
PART_LIMIT = 1000  # An ordinary workbook has a dozen.
ROW_LIMIT = 20_000
CELL_LIMIT = 2_000_000  # Empty ones between the first and the last among them.
COLUMN_LIMIT = 26 + 26**2  # A to ZZ.
PIECE = 1 << 18  # Bytes that are held at once.
OVERLAP = 32  # Bytes of the piece before that are looked at again: longer than anything that is sought.

PART_MARK = b"PK\x01\x02"  # Before each entry of the directory.
OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # How .xls files begin, and encrypted .xlsx files.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
FAR_DOWN = re.compile(rb"""\br=["'](?:[A-Z]{1,3})?(?:[1-9][0-9]{5,}|[3-9][0-9]{4}|2[0-9]{4})["']""")
FAR_RIGHT = re.compile(rb"""\br=["'][A-Z]{3,}[0-9]""")  # Beyond column ZZ.
ROW = re.compile(rb"<(?:\w{1,9}:)?row[\s>/]")


class SheetError(UserError):
    """The file as a whole cannot be read."""

    field = "file"

    @classmethod
    def broken(cls) -> SheetError:
        """Say that the content is not what the name promises."""
        return cls(
            translatable("文件无法读取，可能已损坏、不完整或格式与扩展名不符。请重新另存为 .xlsx 后再试。")
        )

    @classmethod
    def too_large(cls) -> SheetError:
        """Say that the content would not fit."""
        return cls(translatable("文件内容过大，请拆分后再导入。"))

    @classmethod
    def too_long(cls) -> SheetError:
        """Say that there are too many rows."""
        return cls(translatable("表格超过 %(limit)s 行，请分成几份后再导入。"), limit=ROW_LIMIT)


TOO_WIDE = translatable("表格的列太多。请使用模板，或删除右侧多余的列。")
OLD = translatable("这是旧版 .xls 文件。请在 Excel 或 WPS 中另存为 .xlsx 后再试。")
LOCKED = translatable("文件已加密。请去掉密码后再试。")
MACROS = translatable("文件含有宏。请另存为不含宏的 .xlsx 后再试。")
UNSAFE = translatable("文件含有外部定义（DTD），不是表格软件正常保存的文件。")
NO_WORKBOOK = translatable("这不是 Excel 工作簿。请使用 .xlsx 文件。")


def inspect(content: BinaryIO) -> None:
    """Read a workbook through once; raise SheetError with the reason why it is not to be read."""
    _check_beginning(content)
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
            _check_names({part.filename.lower() for part in parts})
            left = UNPACKED_LIMIT
            for part in parts:
                if part.flag_bits & 1:
                    raise SheetError(LOCKED)
                left -= _check_part(archive, part, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise SheetError.broken() from error


def check_size(rows: int, columns: int) -> None:
    """Raise SheetError for a table that would not fit."""
    if rows > ROW_LIMIT:
        raise SheetError.too_long()
    if columns > COLUMN_LIMIT:
        raise SheetError(TOO_WIDE)
    if rows * columns > CELL_LIMIT:
        raise SheetError.too_large()


def _check_beginning(content: BinaryIO) -> None:
    whole = content.read()
    if whole.startswith(OLD_FORMAT):
        raise SheetError(LOCKED if ENCRYPTED in whole else OLD)
    if not whole.startswith(b"PK"):
        raise SheetError(NO_WORKBOOK)
    # Counted before the directory is opened, since it is read into memory as a whole.
    if whole.count(PART_MARK) > PART_LIMIT:
        raise SheetError.too_large()


def _check_names(names: set[str]) -> None:
    if any("vbaproject" in name or "macrosheets/" in name for name in names):
        raise SheetError(MACROS)
    if "xl/workbook.xml" not in names:
        raise SheetError(NO_WORKBOOK)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Look through one part; return its true size, which its directory may have forged."""
    size = rows = 0
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    is_sheet = "worksheets/" in part.filename.lower()
    for piece, fresh in _pieces(archive, part):
        size += fresh
        if size > left:
            raise SheetError.too_large()
        if is_xml and DECLARATION.search(piece):
            raise SheetError(UNSAFE)
        if is_xml and b"\x00" in piece:  # UTF-16, in which a declaration would not be seen.
            raise SheetError.broken()
        if is_sheet:
            # A row on the seam of two pieces may count twice, which no honest table comes near.
            rows += len(ROW.findall(piece))
            _check_place(piece, rows)
    return size


def _check_place(piece: bytes, rows: int) -> None:
    if rows > ROW_LIMIT or FAR_DOWN.search(piece):
        raise SheetError.too_long()
    if FAR_RIGHT.search(piece):
        raise SheetError(TOO_WIDE)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """Yield a part piece by piece, each with the end of the one before it and how much of it is new."""
    before = b""
    with archive.open(part) as file:
        while fresh := file.read(PIECE):
            yield before + fresh, len(fresh)
            before = fresh[-OVERLAP:]
