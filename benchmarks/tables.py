"""Importing a table of 10,000 programmes as the pages do, beside only reading it, and refusing a bomb."""

from __future__ import annotations

import io
import tempfile
import zipfile
from contextlib import suppress
from functools import partial
from pathlib import Path

import openpyxl

from benchmarks.rows import Row, seconds, show, timed
from matchmaker.db import Database
from matchmaker.models import Organization, Upload
from matchmaker.services.events import SYSTEM
from matchmaker.services.imports import templates, uploads, workbooks
from matchmaker.services.imports.inspection import SheetError
from matchmaker.services.upkeep import catalogue, schema
from matchmaker.terms import OrganizationKind, Side
from matchmaker.web.documents.workbooks import Table, write
from matchmaker.workflow import OrganizationState

ROWS = 10_000
MEBIBYTE = 1 << 20


def main() -> None:
    """Print a row for the first import, for the same table again, and for a bomb of a gibibyte."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'tables.db'}")
        schema.migrate(database)
        with database.transaction() as session:
            catalogue.load(session)
            school = Organization(kind=OrganizationKind.SCHOOL, name="学校", state=OrganizationState.VERIFIED)
            session.add(school)
        with database.reading() as session:
            content = _table(templates.template(session, uploads.TABLES[Side.PROGRAMMES]))
        reading, _rows = timed(partial(_read, content))
        rows = []
        for name in ("10,000 programmes, new", "the same table again"):
            mine, _nothing = timed(partial(_import, database, school, content))
            rows.append(Row(name, seconds(mine), f"{seconds(reading)} openpyxl", mine / reading, "≤ 20 s"))
        refusing, _nothing = timed(partial(_refuse, _bomb()))
        rows.append(Row("a bomb of 1 GiB, refused", seconds(refusing), bar="≤ 2 s"))
        show("Tables handed in, beside only reading them", rows)
        database.engine.dispose()


def _table(template: templates.Template) -> bytes:
    headings = [column.headings[0] for column in template.columns]
    sample = [template.sample[column.name] for column in template.columns]
    return write({"table": Table(headings, [[f"{number}", *sample[1:]] for number in range(ROWS)])})


def _read(content: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return sum(1 for _row in book.worksheets[0].iter_rows(values_only=True))


def _import(database: Database, school: Organization, content: bytes) -> None:
    upload = Upload(side=Side.PROGRAMMES, name="table.xlsx", content=content, is_whole=False)
    with database.transaction() as session:
        owner = session.get_one(Organization, school.id)
        number = uploads.receive(session, upload, organization=owner, actor=SYSTEM).id
    uploads.run(database, number, lambda _done, _total: None)


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/media/image1.bin", "w", force_zip64=True) as part:
            for _piece in range(1024):
                part.write(bytes(MEBIBYTE))
    return content.getvalue()


def _refuse(content: bytes) -> None:
    with suppress(SheetError):
        workbooks.check(content)
        raise AssertionError("the bomb was let in")


if __name__ == "__main__":
    main()
