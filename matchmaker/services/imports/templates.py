"""What the template of a table offers: its columns, the reference lists to choose from, a sample row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Region
from matchmaker.services import gazetteer
from matchmaker.services.imports.cells import Listed
from matchmaker.services.imports.columns import Column
from matchmaker.services.imports.records import SAMPLE, Side

# What the sample row of either table says, by column; entries of a reference list come from the list.
SAMPLES: Mapping[str, str] = {
    "key": SAMPLE,
    "grade": "2026",
    "places": "40",
    "start_date": "2026-09-01",
    "graduation_date": "2029-06-30",
    "courses": "机械制图、数控编程",
    "skills": "识图、数控车削、质量检验",
    "certificates": "数控车铣加工（中级）",
    "practice_share": "50",
    "campus": "东校区",
    "level": "大专",
    "accepted_kinds": "订单班、现代学徒制",
    "contact_name": "张老师",
    "contact_phone": "0371-00000000",
    "contact_email": "office@school.example",
    "title": "数控操作工",
    "headcount": "20",
    "least_level": "中职",
    "must_skills": "识图、数控车削",
    "nice_skills": "质量检验",
    "duties": "按图纸完成零件加工，首件自检。",
    "wage_min": "4500",
    "wage_max": "6500",
    "promise": "承诺录用",
    "mentors": "3",
}


@dataclass(frozen=True, slots=True)
class Template:
    """The columns in their order, the entries of each reference list, and the cells of the sample row."""

    columns: tuple[Column, ...]
    lists: Mapping[type[Listed], list[str]]
    sample: Mapping[str, str]


def template(session: Session, side: Side) -> Template:
    """Return what the template of one side offers to an organization, whose rows need not name it."""
    columns = tuple(column for column in side.columns if column.name != "organization")
    # The key comes first: it is what marks the sample row.
    columns = tuple(sorted(columns, key=lambda column: column.name != "key"))
    wanted = {column.parse.offers for column in columns}
    lists = {list_: _entries(session, list_) for list_ in wanted if list_ is not None}
    sample = {
        column.name: next(iter(lists[column.parse.offers]), "")
        if column.parse.offers is not None
        else SAMPLES.get(column.name, "")
        for column in columns
    }
    return Template(columns, lists, sample)


def _entries(session: Session, list_: type[Listed]) -> list[str]:
    """Return the entries of a list as an import reads them."""
    if list_ is Region:
        names = gazetteer.held(session).whole_names
        return list(dict.fromkeys(names[code] for code in sorted(names)))
    rows = session.execute(select(list_.code, list_.name).order_by(list_.code))
    return [f"{code} {name}" for code, name in rows]
