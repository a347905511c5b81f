"""Words as the search knows them: pairs of Chinese characters, whole words of letters and digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from matchmaker.terms import Kind

# A run of one script is a word of its own: 数控CNC编程 asks for 数控, CNC and 编程.
_RUNS = re.compile(r"[㐀-鿿]+|[0-9a-z][0-9a-z.+#/-]*")
MOST_WORDS = 8
Word = list[list[str]]  # The ways of writing a word, each as the pieces that must all stand.
# The kinds' own names, and the others that the five documents use for them.
KIND_NAMES: Mapping[Kind, tuple[str, ...]] = {
    Kind.ORDER_CLASS: ("订单班", "订单式", "订单培养", "定向培养"),
    Kind.JOINT_ORDER_CLASS: ("联合订单班",),
    Kind.NAMED_CLASS: ("冠名班", "冠名"),
    Kind.SCHOOL_IN_FACTORY: ("厂中校", "引校入企", "引校进厂"),
    Kind.FACTORY_IN_SCHOOL: ("校中厂", "引企入校", "引厂进校"),
    Kind.INDUSTRY_COLLEGE: ("产业学院", "校企一体", "校企一体化"),
    Kind.TRAINING_BASE: ("实训基地", "前店后校"),
    Kind.APPRENTICESHIP: ("现代学徒制", "学徒制", "工学交替", "招工即招生"),
    Kind.FIELD_ENGINEER: ("现场工程师",),
    Kind.TEACHER_PRACTICE: ("教师企业实践",),
}
_SAME = {name: names for names in KIND_NAMES.values() for name in names}


def listed(texts: Iterable[str | None]) -> str:
    """Return all words of the texts once each, in alphabetical order, a space between them."""
    found: set[str] = set()
    for text in texts:
        for run in _RUNS.findall(_folded(text or "")):
            found.update(_pieces(run))
    return " ".join(sorted(found))


def asked(text: str) -> list[Word]:
    """Return the words that must all be found; at most MOST_WORDS count."""
    runs = dict.fromkeys(_RUNS.findall(_folded(text)))
    return [[_pieces(name) for name in _SAME.get(run, (run,))] for run in list(runs)[:MOST_WORDS]]


def one_of(texts: Iterable[str]) -> Word:
    """Return a word that stands where all pieces of one of the texts do; texts without any do not count."""
    ways = [[piece for run in _RUNS.findall(_folded(text)) for piece in _pieces(run)] for text in texts]
    return [way for way in ways if way]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _pieces(run: str) -> list[str]:
    """Return the pairs of a Chinese run; a single character and a word of letters stand for themselves."""
    if run.isascii() or len(run) == 1:
        return [run]
    return [run[start : start + 2] for start in range(len(run) - 1)]
