"""Files of offers and needs: loaded as they are, all or nothing, the same file twice creates nothing."""

from __future__ import annotations

import csv
import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from matchmaker.models import Demand, Event, Job, Organization, Programme, Source
from matchmaker.services.events import SYSTEM
from matchmaker.services.imports import loading, sheets
from matchmaker.services.imports.loading import Outcome
from matchmaker.services.postings import programmes
from matchmaker.terms import Level, OrganizationKind
from matchmaker.workflow import OrganizationState, PostingState
from tests.factories import JINSHUI, ZHENGZHOU

OFFER = {"school": "示例职业学院", "city": "郑州市", "major_code": "540106", "places": "40"}
NEED = {
    "id": "J1",
    "title": "前厅接待",
    "employer": "E1",
    "region": "郑州·金水区",
    "longitude": 113.7,
    "latitude": 34.8,
    "education": "大专",
    "summary": "办理入住。\n解答问询。",
}


@pytest.fixture
def offers(tmp_path, database):
    """Return a function that imports rows of offers from a CSV file."""

    def load(*rows, default=30, name="offers.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
            writer.writeheader()
            writer.writerows(rows)
        with database.transaction() as session:
            return loading.load(session, loading.PROGRAMMES, sheets.read(path), default=default, actor=SYSTEM)

    return load


@pytest.fixture
def needs(tmp_path, database):
    """Return a function that imports rows of needs from a JSON lines file."""

    def load(*rows, default=2):
        path = tmp_path / "needs.jsonl.gz"
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
        with database.transaction() as session:
            return loading.load(session, loading.DEMANDS, sheets.read(path), default=default, actor=SYSTEM)

    return load


def rows_of(database, model):
    with database.reading() as session:
        return session.scalars(select(model).order_by(model.id)).all()


def count(database, model):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_an_offer_is_published_and_says_where_it_came_from(offers, database) -> None:
    assert offers(OFFER) == Outcome(created=1, organizations=1)
    programme = rows_of(database, Programme)[0]
    assert (programme.state, programme.source) == (PostingState.PUBLISHED, Source.IMPORTED)
    assert (programme.title, programme.level) == ("酒店管理与数字化运营", Level.COLLEGE)
    assert (programme.places, programme.is_places_assumed, programme.region_code) == (40, False, ZHENGZHOU)
    assert (programme.courses, programme.practice_share, programme.equipment) == ([], None, "")
    assert programme.expires_at > programme.published_at
    school = programme.organization
    assert (school.kind, school.state) == (OrganizationKind.SCHOOL, OrganizationState.UNVERIFIED)
    assert (school.source, school.region_code) == (Source.IMPORTED, ZHENGZHOU)
    assert {(event.subject_type, event.action) for event in rows_of(database, Event)} == {
        ("organization", "import"),
        ("programme", "import"),
    }
    assert [job.key for job in rows_of(database, Job)] == ["match:all"]


def test_a_need_keeps_its_text_and_leaves_the_rest_open(needs, database) -> None:
    assert needs(NEED) == Outcome(created=1, organizations=1, assumed=1)
    demand = rows_of(database, Demand)[0]
    assert (demand.title, demand.summary) == (NEED["title"], NEED["summary"])
    assert (demand.region_code, demand.longitude, demand.least_level) == (JINSHUI, 113.7, Level.COLLEGE)
    assert (demand.headcount, demand.is_headcount_assumed) == (2, True)
    assert (demand.must_skills, demand.nice_skills, demand.duties) == ([], [], "")
    assert (demand.promise, demand.occupation_code, demand.is_safe_site) == (None, None, None)
    assert demand.organization.longitude is None


def test_stray_marks_do_not_make_a_second_school(offers, make, database) -> None:
    school = make.school(name="湖北职业技术学院")
    marked = [OFFER | {"school": f"{mark}湖北职业技术学院"} for mark in ("•", "1", "【", "/")]
    twice = OFFER | {"school": " 湖北职业技术学院 ", "places": "60"}
    outcome = offers(*marked, twice)
    assert outcome == Outcome(created=1, repeated=4)
    programme = rows_of(database, Programme)[0]
    assert (programme.organization_id, programme.places) == (school.id, 60)
    assert offers(*marked, twice) == Outcome(unchanged=1, repeated=4)


def test_an_enterprise_may_begin_with_digits(needs, database) -> None:
    needs(NEED | {"employer": "58到家"})
    assert rows_of(database, Organization)[0].name == "58到家"


def test_a_college_of_the_official_list_gets_its_code_and_place(offers, database) -> None:
    offers({"school": "郑州旅游职业学院", "major_code": "540106", "places": ""}, default=33)
    programme = rows_of(database, Programme)[0]
    assert len(programme.organization.code) == 10
    assert programme.organization.school_level is Level.COLLEGE
    assert programme.region_code == ZHENGZHOU
    assert (programme.places, programme.is_places_assumed) == (33, True)


def test_a_merged_organization_leads_to_what_it_became(offers, make, database) -> None:
    final = make.school(name="合并后的学院")
    make.school(name="示例职业学院", state=OrganizationState.MERGED, merged_into_id=final.id)
    assert offers(OFFER).organizations == 0
    assert rows_of(database, Programme)[0].organization_id == final.id


def test_changed_rows_update_and_unchanged_ones_stay(offers, database) -> None:
    offers(OFFER, OFFER | {"major_code": "460103"})
    outcome = offers(OFFER | {"places": "55"}, OFFER | {"major_code": "460103"})
    assert outcome == Outcome(updated=1, unchanged=1)
    first, second = rows_of(database, Programme)
    assert (first.places, first.version, second.places, second.version) == (55, 2, 40, 1)


def test_a_row_that_begins_to_tell_its_number_is_no_longer_assumed(offers, database) -> None:
    offers(OFFER | {"places": ""})
    assert offers(OFFER | {"places": "44"}).updated == 1
    programme = rows_of(database, Programme)[0]
    assert (programme.places, programme.is_places_assumed) == (44, False)


def test_what_its_owner_edited_or_closed_is_kept(offers, database) -> None:
    offers(OFFER, OFFER | {"major_code": "460103"})
    with database.transaction() as session:
        edited, closed = session.scalars(select(Programme).order_by(Programme.id)).all()
        programmes.edit(session, edited, values={"places": 77}, version=1, actor=SYSTEM)
        closed.state = PostingState.CLOSED
    outcome = offers(OFFER | {"places": "1"}, OFFER | {"major_code": "460103", "places": "1"})
    assert outcome == Outcome(updated=1, kept=1)
    edited, closed = rows_of(database, Programme)
    assert (edited.places, closed.places, closed.state) == (77, 1, PostingState.CLOSED)


SOME_TEXT = st.text(max_size=30)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.uuids().map(str),
            "title": SOME_TEXT.map(lambda text: f"岗位{text}"),
            "employer": st.sampled_from(["甲公司", "•乙公司", "丙 公司", "58丁公司"]),
            "region": st.sampled_from([None, "郑州", "郑州·金水区", "天边", ""]),
            "education": st.sampled_from([None, "大专", "不限", "其他"]),
            "summary": SOME_TEXT,
            "headcount": st.none() | st.integers(1, 500),
            "must_skills": st.lists(st.sampled_from(["焊接", "钳工", "识图"]), max_size=3),
            "longitude": st.none() | st.floats(-180, 180),
        }
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row["id"],
)


@given(rows=ROWS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
def test_the_same_file_twice_changes_nothing(needs, database, rows) -> None:
    needs(*rows)
    before = [vars(row) for row in rows_of(database, Demand)]
    again = needs(*rows)
    assert (again.created, again.updated, again.organizations) == (0, 0, 0)
    assert again.unchanged == len(rows)
    after = [vars(row) for row in rows_of(database, Demand)]
    hidden = {"_sa_instance_state", "organization"}
    assert [{k: v for k, v in row.items() if k not in hidden} for row in after] == [
        {k: v for k, v in row.items() if k not in hidden} for row in before
    ]


def test_an_import_works_on_postgresql_too(postgres_database, tmp_path) -> None:
    database = postgres_database
    path = tmp_path / "needs.jsonl"
    rows = [NEED | {"id": str(number), "employer": f"E{number % 7}"} for number in range(1200)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with database.transaction() as session:
        first = loading.load(session, loading.DEMANDS, sheets.read(path), default=1, actor=SYSTEM)
    rows[5]["title"] = "改过的岗位\x00"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with database.transaction() as session:
        second = loading.load(session, loading.DEMANDS, sheets.read(path), default=1, actor=SYSTEM)
    assert (first.created, first.organizations) == (1200, 7)
    assert (second.updated, second.unchanged) == (1, 1199)
    database.engine.dispose()
