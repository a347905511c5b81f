"""The list of what people expect of the pages names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

from tests.project.rooms import ROOT

PAGE = ROOT / "docs" / "ui-checklist.md"


def test_every_test_that_the_list_names_is_there() -> None:
    modules = list(Path(ROOT, "tests").rglob("test_*.py"))
    texts = (module.read_text(encoding="utf-8") for module in modules)
    functions = {name for text in texts for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}
    named = set(re.findall(r"\btest_\w+", PAGE.read_text(encoding="utf-8")))
    assert len(named) > 30
    assert named - functions - {module.stem for module in modules} == set()
