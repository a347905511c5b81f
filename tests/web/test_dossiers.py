"""The page of the class dossier: its terms, held against plan and regulations."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.classes import FULL, YEAR
from tests.web.classes import Class


@pytest.fixture
def group(make, sign_in):
    return Class(make, sign_in)


def test_the_page_holds_the_hours_against_the_half(group):
    assert "班级档案" in group.get()
    group.file(figures=replace(FULL, practice_hours=180))
    page = group.get("/dossier", party=2)
    assert "实践课时 180 / 400，占 45%（目标为不少于50%）" in page
    assert "不符合" in page
    assert "外地文件，仅供参考" in page
    assert "通过时须填写理由" not in page
    assert "3,200 / 4,000 = 80%" in page
    assert "下限 80%" in page


def test_every_term_that_begun_has_a_way_to_report_it(make, sign_in):
    group = Class(make, sign_in, started=YEAR)
    assert len(set(group.get("/dossier").split("/reports/new/")[1:])) >= 3
    assert "/reports/new/" not in group.get("/dossier", party=1)


def test_the_navigation_shows_where_the_dossier_belongs(group):
    page = group.get("/dossier")
    assert page.count('aria-current="page">合作项目</a>') == page.count('aria-current="page"') > 0
