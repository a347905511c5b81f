"""The agreement as a PDF, set by typst with Chinese fonts that come as a package."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

from matchmaker.errors import UserError, translatable
from matchmaker.services.agreements.contents import Agreement
from matchmaker.web.documents.plain import values

FONT_PACKAGE = "pylopdf_fonts_zh_cn"
# Families that hold simplified Chinese, the package's own first.
SERIF = ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Songti SC", "FandolSong")
SANS = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC")


class NoFontError(UserError):
    """The machine has no Chinese font, so that a PDF would be boxes."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            translatable(
                "服务器上没有中文字体，不能生成 PDF。请下载 Word 文件，或请管理员安装中文字体后重试。"
            )
        )


def write(agreement: Agreement, folder: Path) -> bytes:
    """Set the agreement with the template of the folder; raise NoFontError without a Chinese font.

    The same version gives the same file: its date is the version's, not today.
    """
    fonts = _fonts()
    inputs = {
        "agreement": json.dumps(values(agreement), ensure_ascii=False),
        "fonts": json.dumps(choose(fonts.families())),
    }
    return typst.compile(
        folder / "agreement.typ",
        root=folder,
        font_paths=fonts,
        sys_inputs=inputs,
        timestamp=int(agreement.version.at.timestamp()),
    )


def choose(families: Collection[str]) -> dict[str, list[str]]:
    """Return the families to set text and headings in, the preferred ones first."""
    serif, sans = ([name for name in wanted if name in families] for wanted in (SERIF, SANS))
    if not serif and not sans:
        raise NoFontError
    return {"text": serif + sans, "heading": sans + serif}


@cache
def _fonts() -> typst.Fonts:
    """Find the fonts of the package and of the machine, once a process."""
    found = find_spec(FONT_PACKAGE)
    folders = list(found.submodule_search_locations or ()) if found else []
    return typst.Fonts(font_paths=folders)
