"""The reference lists load, load again, and update."""

import csv
import shutil

from sqlalchemy import func, select

from matchmaker.models import Major, MajorCourse, Region
from matchmaker.services.upkeep import catalogue


def counts(database):
    with database.reading() as session:
        return [
            session.scalar(select(func.count()).select_from(table)) for table in (Region, Major, MajorCourse)
        ]


def test_loading_twice_changes_nothing(database):
    with database.transaction() as session:
        first = catalogue.load(session)
    before = counts(database)
    with database.transaction() as session:
        assert catalogue.load(session) == first
    assert counts(database) == before
    assert first["majors"] > 1400
    assert first["regions"] > 3000


def test_a_corrected_name_and_a_vanished_course_are_updated(database, tmp_path):
    folder = tmp_path / "catalogue"
    shutil.copytree(catalogue.SEED / "catalogue", folder)
    with database.transaction() as session:
        catalogue.load(session, folder)
    edit(folder / "majors.csv", lambda rows: rows[0].update(name="改名专业"))
    edit(folder / "major_courses.csv", lambda rows: rows.pop(0))
    before = counts(database)
    with database.transaction() as session:
        catalogue.load(session, folder)
    assert counts(database)[2] == before[2] - 1
    with database.reading() as session:
        assert session.scalar(select(Major).where(Major.name == "改名专业")) is not None


def edit(path, change):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = list(rows[0])
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
