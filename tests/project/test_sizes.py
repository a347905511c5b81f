"""Rooms stay small: no long files, no long functions, no drawer for everything, nothing empty."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import PurePosixPath
from statistics import median

from tests.project.rooms import Function, Module, expect_none, files, modules, package, read

DRAWERS = re.compile(r"(utils?|helpers?|common|managers?|handlers?|misc|base_?utils?)")


def test_no_module_is_longer_than_250_lines() -> None:
    expect_none(_longer({module.path: module.lines for module in modules()}, 250))


def test_half_of_the_modules_have_100_lines_at_most() -> None:
    assert median(module.lines for module in package()) <= 100


def test_no_function_is_longer_than_40_lines() -> None:
    lengths = {
        f"{module.path}:{function.lineno} {function.name}": _length(function)
        for module in modules()
        for function in module.functions()
    }
    expect_none(_longer(lengths, 40))


def test_no_template_is_longer_than_120_lines() -> None:
    expect_none(_longer(_lengths("templates/", (".html", ".txt", ".xml")), 120))


def test_no_style_sheet_or_script_is_longer_than_150_lines() -> None:
    expect_none(_longer(_lengths("static/", (".css", ".js")), 150))


def test_no_room_holds_more_than_15_modules() -> None:
    rooms = Counter(
        str(PurePosixPath(module.path).parent)
        for module in package()
        if not module.path.endswith("__init__.py")
    )
    expect_none([f"{room}: {count}" for room, count in rooms.items() if count > 15])


def test_no_module_is_a_drawer_for_everything() -> None:
    stems = {module.path: PurePosixPath(module.path).stem for module in modules()}
    expect_none([path for path, stem in stems.items() if DRAWERS.fullmatch(stem)])


def test_every_module_says_in_one_line_what_it_is_for() -> None:
    silent = [module.path for module in package() if not _is_one_sentence(ast.get_docstring(module.tree))]
    expect_none(silent)


def test_no_module_is_empty() -> None:
    empty = [
        module.path
        for module in package()
        if not module.path.endswith("__init__.py")
        and not any(_does_something(node) for node in module.tree.body)
    ]
    expect_none(empty)


def test_no_function_is_a_stub() -> None:
    stubs = [
        f"{module.path}:{function.lineno} {function.name}"
        for module in package()
        for function in module.functions()
        if _is_stub(module, function)
    ]
    expect_none(stubs)


def _longer(lengths: dict[str, int], limit: int) -> list[str]:
    return [f"{name}: {length}" for name, length in lengths.items() if length > limit]


def _lengths(folder: str, endings: tuple[str, ...]) -> dict[str, int]:
    paths = [path for path in files() if path.startswith(folder) and path.endswith(endings)]
    return {path: len(read(path).splitlines()) for path in paths}


def _length(function: Function) -> int:
    """Count from the `def` line, so that routes and permissions above it cost nothing."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _is_one_sentence(docstring: str | None) -> bool:
    return docstring is not None and "\n" not in docstring and docstring.endswith(".")


def _does_something(node: ast.stmt) -> bool:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
    return not (is_text or is_future)


def _is_stub(module: Module, function: Function) -> bool:
    """Tell whether nothing but `...`, `pass` or NotImplementedError stands where the code should be."""
    is_group = any(".group(" in ast.unparse(decorator) for decorator in function.decorator_list)
    if is_group or function.name in _protocol_methods(module):
        return False
    body = [node for node in function.body if _does_something(node)]
    return all(isinstance(node, ast.Pass) or "NotImplementedError" in ast.unparse(node) for node in body)


def _protocol_methods(module: Module) -> set[str]:
    """Return the methods that a protocol only describes."""
    return {
        node.name
        for described in ast.walk(module.tree)
        if isinstance(described, ast.ClassDef)
        and any("Protocol" in ast.unparse(base) for base in described.bases)
        for node in described.body
        if isinstance(node, Function)
    }
