"""Lists taken away as workbooks: what the pages show, all of it, and nothing that would run."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import openpyxl
import pytest

from matchmaker.models import Partnership
from matchmaker.services.paging import PER_PAGE
from matchmaker.services.reports import bureaus
from matchmaker.terms import Kind
from matchmaker.workflow import PartnershipState, PostingState, ProposalState

LIVE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://a.example")')


def sheets(answer):
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def table(answer, name="列表"):
    """Return the rows of a sheet below its headings, by heading."""
    headings, *rows = sheets(answer)[name].iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


@pytest.fixture
def school(make):
    return make.school()


@pytest.fixture
def office(school, make, sign_in):
    return sign_in(make.editor(school))


def test_all_pages_of_a_list_are_taken_in_its_order_and_by_its_filters(office, school, make):
    for number in range(45):
        make.programme(school, title=f"专业{number:02}", places=number + 1, state=PostingState.DRAFT)
    make.programme(school, title="已发布")
    address = "/programmes/mine?state=draft&sort=-amount&page=3"
    assert "format=xlsx" in office.get(address).text
    rows = table(office.get(f"{address}&format=xlsx"))
    assert [row["学位"] for row in rows] == list(range(45, 0, -1))
    assert {row["状态"] for row in rows} == {"草稿"}


def test_a_list_is_printed_as_offices_hand_it_in(office, school, make):
    make.programme(school, title="酒店管理与数字化运营专业", skills=["前厅接待"] * 40)
    sheet = sheets(office.get("/programmes/mine?format=xlsx"))["列表"]
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    headings = {cell.value: cell for cell in sheet[1]}
    assert 26 <= sheet.column_dimensions[headings["名称"].column_letter].width <= 28
    skills = headings["技能"].column_letter
    assert sheet.column_dimensions[skills].width <= 49
    assert sheet[f"{skills}2"].alignment.wrap_text


def test_a_proposal_has_a_deadline_while_an_answer_is_awaited(office, school, make):
    pair = make.programme(school), make.demand(make.enterprise())
    until = datetime(2030, 5, 1, 4, tzinfo=UTC)
    for state in (ProposalState.AGREED, ProposalState.SENT, ProposalState.IN_REVIEW):
        proposal = make.proposal(*pair, state=state, sent_at=until, expires_at=until)
        is_awaited = state is ProposalState.SENT
        assert ("答复期限" in office.get(f"/proposals/{proposal.id}").text) is is_awaited
    rows = table(office.get("/proposals?sort=expiry&format=xlsx"))
    assert [bool(row["答复期限"]) for row in rows] == [True, False, False]
    assert rows[0]["状态"] == "待各方答复"


def test_invented_rows_are_announced_by_file_and_sheets(office, school, make, running, sign_in):
    demand = make.demand(is_example=True)
    make.match(programme := make.programme(school), demand)
    make.proposal(programme, demand, state=ProposalState.SENT, is_example=True)
    reviewer = sign_in(make.reviewer())
    running(Kind.ORDER_CLASS)
    assert sheets(reviewer.get("/partnerships?format=xlsx")).sheetnames[0] == "列表"
    make.save(Partnership(proposal_id=make.proposal(programme, demand, is_example=True).id))
    for client, address in (
        (office, "/search?side=demands"),
        (office, f"/matches/programmes/{programme.id}?all=1"),
        (office, "/proposals?state="),
        (reviewer, "/partnerships?show="),
    ):
        answer = client.get(f"{address}&format=xlsx")
        assert quote("示例数据") in answer.headers["Content-Disposition"]
        assert all(name.endswith("（示例数据）") for name in sheets(answer).sheetnames)
    assert sheets(office.get("/programmes/mine?format=xlsx")).sheetnames == ["列表"]


def test_no_cell_is_a_formula(office, school, make):
    for title in LIVE:
        make.programme(school, title=title, skills=[title], campus=title)
    book = sheets(office.get("/programmes/mine?format=xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.hyperlink is None for cell in cells)
    assert {title.strip() for title in LIVE} <= {str(cell.value).strip() for cell in cells}


def test_a_list_that_cannot_be_taken_stays_a_page(make, sign_in):
    client = sign_in(make.administrator())
    for number in range(30):
        make.user(name=f"用户{number}")
    page = client.get("/users?format=xlsx")
    assert page.mimetype == "text/html"
    assert page.text.count("<tr") <= 1 + PER_PAGE


def test_a_search_is_taken_by_who_is_signed_in(client, office, make):
    for _number in range(25):
        make.demand(make.enterprise())
    assert len(table(office.get("/search?side=demands&format=xlsx"))) == 25
    assert "text/html" in client.get("/search?side=demands&format=xlsx").content_type
    assert "format=xlsx" not in client.get("/search?side=demands").text
    assert len(table(office.get("/search?side=organizations&format=xlsx"))) >= 25


def test_no_contact_leaves_with_a_list(office, make):
    make.demand(contact_name="王某某", contact_phone="0371-1234567")
    cells = [cell for row in table(office.get("/search?side=demands&format=xlsx")) for cell in row.values()]
    assert not {"王某某", "0371-1234567"} & set(cells)


def test_matches_are_taken_with_the_parts_of_their_scores(office, school, make):
    programme = make.programme(school)
    good, better = make.demand(title="前厅"), make.demand(title="客房")
    make.match(programme, good, score=60)
    make.match(programme, better, score=80)
    rows = table(office.get(f"/matches/programmes/{programme.id}?format=xlsx"))
    assert [(row["匹配度"], row["岗位名称"]) for row in rows] == [(80, "客房"), (60, "前厅")]
    stranger = make.programme(make.school(), state=PostingState.DRAFT)
    assert office.get(f"/matches/programmes/{stranger.id}?format=xlsx").status_code == 404


def test_the_overview_of_matches_is_taken_with_its_counts(office, school, make):
    assert table(office.get("/matches?format=xlsx")) == []
    matched, lonely = make.programme(school, title="前厅"), make.programme(school, title="客房")
    for score in (60, 80):
        make.match(matched, make.demand(), score=score)
    rows = table(office.get("/matches?format=xlsx"))
    assert [tuple(row.values()) for row in rows] == [
        ("客房", lonely.places, 0, None),
        ("前厅", matched.places, 2, 80),
    ]


def test_proposals_are_taken_with_both_sides(office, school, make):
    proposal = make.proposal(make.programme(school), make.demand(), make.demand(), state=ProposalState.SENT)
    row = table(office.get("/proposals?format=xlsx"))[0]
    assert row["方案"] == proposal.id
    assert row["企业与岗位"].count("\n") == 1


@pytest.fixture
def running(make, school):
    """Return a function that makes a partnership of some students, agreed so many days ago."""

    def act(kind, *, students=30, days=0, **facts):
        proposal = make.proposal(
            make.programme(school), make.demand(), state=ProposalState.AGREED, kind=kind, students=students
        )
        agreed = datetime.now(UTC) - timedelta(days=days)
        return make.save(Partnership(proposal_id=proposal.id, agreed_at=agreed, **facts))

    return act


def test_an_authority_takes_the_bureaus_columns_too(running, office, make, sign_in):
    running(Kind.ORDER_CLASS, students=40, days=400)
    running(Kind.ORDER_CLASS, students=25)
    running(Kind.APPRENTICESHIP, students=10)
    running(Kind.NAMED_CLASS, students=99, state=PartnershipState.TERMINATED, ended_at=datetime.now(UTC))
    reviewer = sign_in(make.reviewer())
    answer = reviewer.get("/partnerships?format=xlsx")
    assert len(table(answer)) == 4
    narrowed = reviewer.get("/partnerships?format=xlsx&state=terminated")
    assert len(table(narrowed)) == 1
    assert table(narrowed, "按合作模式") == table(answer, "按合作模式")  # Figures are of all there are.
    kinds = {row["合作模式"]: row for row in table(answer, "按合作模式")}
    assert (kinds["订单班"]["现有个数"], kinds["订单班"]["现有学生人数"]) == (2, 65)
    assert (kinds["订单班"]["上年末个数"], kinds["订单班"]["学生人数比上年末增减"]) == (1, 25)
    assert "冠名班" not in kinds
    (major,) = table(answer, "按专业")
    assert (major["合作企业数"], major["订单班人数"], major["学徒人数"], major["接收实习人数"]) == (
        3,
        65,
        10,
        0,
    )
    assert sheets(office.get("/partnerships?format=xlsx")).sheetnames == ["列表"]


@pytest.mark.parametrize(
    ("moment", "year"),
    [(datetime(2026, 12, 31, 15, 59, tzinfo=UTC), 2025), (datetime(2026, 12, 31, 16, 1, tzinfo=UTC), 2026)],
)
def test_last_year_ends_at_midnight_in_china(moment, year):
    assert bureaus.year_end(moment) == datetime(year, 12, 31, 16, tzinfo=UTC)
