"""The tracked and the new files of the tree, and its Python modules parsed once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "matchmaker/"
REVISIONS = "matchmaker/migrations/versions/"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the root, its lines and its syntax tree."""

    path: str
    lines: int
    tree: ast.Module

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


@cache
def files() -> tuple[str, ...]:
    """Return every file that git tracks or would track."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(sorted(path for path in set(listed) if (ROOT / path).is_file()))


@cache
def modules() -> tuple[Module, ...]:
    """Return every Python module but the revisions, which are as long as the schema they create."""
    paths = [path for path in files() if path.endswith(".py") and not path.startswith(REVISIONS)]
    return tuple(_parse(path) for path in paths)


def package() -> tuple[Module, ...]:
    """Return the modules of the application alone."""
    return tuple(module for module in modules() if module.path.startswith(PACKAGE))


def expect_none(found: list[str]) -> None:
    """Fail with one finding a line."""
    assert not found, "\n" + "\n".join(found)


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _parse(path: str) -> Module:
    text = read(path)
    return Module(path, len(text.splitlines()), ast.parse(text))
