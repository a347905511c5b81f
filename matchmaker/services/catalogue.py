"""Looking things up in the reference lists: suggestions while typing, and what a text stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from matchmaker.errors import UserError, translatable
from matchmaker.models import (
    Industry,
    Major,
    MajorCertificate,
    MajorCourse,
    Occupation,
    Region,
)
from matchmaker.services import gazetteer
from matchmaker.services.localities import Localities
from matchmaker.terms import Level

Entry = TypeVar("Entry", bound=Major | Occupation | Industry | Region)
LEVEL_WORDS = {Level.SECONDARY: "中职", Level.COLLEGE: "高职", Level.BACHELOR: "职业本科"}
SUGGESTIONS = 20
NEAR = 6  # Names told with an error.
SHORTEST = 2  # Characters from which suggestions make sense.


class UnknownEntryError(UserError):
    """The text names no entry of the list, or several; the nearest ones are told."""

    def __init__(self, text: str, near: Sequence[Entry]) -> None:
        self.near = near
        names = "；".join(map(_told, near))
        if names:
            message = translatable(
                "“%(text)s”不能对应到目录中唯一的一项，请从以下条目中选择并填写代码：%(names)s"
            )
        else:
            message = translatable("目录中没有找到“%(text)s”，请换一个名称或填写代码。")
        super().__init__(message, text=text, names=names)


# Offices write an industry with the letter of its division: C3841 for 3841.
DIVISION = re.compile(r"^[A-T](?=\d)", re.IGNORECASE)


def search(session: Session, list_: type[Entry], text: str, *, limit: int = SUGGESTIONS) -> list[Entry]:
    """Return the entries that the text may mean, the closest first.

    Their names hold it, or it begins their code, their pinyin initials or an everyday name.
    """
    text = _plain(list_, text)
    if len(text) < SHORTEST:
        return []
    is_named = list_.name.contains(text, autoescape=True)
    is_coded = list_.code.startswith(text.upper(), autoescape=True)
    is_keyed = list_.keys.contains(f" {text.lower()}", autoescape=True)
    is_begun = or_(list_.name.startswith(text, autoescape=True), is_keyed)
    closeness = (list_.name != text, ~_is_called(list_, text), ~is_begun, func.length(list_.name))
    statement = select(list_).where(or_(is_named, is_coded, is_keyed))
    statement = statement.order_by(*closeness, list_.code).limit(limit)
    return list(session.scalars(statement))


def resolve(session: Session, list_: type[Entry], text: str) -> Entry:
    """Return the one entry that the text names; raise UnknownEntryError.

    A code, “code name” and a name count, then initials and everyday names that only one entry has, and a
    region also by its whole name such as 河南省郑州市金水区.
    """
    text = _plain(list_, text)
    code = re.match(r"[0-9A-Z-]+(?=\s|$)", text)
    if code and (found := session.get(list_, code.group())) is not None:
        return found
    named = _first(session, list_, list_.name == text)
    if len(named) != 1 and list_ is Region and (whole := Localities(session).find_whole(text)) is not None:
        return session.get_one(list_, whole)
    named = named or _first(session, list_, _is_called(list_, text))
    if len(named) == 1:
        return named[0]
    near = named or search(session, list_, text, limit=NEAR) or _alike(session, list_, text)
    raise UnknownEntryError(text, near)


def _first(session: Session, list_: type[Entry], means: ColumnElement[bool]) -> list[Entry]:
    return list(session.scalars(select(list_).where(means).order_by(list_.code).limit(NEAR)))


def _is_called(list_: type[Entry], text: str) -> ColumnElement[bool]:
    return list_.keys.contains(f" {text.lower()} ", autoescape=True)


def _plain(list_: type[Entry], text: str) -> str:
    text = text.strip()
    return DIVISION.sub("", text) if list_ is Industry else text


def _told(entry: Entry) -> str:
    """Return an entry so that it can be told from others of its name: majors of two levels share theirs."""
    level = f"（{LEVEL_WORDS[entry.level]}）" if isinstance(entry, Major) else ""
    return f"{entry.code} {entry.name}{level}"


def wording(session: Session, list_: type[Entry], code: str) -> str:
    """Return how a code is told in a form, so that `resolve` finds it again."""
    if list_ is Region:
        name = gazetteer.held(session).whole_names.get(code)
    else:
        entry = session.get(list_, code)
        name = f"{entry.code} {entry.name}" if entry else None
    return name or code


def _alike(session: Session, list_: type[Entry], text: str) -> list[Entry]:
    """Return the entries that share most pairs of characters with the text."""
    pairs = {text[start : start + 2] for start in range(len(text) - 1)}
    if not pairs:
        return []
    shared = or_(*(list_.name.contains(pair, autoescape=True) for pair in sorted(pairs)[:20]))
    found = session.scalars(select(list_).where(shared).limit(500))
    ranked = sorted(found, key=lambda entry: (-sum(pair in entry.name for pair in pairs), len(entry.name)))
    return ranked[:NEAR]


def courses(session: Session, major_code: str) -> list[str]:
    """Return the courses that the Ministry's profile of a major names, in its order."""
    statement = (
        select(MajorCourse.course).where(MajorCourse.major_code == major_code).order_by(MajorCourse.id)
    )
    return list(dict.fromkeys(session.scalars(statement)))


def certificates(session: Session, major_code: str) -> list[str]:
    """Return the certificates that the Ministry's profile of a major names."""
    table = MajorCertificate
    return list(
        session.scalars(select(table.certificate).where(table.major_code == major_code).order_by(table.id))
    )
