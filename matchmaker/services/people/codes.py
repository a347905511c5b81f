"""Codes of organizations, brought into one writing and checked; nothing here raises."""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import uscc

CREDIT_CODE = re.compile(r"[0-9A-Z]{18}", re.ASCII)
SCHOOL_CODE = re.compile(r"[0-9]{10}", re.ASCII)
# What people put between groups of digits when they copy a code.
SEPARATORS = re.compile(r"[ \t\-]")


def credit_code(text: str) -> str | None:
    """Return a 统一社会信用代码 in its one writing, or None when it is none (GB 32100-2015)."""
    code = _normalize(text)
    # The whole shape is matched first: the library raises other errors than its own on odd characters.
    return code if CREDIT_CODE.fullmatch(code) and uscc.is_valid(code) else None


def school_code(text: str) -> str | None:
    """Return a school's identification code (学校标识码, ten digits), or None when it is none."""
    code = _normalize(text)
    return code if SCHOOL_CODE.fullmatch(code) else None


def _normalize(text: str) -> str:
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
