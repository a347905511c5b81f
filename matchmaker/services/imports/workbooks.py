"""Workbooks read in a process of their own, which may use so much memory and time and no more."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from matchmaker.services.imports.inspection import SheetError, check_size, inspect

MEMORY_LIMIT = 640 << 20  # Bytes of address space.
INSPECTION_SECONDS = 2  # Of the processor.
READING_SECONDS = 20
PATIENCE = 5  # Times as long the clock may run: others may need the processor too.


def check(content: bytes) -> None:
    """Raise SheetError unless the workbook may be read; nothing of it is read yet."""
    for _row in _answers(content, seconds=INSPECTION_SECONDS):
        raise AssertionError("an inspection yields no rows")


def read(content: bytes) -> Iterator[list[str]]:
    """Yield the rows of the first sheet as text, from its very first row on; raise SheetError."""
    yield from _answers(content, seconds=READING_SECONDS)


def _answers(content: bytes, *, seconds: int) -> Iterator[list[str]]:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        with _child(file, seconds) as child:
            assert child.stdout is not None  # noqa: S101 - tells mypy what PIPE means.
            is_whole = False
            for line in child.stdout:
                if not line.endswith(b"\n"):  # It was ended in the middle of a row.
                    break
                answer = json.loads(line)
                if isinstance(answer, list):
                    yield answer
                elif "refused" in answer:
                    raise SheetError(answer["refused"], **answer["values"])
                is_whole = isinstance(answer, dict)
    if not is_whole:  # Its memory or its time was used up.
        raise SheetError.too_large()


@contextmanager
def _child(file: IO[bytes], seconds: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-I", "-m", __name__, str(seconds)]
    # It gets no environment, and so no key and no address of a database.
    with subprocess.Popen(  # noqa: S603 - our own module.
        command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as child:
        clock = threading.Timer(PATIENCE * seconds, child.kill)
        clock.start()
        try:
            yield child
        finally:
            clock.cancel()
            child.kill()


def _main(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        inspect(sys.stdin.buffer)
        if seconds > INSPECTION_SECONDS:
            for row in _rows(sys.stdin.buffer):
                _say([text(cell) for cell in row])
    except SheetError as error:
        _say({"refused": error.message, "values": error.values})
    else:
        _say({})


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")


def _rows(content: BinaryIO) -> list[list[Any]]:
    content.seek(0)
    try:
        sheet = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0)
    except CalamineError as error:
        raise SheetError.broken() from error
    check_size(sheet.total_height, sheet.total_width)
    return sheet.to_python(skip_empty_area=False)


def text(cell: Any) -> str:  # noqa: ANN401 - whatever JSON or a workbook holds.
    """Return a cell as a person would type it."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, list):
        return "\n".join(text(item) for item in cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
