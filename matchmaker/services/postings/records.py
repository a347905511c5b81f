"""Rows of an imported table turned into what a posting holds, or into faults that say what to mend."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from matchmaker.errors import UserError, translatable
from matchmaker.models import Demand, Programme
from matchmaker.services.postings import columns, owners
from matchmaker.services.postings.cells import CellError, Lists
from matchmaker.services.postings.columns import Column, ColumnError
from matchmaker.services.postings.sheets import Row
from matchmaker.terms import OrganizationKind

FAULTS_TOLD = 50
NAMELESS = translatable("不是单位名称。")


@dataclass(frozen=True, slots=True)
class Side:
    """What sets the import of programmes apart from that of demands."""

    model: type[Programme | Demand]
    owner: OrganizationKind
    columns: tuple[Column, ...]
    identity: tuple[str, ...]  # What tells two rows of one organization apart where no key is given.
    capacity: str
    default: int  # Stands in for an absent capacity, and is marked as assumed.


@dataclass(frozen=True, slots=True)
class Record:
    """One row, ready to be written."""

    number: int
    key: str  # The same for the same row in every file.
    owner: str
    values: dict[str, Any]  # Of the columns that the file has.
    is_stray: bool  # The name had to be cleaned of stray marks.


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, or with one row where no column is named."""

    row: int
    column: str
    value: str
    error: UserError

    def as_error(self) -> UserError:
        """Return the fault as an error that says where it is and what stands there."""
        facts: dict[str, object] = {"row": self.row, "error": self.error}
        if not self.column:
            return UserError(translatable("第 %(row)s 行：%(error)s"), **facts)
        if not self.value:
            return UserError(
                translatable("第 %(row)s 行“%(column)s”：%(error)s"), column=self.column, **facts
            )
        message = translatable("第 %(row)s 行“%(column)s”：%(error)s（现为“%(value)s”）")
        return UserError(message, column=self.column, value=self.value[:40], **facts)


class ImportFaultsError(UserError):
    """The file has faults; nothing of it was written."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(
            translatable("文件有 %(count)s 处错误，没有导入任何内容。"),
            count=f"{len(faults)}+" if len(faults) >= FAULTS_TOLD else len(faults),
        )
        self.faults = faults
        self.details = tuple(fault.as_error() for fault in faults)


class Reader:
    """Reads rows one by one and keeps what is wrong with them, at most FAULTS_TOLD."""

    def __init__(self, side: Side, lists: Lists) -> None:
        self.faults: list[Fault] = []
        self.unknown_regions = 0
        self.assumed = 0
        self.repeated = 0
        self._side = side
        self._lists = lists
        self._assigned: dict[tuple[str, ...], dict[str, Column]] = {}
        self._rows_by_key: dict[str, int] = {}

    def records(self, rows: Iterable[Row]) -> Iterator[Record]:
        """Yield the rows that are sound; stop when so many are not that the rest would tell nothing new.

        Rows that write their organization with stray marks come last: where the same row stands there with
        a clean name, that one counts.
        """
        later: list[Record] = []
        for row in rows:
            record = self._record(row)
            if record is not None and record.is_stray:
                later.append(record)
            elif record is not None and self._is_new(record, row):
                yield record
            if len(self.faults) >= FAULTS_TOLD:
                return
        for record in later:
            if record.key in self._rows_by_key:
                self.repeated += 1
            else:
                self._rows_by_key[record.key] = record.number
                yield record

    def _is_new(self, record: Record, row: Row) -> bool:
        first = self._rows_by_key.setdefault(record.key, row.number)
        if first != row.number:
            again = translatable("与第 %(row)s 行重复；不同的条目请填写不同的编号。")
            self._note(row, "", "", CellError(again, row=first))
        return first == row.number

    def _record(self, row: Row) -> Record | None:
        before = len(self.faults)
        if row.fault:
            self._note(row, "", "", UserError(row.fault))
            return None
        values = self._values(row)
        name = values.pop("organization", "")
        owner = owners.tidy(name, self._side.owner)
        if name and not owner:
            heading = next(h for h, column in self._assign(row).items() if column.name == "organization")
            self._note(row, heading, name, CellError(NAMELESS))
        if len(self.faults) > before or not owner:
            return None
        self._complete(values)
        key = self._key(owner, values.pop("key", None), values)
        return Record(row.number, key, owner, values, is_stray=owner != name)

    def _values(self, row: Row) -> dict[str, Any]:
        values = {}
        for heading, column in self._assign(row).items():
            try:
                values[column.name] = columns.parse(column, row.cells[heading], self._lists)
            except CellError as error:
                self._note(row, heading, row.cells[heading], error)
            else:
                is_lost = column.name == "region_code" and values[column.name] is None
                self.unknown_regions += is_lost and bool(row.cells[heading].strip())
        lowest, highest = values.get("wage_min"), values.get("wage_max")
        if lowest is not None and highest is not None and lowest > highest:
            self._note(row, "wage_max", str(highest), CellError(translatable("最高月薪低于最低月薪。")))
        return values

    def _assign(self, row: Row) -> dict[str, Column]:
        headings = tuple(row.cells)
        if headings not in self._assigned:
            try:
                self._assigned[headings] = columns.assign(self._side.columns, headings)
            except ColumnError as error:
                # Told once: every row below the same headings has the same fault.
                self._note(row, "", "", error)
                self._assigned[headings] = {}
        return self._assigned[headings]

    def _complete(self, values: dict[str, Any]) -> None:
        """Fill in what the catalogue and the defaults know."""
        side = self._side
        is_assumed = values.get(side.capacity) is None
        values[side.capacity] = side.default if is_assumed else values[side.capacity]
        values[f"is_{side.capacity}_assumed"] = is_assumed
        self.assumed += is_assumed
        if side.model is Programme:
            name, level = self._lists.majors[values["major_code"]]
            values["title"] = values.get("title") or name
            values["level"] = values.get("level") or level

    def _key(self, owner: str, key: str | None, values: dict[str, Any]) -> str:
        parts = [key] if key else ["", *(str(values.get(name) or "") for name in self._side.identity)]
        told = "\n".join((owners.fold(owner), *parts))
        return (
            f"{self._side.model.__tablename__}:{hashlib.blake2b(told.encode(), digest_size=16).hexdigest()}"
        )

    def _note(self, row: Row, column: str, value: str, error: UserError) -> None:
        self.faults.append(Fault(row.number, column, value, error))
