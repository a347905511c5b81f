"""The front-end files that `make install` copies work under the content policy."""

from __future__ import annotations

import re

import pytest

from tests.project.rooms import ROOT, expect_none

VENDOR = ROOT / "static" / "vendor"
NAMES = ("echarts.min.js", "htmx.min.js", "tabler.min.css")


@pytest.mark.parametrize("name", NAMES)
def test_a_vendor_file_points_at_no_source_map(name: str) -> None:
    assert "sourceMappingURL" not in (VENDOR / name).read_text(encoding="utf-8")


def test_every_image_of_the_style_sheet_is_a_file_beside_it() -> None:
    addresses = re.findall(r"url\(([^)]*)\)", (VENDOR / "tabler.min.css").read_text(encoding="utf-8"))
    assert len(addresses) > 10
    expect_none([address for address in addresses if not (VENDOR / address).is_file()])
