"""Workbooks that mean harm: each is refused with its reason before anything of it is read."""

from __future__ import annotations

import io
import sys
import tracemalloc
import zipfile

import pytest

from matchmaker.services.imports import inspection, workbooks
from matchmaker.services.imports.inspection import SheetError

HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
BOOK = (
    b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    b'<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
LINKS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    b'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    b'Target="worksheets/sheet1.xml"/></Relationships>'
)
ROOT = LINKS.replace(b"worksheet", b"officeDocument", 1).replace(b"worksheets/sheet1", b"xl/workbook")
CELL = b'<row r="1"><c r="A1"><v>1</v></c></row>'
ROOM = 50 << 20  # Bytes that refusing may hold.


def packed(sheet=HEAD + CELL + TAIL, **parts):
    """Return a workbook with this sheet, and with more parts by name."""
    every = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": ROOT,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/worksheets/sheet1.xml": sheet,
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (every | parts).items():
            with archive.open(name, "w", force_zip64=not isinstance(part, bytes)) as file:
                for piece in [part] if isinstance(part, bytes) else part:
                    file.write(piece)
    return content.getvalue()


def forged(size, told):
    """Return a workbook whose directory tells another size of a part."""
    content = bytearray(packed(HEAD + b" " * (size - len(HEAD))))
    true = size.to_bytes(4, "little")
    while true in content:
        place = content.index(true)
        content[place : place + 4] = told.to_bytes(4, "little")
    return bytes(content)


def encrypted():
    return inspection.OLD_FORMAT + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def rows(count):
    yield HEAD
    for start in range(1, count + 1, 10_000):
        yield b"".join(b'<row r="%d"><c r="A%d"/></row>' % (n, n) for n in range(start, start + 10_000))
    yield TAIL


def column(number):
    name = b""
    while number:
        number, rest = divmod(number - 1, 26)
        name = bytes([65 + rest]) + name
    return name


WIDE = b'<row r="1">%s</row>' % b"".join(b'<c r="%s1"><v>1</v></c>' % column(n) for n in range(1, 16_385))
FAR = b'<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
UNNAMED = b"<row>%s</row>" % (b"<c><v>1</v></c>" * 1_000_000)
DTD = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'

HOSTILE = {
    "bomb of a gibibyte": (lambda: packed([bytes(1 << 20)] * 1024), "损坏"),
    "bomb in another part": (lambda: packed(**{"xl/media/a.bin": [bytes(1 << 20)] * 1024}), "拆分"),
    "size forged small": (lambda: forged(5_000_000, 100), "损坏"),
    "a million rows": (lambda: packed(rows(1_000_000)), "20000 行"),
    "16,384 columns": (lambda: packed(HEAD + WIDE + TAIL), "列太多"),
    "one cell at the far end": (lambda: packed(HEAD + FAR + TAIL), "20000 行"),
    "entities": (lambda: packed(DTD + HEAD + TAIL), "DTD"),
    "entities in UTF-16": (lambda: packed((DTD + HEAD + TAIL).decode().encode("utf-16")), "损坏"),
    "macros": (lambda: packed(**{"xl/vbaProject.bin": b"macro"}), "宏"),
    "old macros": (lambda: packed(**{"xl/macrosheets/sheet1.xml": b"<a/>"}), "宏"),
    "encrypted": (encrypted, "加密"),
    "the old format": (lambda: inspection.OLD_FORMAT + bytes(1000), "xls"),
    "truncated": (lambda: packed()[:-30], "损坏"),
    "cut in the middle": (lambda: packed()[:300], "损坏"),
    "wrong beginning": (lambda: b"%PDF-1.7 " + bytes(1000), "不是 Excel"),
    "a document": (lambda: _zip({"word/document.xml": b"<a/>"}), "不是 Excel"),
    "nothing": (lambda: b"", "不是 Excel"),
    "100,000 parts": (lambda: _zip({f"{n}": b"" for n in range(100_000)}), "拆分"),
}


def _zip(parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def test_an_honest_workbook_is_read():
    workbooks.check(packed())
    assert list(workbooks.read(packed())) == [["1"]]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_with_its_reason_and_costs_little_memory(name):
    make, reason = HOSTILE[name]
    content = make()
    with pytest.raises(SheetError, match=reason):
        workbooks.check(content)
    tracemalloc.start()
    try:
        with pytest.raises(SheetError, match=reason):
            inspection.inspect(io.BytesIO(content))
        assert tracemalloc.get_traced_memory()[1] <= ROOM
    finally:
        tracemalloc.stop()


def test_a_row_of_a_million_cells_without_names_is_too_wide():
    with pytest.raises(SheetError, match="列太多"):
        list(workbooks.read(packed(HEAD + UNNAMED + TAIL)))


def test_a_table_that_is_nearly_all_gaps_is_too_large():
    corners = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="19999"><c r="ZZ19999"><v>1</v></c></row>'
    with pytest.raises(SheetError, match="拆分"):
        list(workbooks.read(packed(HEAD + corners + TAIL)))


def test_a_process_that_dies_is_told_as_a_file_that_is_too_large(monkeypatch):
    monkeypatch.setattr(workbooks, "READING_SECONDS", 0)
    with pytest.raises(SheetError, match="拆分"):
        list(workbooks.read(packed()))


def test_a_process_that_dies_in_the_middle_of_a_row_is_told_so_too(monkeypatch, tmp_path):
    dying = tmp_path / "python"
    dying.write_text('#!/bin/sh\nprintf \'["a"]\\n["b\'\n', encoding="utf-8")
    dying.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(dying))
    with pytest.raises(SheetError, match="拆分"):
        list(workbooks.read(packed()))
