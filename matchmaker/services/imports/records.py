"""Rows of an imported table turned into what a posting holds, or into faults that say what to mend."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from matchmaker.errors import UserError, translatable
from matchmaker.models import Demand, Organization, Programme
from matchmaker.services.imports import cells, columns, owners
from matchmaker.services.imports.cells import CellError, Lists
from matchmaker.services.imports.columns import Column, ColumnError
from matchmaker.services.imports.sheets import Row
from matchmaker.terms import OrganizationKind

FAULTS_TOLD = 50
NAMELESS = translatable("不是单位名称。")
FOREIGN = translatable("这一行写的是别的单位，只能导入本单位的内容。")
SAMPLE = "示例数据"  # How the key of a template's sample row begins.


@dataclass(frozen=True, slots=True)
class Side:
    """What sets the import of programmes apart from that of demands."""

    model: type[Programme | Demand]
    owner: OrganizationKind
    columns: tuple[Column, ...]
    identity: tuple[str, ...]  # What tells two rows of one organization apart where no key is given.
    capacity: str


@dataclass(frozen=True, slots=True)
class Terms:
    """Whose rows are read, and what stands in for what they do not tell."""

    default: int | None = None  # For an absent capacity, which is then marked as assumed.
    owner: Organization | None = None  # None: each row names its own.
    most_faults: int = FAULTS_TOLD  # Beyond so many the rest is not read.

    def columns(self, side: Side) -> tuple[Column, ...]:
        """Return the columns that a file may have: whose rows they are need not be told twice."""
        if self.owner is None:
            return side.columns
        return tuple(
            replace(column, is_required=False) if column.name == "organization" else column
            for column in side.columns
        )


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
    """Reads rows one by one and keeps what is wrong with them, up to the most that the terms bear."""

    def __init__(self, side: Side, lists: Lists, terms: Terms) -> None:
        self.faults: list[Fault] = []
        self.unknown_regions = 0
        self.assumed = 0
        self.repeated = 0
        self._side, self._lists, self._terms = side, lists, terms
        self._columns = terms.columns(side)
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
            if self.is_hopeless:
                return
        for record in later:
            if record.key in self._rows_by_key:
                self.repeated += 1
            else:
                self._rows_by_key[record.key] = record.number
                yield record

    @property
    def is_hopeless(self) -> bool:
        """Whether there are so many faults that more of them would tell nothing new."""
        return len(self.faults) >= self._terms.most_faults

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
        headings = {column.name: heading for heading, column in self._assign(row).items()}
        if row.cells.get(headings.get("key", ""), "").startswith(SAMPLE):
            return None
        if not headings:
            return None
        values = self._values(row)
        name = values.pop("organization", "")
        owner, doubt = self._owner(name)
        if doubt:
            self._note(row, headings["organization"], name, CellError(doubt))
        if len(self.faults) > before or not owner:
            return None
        self._complete(values)
        key = self._key(owner, values.pop("key", None), values)
        return Record(row.number, key, owner, values, is_stray=self._terms.owner is None and owner != name)

    def _owner(self, name: str) -> tuple[str, str]:
        """Return whose a row is by the name it tells, and what is wrong with that name."""
        told, mine = owners.tidy(name, self._side.owner), self._terms.owner
        if name and not told:
            return "", NAMELESS
        if mine is None:
            return told, ""
        if told and owners.fold(told) != owners.fold(mine.name):
            return "", FOREIGN
        return mine.name, ""

    def _values(self, row: Row) -> dict[str, Any]:
        values = {}
        for heading, column in self._assign(row).items():
            try:
                values[column.name] = columns.parse(column, row.cells[heading], self._lists)
            except CellError as error:
                self._note(row, heading, row.cells[heading], error)
            else:
                is_lost = column.name == "region_code" and values[column.name] is None
                if is_lost and row.cells[heading]:
                    self._miss_region(row, heading)
        self._compare(row, values)
        return values

    def _compare(self, row: Row, values: dict[str, Any]) -> None:
        """Note where one cell contradicts another."""
        headings = {column.name: heading for heading, column in self._assign(row).items()}
        lowest, highest = values.get("wage_min"), values.get("wage_max")
        if lowest is not None and highest is not None and lowest > highest:
            error = CellError(translatable("最高月薪低于最低月薪。"))
            self._note(row, headings["wage_max"], str(highest), error)
        start, end = values.get("start_date"), values.get("graduation_date")
        if start and end and end <= start:
            error = CellError(translatable("毕业日期应晚于入学日期。"))
            self._note(row, headings["graduation_date"], str(end), error)

    def _miss_region(self, row: Row, heading: str) -> None:
        """Count a place that no list knows; a person who hands in a table of their own can mend it."""
        if self._terms.owner is None:
            self.unknown_regions += 1
        else:
            self._note(row, heading, row.cells[heading], CellError(cells.region.rule.message))

    def _assign(self, row: Row) -> dict[str, Column]:
        headings = tuple(row.cells)
        if headings not in self._assigned:
            try:
                self._assigned[headings] = columns.assign(self._columns, headings)
            except ColumnError as error:
                # Told once: every row below the same headings has the same fault.
                self._note(row, "", "", error)
                self._assigned[headings] = {}
        return self._assigned[headings]

    def _complete(self, values: dict[str, Any]) -> None:
        """Fill in what the catalogue and the defaults know."""
        side = self._side
        is_assumed = values.get(side.capacity) is None and self._terms.default is not None
        if is_assumed:
            values[side.capacity] = self._terms.default
        values[f"is_{side.capacity}_assumed"] = is_assumed
        self.assumed += is_assumed
        if side.model is Programme:
            name, level = self._lists.majors[values["major_code"]]
            values["title"] = values.get("title") or name
            values["level"] = values.get("level") or level

    def _key(self, owner: str, key: str | None, values: dict[str, Any]) -> str:
        parts = [key] if key else ["", *(str(values.get(name) or "") for name in self._side.identity)]
        mine = self._terms.owner
        # Of two organizations with one name, neither may lay hands on the other's rows.
        whose = owners.fold(owner) if mine is None else f"#{mine.id}"
        told = "\n".join((whose, *parts))
        return (
            f"{self._side.model.__tablename__}:{hashlib.blake2b(told.encode(), digest_size=16).hexdigest()}"
        )

    def _note(self, row: Row, column: str, value: str, error: UserError) -> None:
        self.faults.append(Fault(row.number, column, value, error))
