"""The choices of the filters that come from the reference lists, with how much each would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Industry, Major, Occupation
from matchmaker.services import gazetteer
from matchmaker.terms import Side

MOST_OPEN = 60  # Provinces and cities; more than so many nobody reads.


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter may take; `depth` counts the regions that it belongs to."""

    value: str
    name: str
    count: int
    depth: int = 0


def regions(session: Session, counts: Mapping[str, int], *, chosen: str = "", left: int = 0) -> list[Choice]:
    """Return the provinces that hold something, the places of those that are open, and the region chosen.

    A place is a city, or a county without a city. Where there are few, every province is open, else the one
    that was chosen or holds what was chosen, which leaves so many.
    """
    total = Counter(counts)
    for code in counts:
        if not code.endswith("0000"):
            total[_province(code)] += counts[code]
    if chosen and not total[chosen]:  # A county is counted with its city.
        total.update(dict.fromkeys(gazetteer.lies_in(chosen), 0))
        total[chosen] = left
    is_short = sum(code == _city(code) for code in total) <= MOST_OPEN
    names = gazetteer.held(session).names
    known = sorted(names.keys() & total.keys())
    opened = [code for code in known if is_short or code == _province(code) or code[:2] == chosen[:2]]
    real = {code for code in opened if gazetteer.is_place(names[code])}
    made = []
    for code in opened:
        above = ({_province(code), _city(code)} - {code}) & real
        if code == chosen or (code in real and len(above) < 2):
            made.append(Choice(code, names[code], total[code], depth=len(above)))
    return made


def _province(code: str) -> str:
    return f"{code[:2]}0000"


def _city(code: str) -> str:
    return f"{code[:4]}00"


def groups(session: Session, side: Side, counts: Mapping[str, int]) -> list[Choice]:
    """Return classes of majors or groups of occupations, the largest first."""
    if not counts:
        return []
    if side is Side.PROGRAMMES:
        code, name = Major.class_code, Major.class_name
    else:
        code, name = Occupation.sub_major_group, Occupation.sub_major_group_name
    names = session.execute(select(code, name).where(code.in_(counts)).distinct())
    return _largest_first(names.all(), counts)


def sections(session: Session, counts: Mapping[str, int]) -> list[Choice]:
    """Return the sections of the industries, the largest first."""
    if not counts:
        return []
    mine = Industry.section.in_(counts) & (Industry.level == "门类")
    return _largest_first(session.execute(select(Industry.section, Industry.name).where(mine)).all(), counts)


def _largest_first(names: Iterable[tuple[str, str]], counts: Mapping[str, int]) -> list[Choice]:
    made = [Choice(code, name, counts[code]) for code, name in dict(names).items()]
    return sorted(made, key=lambda choice: (-choice.count, choice.value))
