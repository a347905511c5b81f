"""The fields of a text that are compared apart: titles, jobs, courses, abilities; with noise cut out."""

from __future__ import annotations

import re

NEED_FIELDS = ("title", "all")
OFFER_FIELDS = ("title", "jobs", "courses", "abilities", "all")

_JOBS = re.compile(r"从事(.*?)等?(?:相关)?工作的|从事([^。\n]*)", re.DOTALL)
# Phrases of every official profile: they tell nothing of the trade.
_PHRASES = re.compile(
    r"本专业培养德智体美劳全面发展，?|掌握扎实的科学文化基础和|及?相关法律法规等知识|等知识|具有工匠精神和信息素养，?"
    r"|高层次技术技能人才|高素质技术技能人才|技术技能人才|具有|能力|探究学习、终身学习和可持续发展的?"
)
_CLAUSES = re.compile(r"[\n。；;！!]")
# A clause of an advertisement with one of these speaks of benefits, of the firm or of how to apply.
_NOISE = re.compile(
    r"福利|待遇|五险|双休|年假|奖金|补贴|补助|薪资|薪酬|底薪|工资|提成|包吃|包住|食宿|住宿|地址|电话|联系"
    r"|公司简介|企业简介|公司介绍|成立于|总部|乘车|地铁|公交|晋升|节日|体检|旅游|社保|公积金|上班时间|工作时间"
    r"|工作地点|面试|简历|邮箱|官网|上市公司"
)
_PAY = re.compile(r"\d+[-~—]?\d*[kKwW元]?\+?")
_ADVERTISED = re.compile(
    r"任职|岗位职责|职位描述|优先|福利|五险|待遇|薪|学历|经验|公司|面试|简历|沟通能力|团队"
)
_ENOUGH_MARKS = 3  # So many marks of an advertisement, and a text counts as one altogether.
_SHORTEST = 20


def need_fields(text: str) -> tuple[str, ...]:
    """Return the fields of a demand's text, whose first line is its title."""
    title, _, rest = text.partition("\n")
    title = _PAY.sub("", title).strip() or title
    kept = "\n".join(clause for clause in _CLAUSES.split(rest) if not _NOISE.search(clause))
    return title, f"{title}\n{kept if len(kept) >= _SHORTEST else rest}"


def offer_fields(text: str, courses: str, abilities: str) -> tuple[str, ...]:
    """Return the fields of a programme's text, whose first line is its title.

    All that is told stands in for a field that is not: silence never counts against a programme.
    """
    title, _, rest = text.partition("\n")
    found = _JOBS.search(rest)
    jobs = (found.group(1) or found.group(2)) if found else rest.partition("\n")[0]
    whole = f"{title}\n{title}\n{_PHRASES.sub(' ', rest)}"
    told = (part if part.strip() else whole for part in (jobs, courses, _PHRASES.sub(" ", abilities)))
    return title, *told, whole


def advertised(text: str) -> float:
    """Return how much a demand's text reads like an advertisement, in [0, 1]."""
    marks = {mark.group() for mark in _ADVERTISED.finditer(text)}
    return min(1.0, len(marks) / _ENOUGH_MARKS)


def endings(title: str) -> tuple[str, ...]:
    """Return the endings of a title that tell of its level: its last 1, 2, 4 and 6 characters."""
    return tuple(title[-length:] for length in (1, 2, 4, 6) if len(title) > length)
