"""The import contracts hold, and each of them breaks when a wrong import is planted."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.project.rooms import ROOT, read

PURE = "The engine and the rules know neither the web nor the database"
WEBLESS = "Only the web layer, the command, the worker and the app factory know Flask"
DRIVERS = "Only the services drive the engine"
CYCLES = "No cycles between siblings anywhere"

PLANTED = [
    ("models/planted.py", "import matchmaker.services", "Layers"),
    ("policy.py", "import matchmaker.db", "Layers"),
    ("models/planted.py", "import matchmaker.matching", "Layers"),
    ("planted.py", "", "Layers"),
    ("matching/planted.py", "import sqlalchemy", PURE),
    ("workflow/tables.py", "import flask", PURE),
    ("services/planted.py", "import flask", WEBLESS),
    ("config.py", "import werkzeug", WEBLESS),
    ("web/planted.py", "import matchmaker.matching.ranking", DRIVERS),
    ("models/planted.py", "import numpy", DRIVERS),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the package and its settings to a folder where a test may plant what it likes."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "matchmaker", tmp_path / "matchmaker", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_holds() -> None:
    assert _broken(ROOT) == []


@pytest.mark.parametrize(("module", "line", "contract"), PLANTED)
def test_a_planted_import_breaks_its_contract(copy: Path, module: str, line: str, contract: str) -> None:
    _plant(copy / "matchmaker" / module, line)
    assert contract in _broken(copy)


@pytest.mark.parametrize("room", ["services", "services/people", "web/members", "models", "matching"])
def test_a_planted_cycle_is_found_in_every_room(copy: Path, room: str) -> None:
    dotted = f"matchmaker.{room.replace('/', '.')}"
    _plant(copy / "matchmaker" / room / "planted_one.py", f"import {dotted}.planted_two")
    _plant(copy / "matchmaker" / room / "planted_two.py", f"import {dotted}.planted_one")
    assert _broken(copy) == [CYCLES]


def test_every_contract_has_a_planted_import() -> None:
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == {name for *_, name in PLANTED} | {CYCLES}


def _plant(module: Path, line: str) -> None:
    before = module.read_text(encoding="utf-8") if module.exists() else ""
    module.write_text(f"{before}\n{line}\n", encoding="utf-8")


def _broken(folder: Path) -> list[str]:
    """Return the names of the contracts that import-linter calls broken in this folder."""
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return re.findall(r"^(.+) BROKEN\b", done.stdout, re.MULTILINE)
