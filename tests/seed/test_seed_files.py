"""The seed files: codes that exist, keys that resolve, labels on invented rows, nothing personal."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from matchmaker.services.upkeep.demo import FLAGS
from matchmaker.terms import Department, Kind, Level, OrganizationKind, Promise

SEED = Path(__file__).parents[2] / "seed"
LABEL = "示例数据"
TODAY = date(2026, 11, 22)  # The day that the demo's dates are written around.
FAR_DEGREES = 0.6  # A district's edge is nearer to its centre than this.

Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes(name: str) -> set[str]:
    return {row["code"] for row in read(f"catalogue/{name}.csv")}


def listed(cell: str) -> list[str]:
    return cell.split("|") if cell else []


ORGANIZATIONS = {row["key"]: row for row in read("demo/organizations.csv")}
SCHOOLS = {key: row for key, row in ORGANIZATIONS.items() if row["kind"] == "school"}
ENTERPRISES = {key: row for key, row in ORGANIZATIONS.items() if row["kind"] == "enterprise"}
PROGRAMMES = read("demo/programmes.csv")
DEMANDS = read("demo/demands.csv")
USERS = read("demo/users.csv")
PAIRS = read("demo/documented_pairs.csv")
MAJORS = {row["code"]: row for file in ("majors", "local_majors") for row in read(f"catalogue/{file}.csv")}
REGIONS = {row["code"]: row for row in read("catalogue/regions.csv")}


# The catalogues


@pytest.mark.parametrize("name", sorted(path.name for path in (SEED / "catalogue").glob("*.csv")))
def test_a_catalogue_file_has_full_rows_without_repeats_or_inner_headers(name: str) -> None:
    with (SEED / "catalogue" / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert rows
    assert all(len(row) == len(header) for row in rows)
    assert header not in rows
    assert len({tuple(row) for row in rows}) == len(rows)
    assert all(cell == cell.strip() and "\\n" not in cell for row in rows for cell in row)


CODED = ("majors", "local_majors", "occupations", "industries", "regions", "colleges")


@pytest.mark.parametrize("name", CODED)
def test_a_code_names_one_entry_of_a_catalogue(name: str) -> None:
    counts = Counter(row["code"] for row in read(f"catalogue/{name}.csv"))
    assert [code for code, count in counts.items() if count > 1] == []


def test_links_of_majors_lead_to_entries_that_exist() -> None:
    majors = codes("majors")
    occupations = read("catalogue/occupations.csv")
    targets = {row[column] for row in occupations for column in ("code", "minor_group", "sub_major_group")}
    for name in ("major_courses", "major_occupations", "major_certificates"):
        assert {row["major_code"] for row in read(f"catalogue/{name}.csv")} <= majors
    assert {row["code"] for row in read("catalogue/major_occupations.csv")} <= targets


def test_a_local_major_stands_in_an_official_class_of_its_level() -> None:
    official = {(row["class_code"], row["class_name"], row["level"]) for row in read("catalogue/majors.csv")}
    for row in read("catalogue/local_majors.csv"):
        assert re.fullmatch(r"L\d{3}", row["code"])
        assert (row["class_code"], row["class_name"], row["level"]) in official


# Every row of the demo


def test_every_demo_row_says_that_it_is_an_example() -> None:
    rows = [*ORGANIZATIONS.values(), *PROGRAMMES, *DEMANDS]
    assert {row["label"] for row in rows} == {LABEL}


def test_the_demo_has_the_size_that_the_readme_gives() -> None:
    readme = (SEED / "README.md").read_text(encoding="utf-8")
    for name in ("organizations", "users", "programmes", "demands", "documented_pairs"):
        assert f"| `{name}.csv` | {len(read(f'demo/{name}.csv'))} |" in readme


def test_demo_keys_are_unique_and_resolve() -> None:
    for name in ("organizations", "programmes", "demands"):
        keys = [row["key"] for row in read(f"demo/{name}.csv")]
        assert len(keys) == len(set(keys))
    assert {row["school_key"] for row in PROGRAMMES} == set(SCHOOLS)
    assert {row["enterprise_key"] for row in DEMANDS} == set(ENTERPRISES)
    assert {row["organization_key"] for row in USERS} - {""} <= set(ORGANIZATIONS)
    assert {row["school_key"] for row in PAIRS} <= set(SCHOOLS)
    assert {row["enterprise_key"] for row in PAIRS} <= set(ENTERPRISES)


def test_demo_words_are_those_of_the_product() -> None:
    assert {row["kind"] for row in ORGANIZATIONS.values()} == set(OrganizationKind)
    assert {row["department"] for row in ORGANIZATIONS.values()} - {""} <= set(Department)
    assert {row["promise"] for row in DEMANDS} - {""} == set(Promise)
    kinds = {kind for row in [*PROGRAMMES, *DEMANDS] for kind in listed(row["accepted_kinds"])}
    assert kinds <= set(Kind)
    assert {row[flag] for row in DEMANDS for flag in FLAGS} <= {"yes", "no", ""}
    assert {row["site_logistics"] for row in PROGRAMMES} <= {"yes", "no", ""}
    assert {row["is_public"] for row in SCHOOLS.values()} == {"yes", "no"}


def test_demo_codes_exist_in_the_catalogues() -> None:
    assert {row["major_code"] for row in PROGRAMMES} <= set(MAJORS)
    assert {row["occupation_code"] for row in DEMANDS} - {""} <= codes("occupations")
    industries = {row["industry_code"] for row in [*DEMANDS, *ENTERPRISES.values()]}
    assert industries <= codes("industries")
    places = [*PROGRAMMES, *DEMANDS, *ORGANIZATIONS.values()]
    assert {row["region_code"] for row in places} <= set(REGIONS)


def test_no_identification_code_is_invented() -> None:
    official = {row["name"]: row["code"] for row in read("catalogue/colleges.csv")}
    for row in ORGANIZATIONS.values():
        expected = official.get(row["name"], "") if row["kind"] == "school" else ""
        assert row["code"] == expected, row["name"]


def test_the_level_of_a_programme_is_that_of_its_major_and_not_above_its_school() -> None:
    for row in PROGRAMMES:
        assert row["level"] == MAJORS[row["major_code"]]["level"], row["key"]
        school = Level(SCHOOLS[row["school_key"]]["school_level"])
        assert Level(row["level"]).rank <= school.rank, row["key"]


def test_coordinates_lie_near_the_centre_of_their_region() -> None:
    for row in [*ORGANIZATIONS.values(), *PROGRAMMES, *DEMANDS]:
        if row["longitude"]:
            centre = REGIONS[row["region_code"]]
            assert abs(float(row["longitude"]) - float(centre["longitude"])) < FAR_DEGREES, row["key"]
            assert abs(float(row["latitude"]) - float(centre["latitude"])) < FAR_DEGREES, row["key"]


# Figures, dates and texts


@pytest.mark.parametrize(
    ("rows", "column", "least", "most"),
    [
        (PROGRAMMES, "places", 20, 200),
        (PROGRAMMES, "practice_share", 50, 75),
        (DEMANDS, "headcount", 2, 80),
        (DEMANDS, "mentors", 1, 20),
        (DEMANDS, "shifts", 1, 3),
        (DEMANDS, "wage_min", 3500, 7000),
        (DEMANDS, "wage_max", 5000, 11000),
    ],
)
def test_figures_of_the_demo_are_in_range(rows: list[Row], column: str, least: int, most: int) -> None:
    figures = [int(row[column]) for row in rows if row[column]]
    assert figures
    assert min(figures) >= least
    assert max(figures) <= most


def test_the_demo_leaves_some_data_missing() -> None:
    assert any(not row["places"] for row in PROGRAMMES)
    assert any(not row["headcount"] for row in DEMANDS)
    assert any(not row["occupation_code"] for row in DEMANDS)


def test_small_large_and_rich_demands_all_occur() -> None:
    heads = [int(row["headcount"]) for row in DEMANDS if row["headcount"]]
    assert sum(head <= 15 for head in heads) >= len(heads) / 3
    assert sum(head >= 30 for head in heads) >= 20
    lines = [row for row in DEMANDS if row["line"]]
    assert len(lines) >= 5
    assert all(row["line_area_m2"] and row["line_power_kw"] and row["is_process_allowed"] for row in lines)
    assert sum(bool(row["sponsor_name"] and row["sponsorship_yuan"]) for row in DEMANDS) >= 5
    workshops = [row for row in DEMANDS if row["teaching_room_m2"] and row["workstations"] and row["mentors"]]
    assert len(workshops) >= 15


def test_wages_and_dates_are_in_order() -> None:
    for row in DEMANDS:
        if row["wage_min"]:
            assert int(row["wage_min"]) < int(row["wage_max"]), row["key"]
        if row["start_date"]:
            assert 0 < (date.fromisoformat(row["start_date"]) - TODAY).days < 3 * 366, row["key"]
    for row in PROGRAMMES:
        assert row["start_date"].startswith(row["grade"]), row["key"]
        if row["graduation_date"]:
            graduation = date.fromisoformat(row["graduation_date"])
            assert graduation > TODAY, row["key"]
            assert graduation.year - int(row["grade"]) in (3, 4), row["key"]


def test_skills_are_short_and_not_repeated() -> None:
    cells = [row["skills"] for row in PROGRAMMES]
    cells += [row[column] for row in DEMANDS for column in ("must_skills", "nice_skills")]
    for cell in cells:
        skills = listed(cell)
        assert all(2 <= len(skill) <= 8 for skill in skills), cell
        assert len(skills) == len(set(skills)), cell


def test_no_two_demands_share_a_duty() -> None:
    counts = Counter(duty for row in DEMANDS for duty in listed(row["duties"]))
    assert [duty for duty, count in counts.items() if count > 1] == []


def test_the_demo_holds_no_contact_of_a_person() -> None:
    for path in (SEED / "demo").glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"@([\w.-]+)", text)) <= {"demo.example"}
        assert re.findall(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|400-?\d{3}-?\d{4})(?!\d)", text) == []
    assert all(row["name"].startswith("演示账号") for row in USERS)


def test_demo_accounts_have_a_role_that_fits_their_organization() -> None:
    kind_of = {"editor": {"school", "enterprise"}, "reviewer": {"authority"}}
    for row in USERS:
        if row["role"] == "administrator":
            assert row["organization_key"] == ""
        else:
            assert ORGANIZATIONS[row["organization_key"]]["kind"] in kind_of[row["role"]]


def test_documented_pairs_name_the_four_that_the_documents_name() -> None:
    top = {(ENTERPRISES[row["enterprise_key"]]["name"], SCHOOLS[row["school_key"]]["name"])
           for row in PAIRS if row["expectation"] == "top3"}  # fmt: skip
    assert ("宇通公司", "郑州市国防科技学校") in top
    hotels = ("希尔顿", "万达", "智选假日")
    assert {(hotel, "郑州旅游职业学院") for hotel in hotels} <= top
    assert {school for _, school in top} >= {"鲁南技师学院", "临沂市技师学院"}
    assert {row["expectation"] for row in PAIRS} == {"top3", "never"}
    assert all(row["source"] for row in PAIRS)
