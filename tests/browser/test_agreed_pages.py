"""The pages of an agreed class fit a desk and a telephone, and every reader."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matchmaker.db import now
from matchmaker.models import Partnership, TermReport
from matchmaker.services.running import terms
from matchmaker.workflow import PartnershipState, ProposalState

LONG_AGO = timedelta(days=200)


@pytest.fixture
def running_class(make, settings):
    """A class with a scan and a report that breaks rules, its people, and the addresses of its pages."""
    school, enterprise = make.school(), make.enterprise(staff_total=150)
    proposal = make.proposal(
        make.programme(school, practice_share=40), make.demand(enterprise), state=ProposalState.AGREED
    )
    started = now() - LONG_AGO
    row = Partnership(proposal_id=proposal.id, state=PartnershipState.RUNNING, started_at=started)
    partnership = make.save(row)
    make.scan(partnership.id, school, settings)
    term = terms.term_of(started.date())
    report = TermReport(
        partnership_id=partnership.id,
        school_year=term.school_year,
        term=term.number,
        students=20,
        left_students=1,
        interns=18,
        class_hours=400,
        practice_hours=180,
        wage_yuan=2500,
        post_wage_yuan=4000,
        incidents=1,
        incident_note="设备轻微碰伤一起，已处理。",
    )
    make.save(report)
    people = {
        "school": make.editor(school),
        "enterprise": make.editor(enterprise),
        "reviewer": make.reviewer(),
    }
    dossier = f"/partnerships/{partnership.id}/dossier"
    return people, {
        "agreement": f"/proposals/{proposal.id}/agreement",
        "dossier": dossier,
        "new report": f"{dossier}/new",
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
    page.get_by_text("企业已于").wait_for()
