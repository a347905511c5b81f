"""Regions by the names that people write: 昆明·盘龙区, 广东省广州市番禺区, 北京-朝阳区, 红河州, 昆山."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Region

_PEOPLES = (
    "壮族|回族|满族|蒙古族|蒙古|藏族|羌族|彝族|苗族|侗族|瑶族|白族|傣族|黎族|土家族|土族|水族|佤族|畲族|怒族|布依族|布朗族|"
    "哈尼族|拉祜族|傈僳族|纳西族|普米族|景颇族|独龙族|仫佬族|毛南族|仡佬族|朝鲜族|裕固族|撒拉族|东乡族|保安族|鄂温克族|"
    "达斡尔|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|各族"
)
_TAIL = re.compile(
    rf"(?:(?:壮族|回族|维吾尔)?自治区|(?:{_PEOPLES})*自治(?:州|县|旗)|特别行政区|地区|林区|新区|省|市|区|县|盟|旗|州)$"
)
_SEPARATORS = re.compile(r"[\s·・,，/、\-—_]+")
_GROUPING = re.compile(r"^(市辖区|县|.*直辖县级行政区划)$")


def _short(name: str) -> str:
    """Return the name as people shorten it; what would be left with one character stays whole."""
    short = _TAIL.sub("", name)
    return short if len(short) > 1 else name


class Localities:
    """Finds the region that a name stands for, the narrowest that the name surely tells."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(select(Region.code, Region.name))
        self._regions = [(code, name) for code, name in rows if not _GROUPING.match(name)]
        self._codes = {code for code, _name in self._regions}
        self._top = self._names(code for code, _name in self._regions if code.endswith("00"))
        # A county counts without its city only where no other place shares the name.
        self._counties = self._names(code for code, _name in self._regions if not code.endswith("00"))
        self._children: dict[str, dict[str, list[str]]] = {}
        self._found: dict[str, str | None] = {}

    def find(self, name: str) -> str | None:
        """Return a region's code, None for a place that is not in the list; a code stands for itself.

        What follows a known region and is no region itself, such as a street, is passed over.
        """
        if name not in self._found:
            self._found[name] = name if name in self._codes else self._descend(name)[0]
        return self._found[name]

    def find_whole(self, name: str) -> str | None:
        """Return a region's code only where the whole name tells it."""
        code, rest = self._descend(name)
        return None if rest else code

    def _descend(self, name: str) -> tuple[str | None, str]:
        """Return the code and what of the name was passed over."""
        code: str | None = None
        unread = ""
        for part in filter(None, _SEPARATORS.split(name)):
            rest = part
            while rest:
                found, length = self._step(code, rest)
                if found is None:
                    break
                code, rest = found, rest[length:]
            unread += rest
        return code, unread

    def _step(self, code: str | None, text: str) -> tuple[str | None, int]:
        """Go from a region, or from the whole country, to the one inside it that the text begins with."""
        if code is not None:
            return _longest(self._below(code), text)
        found, length = _longest(self._top, text)
        return (found, length) if found else _longest(self._counties, text)

    def _below(self, code: str) -> dict[str, list[str]]:
        if code not in self._children:
            stem = code[:2] if code.endswith("0000") else code[:4]
            inside = (c for c, _name in self._regions if c.startswith(stem) and c != code)
            self._children[code] = {} if not code.endswith("00") else self._names(inside)
        return self._children[code]

    def _names(self, codes: Iterable[str]) -> dict[str, list[str]]:
        wanted = set(codes)
        names: defaultdict[str, list[str]] = defaultdict(list)
        for code, name in self._regions:
            if code in wanted:
                for word in {name, _short(name)}:
                    names[word].append(code)
        return dict(names)


def _longest(names: dict[str, list[str]], text: str) -> tuple[str | None, int]:
    """Return the code and length of the longest name that the text begins with; the widest region wins."""
    for length in range(min(len(text), 20), 1, -1):
        codes = names.get(text[:length])
        if codes is None:
            continue
        widest = sorted(codes, key=lambda code: (-len(code) + len(code.rstrip("0")), code))
        if len(codes) == 1 or widest[0].endswith("00"):
            return widest[0], length
    return None, 0
