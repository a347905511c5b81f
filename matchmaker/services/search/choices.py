"""The choices of the filters that come from the reference lists, with how much each would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Industry, Major, Occupation, Region
from matchmaker.terms import Side


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter may take; `depth` is 1 for what belongs to the choice above."""

    value: str
    name: str
    count: int
    depth: int = 0


def regions(session: Session, counts: Mapping[str, int]) -> list[Choice]:
    """Return the provinces and cities, or counties without a city, that hold something."""
    lines = {code: (f"{code[:2]}0000", f"{code[:4]}00", code) for code in counts}
    parts = {part for line in lines.values() for part in line}
    names = dict(session.execute(select(Region.code, Region.name).where(Region.code.in_(parts))).all())
    total: Counter[str] = Counter()
    for code, (province, city, county) in lines.items():
        total[province] += counts[code]
        place = city if names.get(city, "市辖区") not in {"市辖区", "县"} else county
        if place != province:
            total[place] += counts[code]
    return [
        Choice(code, names[code], total[code], depth=0 if code.endswith("0000") else 1)
        for code in sorted(total)
        if code in names
    ]


def groups(session: Session, side: Side, counts: Mapping[str, int]) -> list[Choice]:
    """Return classes of majors or groups of occupations, the largest first."""
    if side is Side.PROGRAMMES:
        code, name = Major.class_code, Major.class_name
    else:
        code, name = Occupation.sub_major_group, Occupation.sub_major_group_name
    names = session.execute(select(code, name).where(code.in_(counts)).distinct())
    return _largest_first(names.all(), counts)


def sections(session: Session, counts: Mapping[str, int]) -> list[Choice]:
    """Return the sections of the industries, the largest first."""
    mine = Industry.section.in_(counts) & (Industry.level == "门类")
    return _largest_first(session.execute(select(Industry.section, Industry.name).where(mine)).all(), counts)


def _largest_first(names: Iterable[tuple[str, str]], counts: Mapping[str, int]) -> list[Choice]:
    made = [Choice(code, name, counts[code]) for code, name in dict(names).items()]
    return sorted(made, key=lambda choice: (-choice.count, choice.value))
