"""What make promises: nothing that needs a browser passes without one."""

from __future__ import annotations

import subprocess

import pytest

from tests.project.rooms import ROOT


@pytest.mark.parametrize("target", ["attacks", "battery", "screenshots"])
def test_a_browser_is_found_before_the_tests_that_need_it(target: str) -> None:
    planned = subprocess.run(
        ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    before, opens_pages, _ = planned.partition("tests/browser")
    assert opens_pages
    assert "tools/chromium" in before
