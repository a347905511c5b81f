"""The command as those who run the platform type it."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from matchmaker.cli import cli
from matchmaker.db import Database
from matchmaker.models import Demand, Programme, User


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHMAKER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", f"sqlite:///{tmp_path / 'command.db'}")
    return lambda *arguments: CliRunner().invoke(cli, arguments)


@pytest.fixture
def stored(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'command.db'}")
    yield database
    database.engine.dispose()


def count(database, table):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize(
    "name",
    ["run", "migrate", "seed", "create-user", "match", "plan", "worker", "evaluate", "backup", "restore"],
)
def test_every_command_explains_itself(run, name):
    assert run(name, "--help").exit_code == 0


def test_a_market_is_imported_matched_planned_and_copied(run, stored, tmp_path):
    offers, needs = tmp_path / "offers.csv", tmp_path / "needs.jsonl"
    offers.write_text("school,city,major_code,places\n示例学院,郑州市,540106,40\n", encoding="utf-8")
    rows = [
        {
            "id": f"J{n}",
            "title": "酒店前厅接待",
            "employer": f"E{n}",
            "region": "郑州",
            "summary": "办理入住登记",
        }
        for n in range(5)
    ]
    needs.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert run("migrate").exit_code == 0
    assert "majors: 14" in run("seed", "--catalogue").output
    assert run("import", "offers", str(offers)).exit_code == 0
    assert run("import", "needs", str(needs)).exit_code == 0
    assert "1 programmes, 5 demands, 5 pairs" in run("match").output
    assert "drafts" in run("plan").output
    assert run("backup", str(tmp_path / "copy.gz")).exit_code == 0
    assert (count(stored, Programme), count(stored, Demand)) == (1, 5)


def test_a_bad_row_is_told_with_its_place_and_nothing_is_written(run, stored, tmp_path):
    run("migrate")
    run("seed", "--catalogue")
    bad = tmp_path / "bad.csv"
    bad.write_text(
        "school,city,major_code,places\n甲学院,郑州市,540106,40\n乙学院,郑州市,540106,许多\n",
        encoding="utf-8",
    )
    result = run("import", "offers", str(bad))
    assert result.exit_code == 2
    assert "3" in result.output
    assert "places" in result.output
    assert count(stored, Programme) == 0


@pytest.mark.parametrize(
    ("variable", "value"), [("MATCHMAKER_LANGUAGE", "en"), ("LANG", "en_GB.UTF-8"), ("LANG", "C.UTF-8")]
)
def test_a_bad_row_is_told_in_the_users_language(run, tmp_path, monkeypatch, variable, value):
    run("migrate")
    run("seed", "--catalogue")
    bad = tmp_path / "bad.csv"
    bad.write_text("school,city,major_code,places\n乙学院,郑州市,540106,许多\n", encoding="utf-8")
    monkeypatch.setenv(variable, value)
    told = run("import", "offers", str(bad)).output
    assert ('Row 2, column "places"' in told) is value.startswith("en")
    assert ("第 2 行“places”" in told) is not value.startswith("en")


def test_the_first_administrator_is_made(run, stored):
    run("migrate")
    arguments = ("--name", "管理员", "--administrator", "--password", "a long enough secret")
    assert run("create-user", "root@office.example", *arguments).exit_code == 0
    again = run("create-user", "root@office.example", *arguments)
    assert again.exit_code == 2
    assert count(stored, User) == 1


def test_a_setting_that_cannot_be_read_is_one_clear_line(run, monkeypatch):
    monkeypatch.setenv("MATCHMAKER_CLASS_MINIMUM", "many")
    result = run("migrate")
    assert result.exit_code == 2
    assert "MATCHMAKER_" in result.output


def test_a_folder_that_is_no_task_is_refused(run, tmp_path):
    assert run("evaluate", str(tmp_path)).exit_code == 2
