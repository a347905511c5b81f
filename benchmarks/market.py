"""Markets to measure with: the load files, and a synthetic one whose texts are all distinct."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import numpy as np

from benchmarks.options import SEED
from matchmaker.matching.pairing import Pairing
from matchmaker.matching.profile import Catalogue, Need, Offer, Place
from matchmaker.matching.ranking import fit
from matchmaker.matching.sides import encode
from matchmaker.terms import Level

SEEDS = Path(__file__).parent.parent / "seed" / "catalogue"
_LEVELS = {level.value: level for level in Level}
_VERBS = ("负责", "操作", "维护", "检测", "安装", "调试", "设计", "管理", "编制", "分析")
_ENDS = ("高级岗", "实习岗", "夜班", "驻场", "储备", "班组长")


def catalogue() -> Catalogue:
    """Return the official lists."""
    majors = {row["code"]: row for row in _rows("majors")}
    courses: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows("major_courses"):
        courses[row["major_code"]].append(row["course"])
    links: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows("major_occupations"):
        links[row["major_code"]].add(row["code"])
    return Catalogue(
        majors={code: row["name"] for code, row in majors.items()},
        class_of={code: row["class_code"] for code, row in majors.items()},
        courses={code: tuple(names) for code, names in courses.items()},
        occupations={row["code"]: row["name"] for row in _rows("occupations")},
        links={code: frozenset(codes) for code, codes in links.items()},
    )


def real(needs_path: Path, offers_path: Path) -> tuple[list[Need], list[Offer]]:
    """Read the load files: advertisements, and what schools teach."""
    majors = {row["code"]: row for row in _rows("majors")}
    needs = []
    with _open(needs_path) as file:
        for number, line in enumerate(file):
            row = json.loads(line)
            place = Place(None, row["longitude"], row["latitude"])
            needs.append(Need(number, row["title"], summary=row["summary"], place=place))
    with _open(offers_path) as file:
        offers = [
            Offer(
                number,
                majors[row["major_code"]]["name"],
                major_code=row["major_code"],
                level=_LEVELS.get(majors[row["major_code"]]["level"]),
                place=Place(None, _number(row["longitude"]), _number(row["latitude"])),
                places=int(_number(row["places"]) or 0) or None,
            )
            for number, row in enumerate(csv.DictReader(file))
            if row["major_code"] in majors
        ]
    return needs, offers


def pairing(needs: Sequence[Need], offers: Sequence[Offer], lists: Catalogue) -> Pairing:
    """Return both sides read and ready to be compared: what a full run does before it searches."""
    model = fit(needs=needs, offers=offers, catalogue=lists)
    asked = encode(needs, text=model.text, catalogue=lists)
    return Pairing(asked, encode(offers, text=model.text, catalogue=lists), catalogue=lists)


def synthetic_offers(count: int) -> list[Offer]:
    """Return programmes whose courses are drawn from their own class and from everywhere."""
    random = np.random.default_rng(SEED)
    lists = catalogue()
    codes = sorted(lists.courses)
    every = sorted({course for names in lists.courses.values() for course in names})
    points = _points(random, count)
    offers = []
    for number in range(count):
        code = codes[int(random.integers(len(codes)))]
        own = lists.courses[code]
        courses = [own[at] for at in random.permutation(len(own))[:6]]
        courses += [every[at] for at in random.integers(len(every), size=4)]
        name, place = lists.majors.get(code, courses[0]), Place(None, *points[number])
        offers.append(Offer(number, name, courses=tuple(courses), major_code=code, place=place, places=40))
    return offers


def synthetic_needs(count: int) -> Iterator[Need]:
    """Yield demands that ask for what one major teaches, in other words beside it."""
    random = np.random.default_rng(SEED + 1)
    lists = catalogue()
    codes, jobs = sorted(lists.courses), sorted(lists.occupations.values())
    every = sorted({course for names in lists.courses.values() for course in names})
    points = _points(random, count)
    for number in range(count):
        own = lists.courses[codes[int(random.integers(len(codes)))]]
        asked = [own[at] for at in random.permutation(len(own))[:3]]
        asked += [every[at] for at in random.integers(len(every), size=2)]
        verbs = random.integers(len(_VERBS), size=5)
        summary = "，".join(_VERBS[verb] + course for verb, course in zip(verbs, asked, strict=False))
        title = jobs[int(random.integers(len(jobs)))] + _ENDS[int(random.integers(len(_ENDS)))]
        yield Need(
            number, title, summary=f"{summary}。编号{number}", place=Place(None, *points[number]), posts=5
        )


def _points(random: np.random.Generator, count: int) -> list[tuple[float, float]]:
    where = np.stack([random.uniform(100, 122, count), random.uniform(22, 42, count)], axis=1)
    return [(float(x), float(y)) for x, y in np.round(where, 2)]


def _rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def _number(text: str) -> float | None:
    return float(text) if text else None
