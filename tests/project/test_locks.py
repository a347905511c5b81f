"""Locks and tracked files name no registry, no download address and no machine's folders."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.project.rooms import expect_none, files, read

PYTHON_LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")
# A character class around one letter keeps this file from finding itself.
MACHINE_PATHS = re.compile(r"/[w]ork/|/[r]oot/|/opt/[p]ypi|[f]ile:///|/[U]sers/")
REGISTRIES = re.compile(r"regis[t]ry\.npm|[p]ypi\.org|files\.[p]ythonhosted")
BINARY = (".png", ".xlsx", ".docx", ".gz", ".ico", ".mo", ".npz")


@pytest.mark.parametrize("path", PYTHON_LOCKS)
def test_a_lock_has_a_hash_for_every_package_and_no_address(path: str) -> None:
    text = read(path)
    assert not re.search(r"^\s*(--(extra-)?index-url|--find-links|-i |-f )|https?://", text, re.MULTILINE)
    pins = re.findall(r"^[a-z][^\n]*(?:\n +--hash[^\n]*)*", text, re.MULTILINE)
    assert pins
    expect_none([pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin])


def test_the_runtime_lock_holds_every_dependency() -> None:
    wanted = tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]
    expect_none(_missing(wanted, "requirements.txt"))


def test_the_development_lock_holds_the_runtime_lock_and_the_tools() -> None:
    wanted = tomllib.loads(read("pyproject.toml"))["dependency-groups"]["dev"]
    expect_none(_missing(wanted, "requirements-dev.txt"))
    assert _pins("requirements.txt") - _pins("requirements-dev.txt") == set()


def test_the_front_end_lock_has_hashes_and_no_addresses() -> None:
    packages = {
        name: facts for name, facts in json.loads(read("package-lock.json"))["packages"].items() if name
    }
    expect_none([name for name, facts in packages.items() if "resolved" in facts])
    expect_none([name for name, facts in packages.items() if "integrity" not in facts])


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    texts = [path for path in files() if not path.endswith(BINARY)]
    found = [path for path in texts if MACHINE_PATHS.search(read(path)) or REGISTRIES.search(read(path))]
    expect_none(found)


def _pins(path: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9.-]+)(?:\[[^\]]*\])?==\S+", read(path), re.MULTILINE | re.IGNORECASE))


def _missing(requirements: list[str], path: str) -> list[str]:
    names = [
        re.split(r"[\[<>=!~; ]", requirement)[0].lower().replace("_", "-") for requirement in requirements
    ]
    return [name for name in names if name not in _pins(path)]
