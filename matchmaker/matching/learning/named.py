"""The majors that an advertisement names, and its words without the clauses that name them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matchmaker.matching.arrays.characters import normalize

_CLAUSES = re.compile(r"[\n。；;！!]")
_MENTION = re.compile(
    r"([^\n。；;！!]{1,60}?)(?:相关|相近|类似|等|类|及其)*专业"
    r"(?=毕业|优先|背景|学历|学习|本科|专科|大专|中专|硕士|应届|者|均可|即可|或|及|和|等|[^\w]|$)"
)
_BETWEEN = re.compile(r"[、/／\\，,\s()（）“”\"\[\]【】《》:：或和及与]+|以及")
# What stands before or behind a name in such clauses: degrees, years, wishes.
_BEFORE = re.compile(
    r"^(?:\d+[.、．)]?|学历|要求|全日制|统招|大专|专科|本科|硕士|博士|研究生|中专|高中|以上|毕业|具有|需|须|应届|优先|专业|院校|限)+"
)
_BEHIND = re.compile(r"(?:相关|类似|相近|等|类|毕业|以上|学历|优先|方向|方面|本科|专业|大专)+$")
_GENERAL = re.compile(r"(?:工程技术|技术|工程|学|与管理|管理)$")
_LENGTHS = range(2, 13)


def split_named(text: str, titles: Sequence[str]) -> tuple[str, dict[int, float]]:
    """Return the text without the clauses that name majors, and how far each title is meant.

    Each name shares one among the titles it fits best; the shares of all names add up to 1.
    """
    kept, names = [], []
    for clause in _CLAUSES.split(text):
        found = _names(clause) if "专业" in clause else []
        found = [name for name in found if _meant(name, titles)]
        names += found
        if not found:
            kept.append(clause)
    shares: dict[int, float] = {}
    for name in dict.fromkeys(names):
        places = _meant(name, titles)
        for place in places:
            shares[place] = shares.get(place, 0.0) + 1 / len(places)
    total = sum(shares.values())
    return "\n".join(kept), {place: share / total for place, share in shares.items()}


def _names(clause: str) -> list[str]:
    words = [word for found in _MENTION.findall(clause) for word in _BETWEEN.split(found)]
    plain = [_BEHIND.sub("", _BEFORE.sub("", normalize(word).replace(" ", ""))) for word in words]
    return [word for word in plain if len(word) in _LENGTHS]


def _meant(name: str, titles: Sequence[str]) -> list[int]:
    """Return the places of the titles that fit a name best: the same, or begun by it, or holding it."""
    stem = _GENERAL.sub("", name)
    stem = stem if len(stem) > 1 else name
    for fits in (
        lambda title: title == name,
        lambda title: title.startswith(name),
        lambda title: title.startswith(stem),
        lambda title: stem in title,
        lambda title: len(core := _GENERAL.sub("", title)) > 1 and core in name,
    ):
        places = [place for place, title in enumerate(titles) if fits(title)]
        if places:
            return places
    return []
