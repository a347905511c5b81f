"""What a cell of an imported table may hold, read into a value or refused with the reason."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import UserError, translatable
from matchmaker.models import Industry, Major, Occupation, Region
from matchmaker.services.localities import Localities
from matchmaker.services.postings import limits
from matchmaker.terms import Kind, Level, Promise

Coded = Major | Occupation | Industry
Listed = Coded | Region
LEVEL_WORDS = {
    Level.SECONDARY: "中职 中专 中技 技校 技工 高中 职高 初中 小学 不限 学历不限 中职/技工 secondary",
    Level.COLLEGE: "大专 专科 高职 高职专科 高职专科/高级技工 高级技工 预备技师 技师 college",
    Level.BACHELOR: "本科 职业本科 大学本科 学士 硕士 研究生 博士 bachelor",
}
UNSAID_LEVELS = frozenset({"其他", "其它", "未知"})
PROMISE_WORDS = {
    Promise.FULL: "承诺录用 全部录用 full",
    Promise.PARTIAL: "择优录用 部分录用 partial",
    Promise.NONE: "不承诺录用 不承诺 none",
}
KIND_WORDS = {
    Kind.ORDER_CLASS: "订单班 order_class",
    Kind.JOINT_ORDER_CLASS: "联合订单班 joint_order_class",
    Kind.NAMED_CLASS: "冠名班 named_class",
    Kind.SCHOOL_IN_FACTORY: "厂中校 school_in_factory",
    Kind.FACTORY_IN_SCHOOL: "校中厂 factory_in_school",
    Kind.INDUSTRY_COLLEGE: "产业学院 industry_college",
    Kind.TRAINING_BASE: "实训基地 training_base",
    Kind.APPRENTICESHIP: "现代学徒制 学徒制 apprenticeship",
    Kind.FIELD_ENGINEER: "现场工程师 field_engineer",
    Kind.TEACHER_PRACTICE: "教师企业实践 teacher_practice",
}
YES_NO_WORDS = {True: "是 有 可以 yes y true 1", False: "否 无 不可以 没有 no n false 0"}
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?")


class CellError(UserError):
    """A cell cannot be used; the message says how to mend it."""


class Lists:
    """The reference lists, held in memory for the length of an import."""

    def __init__(self, session: Session) -> None:
        majors = session.execute(select(Major.code, Major.name, Major.level)).all()
        self.majors = {code: (name, level) for code, name, level in majors}
        self.localities = Localities(session)
        self._coded = {
            Major: _by_text((code, name) for code, name, _level in majors),
            Occupation: _by_text(session.execute(select(Occupation.code, Occupation.name)).all()),
            Industry: _by_text(session.execute(select(Industry.code, Industry.name)).all()),
        }

    def code(self, list_: type[Coded], cell: str) -> str:
        """Return the code that a cell names, by itself or by the entry's name."""
        known = self._coded[list_]
        # A template offers entries as `540106 酒店管理与数字化运营`.
        codes = known.get(cell.upper()) or known.get(cell.upper().partition(" ")[0], [])
        if not codes:
            raise CellError(translatable("目录中没有这个代码或名称，请从模板的下拉列表中选择。"))
        if len(codes) > 1:
            raise CellError(
                translatable("目录中有多个同名条目，请填写代码：%(codes)s。"), codes="、".join(codes[:6])
            )
        return codes[0]


def _by_text(entries: Iterable[Any]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code, name in entries:
        found[code].append(code)
        found[name.upper()].append(code)
    return dict(found)


Read = Callable[[str, Lists], Any]


@dataclass(frozen=True, slots=True)
class Parser:
    """How a cell is read, the rule that it keeps, and what a template offers to choose from."""

    read: Read  # Raises ValueError where the rule is broken, CellError where there is more to say.
    rule: UserError
    choices: tuple[str, ...] = ()
    offers: type[Listed] | None = None  # The reference list to choose from.

    def __call__(self, cell: str, lists: Lists) -> Any:  # noqa: ANN401 - the field's value.
        """Read a cell; raise CellError."""
        try:
            return self.read(cell, lists)
        except ValueError:
            raise CellError(self.rule.message, **self.rule.values) from None


def text(limit: int) -> Parser:
    """Read a text of at most so many characters."""

    def read(cell: str, _lists: Lists) -> str:
        if len(cell) > limit:
            raise ValueError(cell)
        return cell

    return Parser(read, UserError(translatable("文字，不超过 %(limit)s 个字。"), limit=limit))


def cut(limit: int) -> Parser:
    """Read a text of which the beginning suffices."""
    rule = UserError(translatable("文字，超过 %(limit)s 个字的部分会略去。"), limit=limit)
    return Parser(lambda cell, _lists: cell[:limit], rule)


def decimal(low: float, high: float) -> Parser:
    """Read a number within bounds."""

    def read(cell: str, _lists: Lists) -> float:
        number = float(cell.replace(",", ""))
        if not low <= number <= high:
            raise ValueError(cell)
        return number

    rule = UserError(translatable("应为 %(low)s 到 %(high)s 之间的数字。"), low=low, high=high)
    return Parser(read, rule)


def whole(low: int, high: int) -> Parser:
    """Read a whole number within bounds."""

    def read(cell: str, _lists: Lists) -> int:
        digits = cell.replace(",", "").removesuffix(".0")
        if not re.fullmatch(r"-?[0-9]{1,12}", digits) or not low <= int(digits) <= high:
            raise ValueError(cell)
        return int(digits)

    rule = UserError(translatable("应为 %(low)s 到 %(high)s 之间的整数。"), low=low, high=high)
    return Parser(read, rule)


def _day(cell: str, _lists: Lists) -> date:
    found = DATE.fullmatch(cell)
    return date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else date.fromisoformat(cell)


def _words(cell: str, _lists: Lists) -> list[str]:
    found = list(dict.fromkeys(word.strip() for word in limits.SEPARATORS.split(cell) if word.strip()))
    if len(found) > limits.ENTRIES:
        raise CellError(translatable("最多 %(limit)s 项。"), limit=limits.ENTRIES)
    if any(len(word) > limits.ENTRY for word in found):
        raise ValueError(cell)
    return found


# A month stands for its first day.
day = Parser(_day, UserError(translatable("应为日期，例如 2026-09-01。")))
words = Parser(
    _words, UserError(translatable("一项或多项，用顿号分开，每项不超过 %(limit)s 个字。"), limit=limits.ENTRY)
)


def choice(vocabulary: Mapping[Any, str]) -> Parser:
    """Read one of a few words; of each meaning the first is offered."""
    known = {word: value for value, written in vocabulary.items() for word in written.split()}
    offered = tuple(written.split()[0] for written in vocabulary.values())
    rule = UserError(translatable("应为以下之一：%(examples)s。"), examples="、".join(offered))

    def read(cell: str, _lists: Lists) -> Any:  # noqa: ANN401 - a member of the vocabulary.
        if cell.lower() not in known:
            raise ValueError(cell)
        return known[cell.lower()]

    return Parser(read, rule, offered)


_level = choice(LEVEL_WORDS)
_kind = choice(KIND_WORDS)


def _read_level(cell: str, lists: Lists) -> Level | None:
    cell = re.sub(r"(及以上|以上|学历)+$", "", cell)
    return None if cell in UNSAID_LEVELS else _level(cell, lists)


# 不限 is the lowest level, since it admits every one.
level = replace(_level, read=_read_level)
kinds = Parser(lambda cell, lists: [_kind(word, lists).value for word in words(cell, lists)], _kind.rule)
# A place that is not in the list stays unknown.
region = Parser(
    lambda cell, lists: lists.localities.find(cell),
    UserError(translatable("省、市、区县的名称或六位代码，例如 河南省郑州市。")),
    offers=Region,
)


def code_of(list_: type[Coded]) -> Parser:
    """Read an entry of a reference list."""
    rule = UserError(translatable("目录中的代码或名称，请从模板的下拉列表中选择。"))
    return Parser(lambda cell, lists: lists.code(list_, cell), rule, offers=list_)


def clean(cell: str) -> str:
    """Return a cell without what no database takes and without blanks around it."""
    if "\x00" in cell or not cell.isascii():
        cell = cell.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return cell.strip()


def folded(cell: str) -> str:
    """Return a cell with letters and digits of Latin width, for numbers, codes and choices."""
    return unicodedata.normalize("NFKC", cell)
