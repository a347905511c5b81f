"""Looking up the reference lists: two characters, initials and everyday names are enough to find an entry."""

from __future__ import annotations

import pytest

from matchmaker.models import Industry, Major, Occupation, Region
from matchmaker.services import catalogue
from matchmaker.services.catalogue import UnknownEntryError
from matchmaker.services.upkeep import catalogue as lists
from matchmaker.terms import Level
from tests.factories import JINSHUI


@pytest.fixture
def loaded(database):
    """The whole lists."""
    with database.transaction() as session:
        lists.load(session)
    with database.reading() as session:
        yield session


def test_a_name_that_fits_several_entries_is_answered_with_them(session) -> None:
    with pytest.raises(UnknownEntryError, match="540106") as caught:
        catalogue.resolve(session, Major, "酒店管理")
    assert [entry.code for entry in caught.value.near] == ["540106"]
    assert catalogue.resolve(session, Major, "540106 酒店").code == "540106"
    assert catalogue.resolve(session, Major, "数控技术").code == "460103"
    assert catalogue.resolve(session, Region, "河南省郑州市金水区").code == JINSHUI
    assert catalogue.resolve(session, Industry, "H6100").code == "6100"


@pytest.mark.parametrize(
    ("list_", "typed", "expected"),
    [
        (Occupation, "焊工", "焊工"),
        (Occupation, "前台", "前厅服务员"),
        (Occupation, "qt", "前厅服务员"),
        (Occupation, "hg", "焊工"),
        (Occupation, "HG", "焊工"),
        (Occupation, "cnc", "多工序数控机床操作调整工"),
        (Major, "jdgl", "酒店管理与数字化运营"),
        (Major, "skjs", "数控技术"),
        (Industry, "zsy", "住宿业"),
        (Region, "jsq", "金水区"),
    ],
)
def test_two_characters_initials_and_everyday_names_find_an_entry(loaded, list_, typed, expected) -> None:
    assert expected in [entry.name for entry in catalogue.search(loaded, list_, typed, limit=8)]


def test_a_whole_name_comes_before_names_that_hold_it(loaded) -> None:
    assert catalogue.search(loaded, Occupation, "焊工")[0].name == "焊工"
    assert catalogue.search(loaded, Occupation, "服务员")[0].name == "餐厅服务员"


def test_an_everyday_name_of_one_entry_alone_is_enough(loaded) -> None:
    assert catalogue.resolve(loaded, Occupation, "程序员").name == "计算机程序设计员"
    assert catalogue.resolve(loaded, Occupation, "收银").name == "收银员"


def test_majors_of_one_name_are_told_apart_by_their_level(loaded) -> None:
    with pytest.raises(UnknownEntryError, match="L005") as caught:
        catalogue.resolve(loaded, Major, "新能源汽车维修")
    assert [entry.level for entry in caught.value.near] == [Level.SECONDARY, Level.COLLEGE]


def test_what_matches_like_a_pattern_is_taken_as_it_stands(loaded) -> None:
    assert catalogue.search(loaded, Occupation, "%%") == []
    assert catalogue.search(loaded, Occupation, "__") == []
