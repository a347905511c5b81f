"""The pages of an agreed class fit a desk and a telephone, and every reader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matchmaker.services.reports import periods
from tests.classes import FULL, TERM, YEAR, Class

BAD = replace(FULL, left_students=1, practice_hours=180, wage_yuan=2500, incidents=1)


@pytest.fixture
def running_class(make, settings):
    """A class with a scan and a report that breaks rules, its people, and the addresses of its pages."""
    group = Class(make, enterprises=1, started=YEAR)
    make.scan(group.partnership.id, group.parties[0], settings)
    group.filed(TERM, replace(BAD, incident_note="设备轻微碰伤一起，已处理。"))
    people = dict(zip(("school", "enterprise", "reviewer"), group.people, strict=True))
    return people, {
        "agreement": f"/proposals/{group.proposal.id}/agreement",
        "dossier": f"{group.page}/dossier",
        "new report": f"{group.page}/reports/new/{periods.term_of(group.partnership.started_at.date())}",
    }


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize(
    ("person", "name"),
    [
        ("school", "agreement"),
        ("reviewer", "agreement"),
        ("school", "dossier"),
        ("enterprise", "dossier"),
        ("school", "new report"),
    ],
)
def test_nothing_sticks_out_and_nobody_is_shut_out(running_class, visit, axe, person, name, width):
    people, addresses = running_class
    page = visit(addresses[name], user=people[person], width=width)
    for part in page.locator("main details").all():
        part.evaluate("element => { element.open = true }")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_file_is_downloaded_under_its_own_name(running_class, visit):
    people, addresses = running_class
    page = visit(addresses["agreement"], user=people["school"])
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 PDF 文件").click()
    assert waiting.value.suggested_filename.startswith("agreement-HZ")
    with page.expect_download() as waiting:
        page.locator(".scans a").click()
    assert waiting.value.suggested_filename.startswith("signed-")


def test_an_enterprise_confirms_a_term_with_one_press(running_class, visit):
    people, addresses = running_class
    page = visit(addresses["dossier"], user=people["enterprise"])
    page.get_by_role("button", name="核对无误").click()
    page.get_by_text("已核对一致，这份报告不用再处理。").wait_for()
