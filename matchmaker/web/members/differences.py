"""How versions of a proposal differ, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matchmaker.services.partnerships.versions import Change
from matchmaker.terms import Kind, OrganizationKind
from matchmaker.web.labels import label
from matchmaker.web.templating import day, missing, number

FIELDS: Mapping[str, object] = {
    "kind": _("合作模式"),
    "students": _("学生人数"),
    "posts": _("岗位数"),
    "term_start": _("开始日期"),
    "term_end": _("结束日期"),
    "gives": _("谁给什么"),
    "note": _("补充说明"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, and the lines that it held before and holds after."""

    title: str
    before: list[str]
    after: list[str]


def tell(changes: Sequence[Change], titles: Mapping[int, str]) -> list[Difference]:
    """Put changes into words; `titles` names the demands by id."""
    told = []
    for change in changes:
        before, after = (_lines(change.field, value, titles) for value in (change.before, change.after))
        gone = [line for line in before if line not in after]
        new = [line for line in after if line not in before]
        if not gone and not new:  # Only their order changed.
            gone, new = before, after
        told.append(Difference(str(FIELDS[change.field]), gone, new))
    return told


def _lines(field: str, value: Any, titles: Mapping[int, str]) -> list[str]:  # noqa: ANN401 - any field's value.
    if value in (None, "", []):
        return [missing()]
    if field == "kind":
        return [label(Kind(value))]
    if field in {"term_start", "term_end"}:
        return [day(date.fromisoformat(value))]
    if field == "posts":
        return [_pair(titles.get(int(key), key), number(amount)) for key, amount in value.items()]
    if field == "gives":
        return [_give(row) for row in value]
    return [str(value)]


def _give(row: Mapping[str, Any]) -> str:
    giver = label(OrganizationKind(row["giver"]))
    unit = gettext(row["unit"]) if row["unit"] else ""
    return _pair(giver, f"{gettext(row['item'])} {number(row['amount'], unit)}")


def _pair(name: str, value: str) -> str:
    text: str = gettext("%(name)s：%(value)s", name=name, value=value)
    return text
