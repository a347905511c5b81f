"""The search finds what is published on either database, counts its filters and follows every change."""

import pytest
from sqlalchemy import select

from matchmaker.db import Database
from matchmaker.models import Listing, Organization, Programme
from matchmaker.services.events import SYSTEM
from matchmaker.services.people import merges, organizations
from matchmaker.services.postings import drafts, moves
from matchmaker.services.search import finding, listings, words
from matchmaker.services.search.filters import Criteria, Place, Size, Sort
from matchmaker.terms import Kind, Level, Side
from matchmaker.workflow import PostingState
from tests.factories import JINSHUI, LINYI, Make

PROGRAMMES, DEMANDS, ORGANIZATIONS = Side


def change(session, organization, **facts):
    return organizations.edit(session, organization, version=organization.version, **facts)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    if request.param == "sqlite":
        settings, path = request.getfixturevalue("settings"), request.getfixturevalue("empty_database")
        settings.data_dir.joinpath("test.db").write_bytes(path.read_bytes())
        database = Database(settings.database_url)
        yield database
        database.engine.dispose()
    else:
        yield request.getfixturevalue("postgres_database")


@pytest.fixture
def make(database):
    return Make(database)


@pytest.fixture
def find(database):
    """Return a function from criteria to the titles that are found, in their order."""

    def titles(side=PROGRAMMES, **criteria):
        with database.reading() as session:
            found = finding.find(session, Criteria(side, **criteria))
        return [getattr(item, "title", None) or item.name for item in found.page.items]

    return titles


@pytest.fixture
def count(database):
    def counts(side=PROGRAMMES, **criteria):
        with database.reading() as session:
            return finding.find(session, Criteria(side, **criteria)).counts

    return counts


@pytest.mark.parametrize(
    "words", ["数控", "数控编程", "cnc", "CNC", "ＣＮＣ", "控", "郑州 cnc", "c++", "机械设计"]
)
def test_words_of_the_posting_its_names_and_its_owner_find_it(make, find, words):
    school = make.school(name="郑州职业学院")
    make.programme(school, title="数控技术", major_code="460103", skills=["数控编程", "CNC", "C++"])
    make.programme(school, title="酒店管理")
    assert find(words=words) == ["数控技术"]


@pytest.mark.parametrize(
    "words", ["控数", "数控 烹饪", "cn", '"', "NEAR(数控)", "数控*", "' OR 1=1 --", "%", "𠀀"]
)
def test_what_does_not_stand_there_finds_nothing_or_what_its_words_say(make, find, words):
    make.programme(title="数控技术", skills=["数控编程", "CNC"])
    assert find(words=words) == (["数控技术"] if words in {"数控*", '"', "%", "𠀀"} else [])


@pytest.mark.parametrize("name", words.KIND_NAMES[Kind.FACTORY_IN_SCHOOL])
def test_every_name_of_a_kind_finds_it(make, find, name):
    make.demand(title="带产线进校园", accepted_kinds=[Kind.FACTORY_IN_SCHOOL.value])
    make.demand(title="我们引企入校")
    make.demand(title="别的")
    assert find(DEMANDS, words=name) == ["我们引企入校", "带产线进校园"]


def test_each_filter_narrows_and_its_own_choices_stay(make, find, count):
    make.programme(title="甲", region_code=JINSHUI, level=Level.COLLEGE, places=15)
    make.programme(title="乙", region_code=LINYI, level=Level.SECONDARY, places=60, major_code="460103")
    make.programme(title="丙", region_code=JINSHUI, level=Level.COLLEGE, places=None)
    assert find(region="410000") == ["丙", "甲"]
    assert find(level=Level.SECONDARY) == find(group="4601") == find(size=Size.LARGE) == ["乙"]
    assert find(size=Size.SMALL) == ["甲"]
    counts = count(region="410000")
    assert counts["region"] == {"410100": 2, "371300": 1}
    assert counts["level"] == {"college": 2}
    assert counts["size"] == {"small": 1}
    assert counts["group"] == {"5401": 2}


def test_a_level_finds_who_accepts_it_and_a_kind_who_names_it_or_none(make, find, count):
    make.demand(title="要高职", least_level=Level.COLLEGE, accepted_kinds=[Kind.ORDER_CLASS.value])
    make.demand(title="都要", least_level=None)
    assert find(DEMANDS, level=Level.SECONDARY) == ["都要"]
    assert find(DEMANDS, level=Level.BACHELOR) == ["都要", "要高职"]
    assert find(DEMANDS, kind=Kind.NAMED_CLASS) == ["都要"]
    assert count(DEMANDS)["kind"]["order_class"] == 2
    assert count(DEMANDS)["level"] == {"secondary": 1, "college": 2, "bachelor": 2}


def test_the_nearest_come_first_and_the_far_can_be_left_out(make, find):
    make.programme(title="近", region_code=JINSHUI)
    make.programme(title="远", longitude=118.3, latitude=35.1)
    make.programme(make.school(region_code=None), title="不知", region_code=None)
    here = Place(113.6, 34.7)
    assert find(near=here, sort=Sort.NEAREST) == ["近", "远", "不知"]
    assert find(near=here, within=50) == ["近"]


def test_the_newest_are_counted_and_ordered_where_there_are_too_many(make, find, database, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 3)
    for number, places in enumerate((90, 10, 30, 20)):
        make.programme(title=f"数控{number}", places=places)
    with database.reading() as session:
        found = finding.find(session, Criteria(PROGRAMMES, words="数控", sort=Sort.LARGEST))
    assert found.is_cut
    assert found.page.total == 3
    assert [item.title for item in found.page.items] == ["数控2", "数控3", "数控1"]


def test_verified_organizations_are_found_by_name_and_what_they_say(make, find):
    make.school(name="临沂职业学院", region_code=LINYI)
    make.enterprise(name="宇通客车", summary="新能源客车")
    make.enterprise(name="未核验客车", state="unverified")
    make.authority(name="客车管理局")
    assert find(ORGANIZATIONS, words="客车") == ["宇通客车"]
    assert find(ORGANIZATIONS, group="school") == ["临沂职业学院"]


@pytest.mark.parametrize("state", [state for state in PostingState if state is not PostingState.PUBLISHED])
def test_only_the_published_are_found(make, find, state):
    make.programme(title="看不见", state=state)
    assert find() == []


def test_the_search_follows_every_change(database, make, find):
    """What is listed after a posting's moves, edits, a new name and a merge is what a fresh listing holds."""
    school, other = make.school(name="一校", code="4141010001"), make.school(name="二校")
    stays, leaves = make.programme(school, title="留下"), make.programme(school, title="离开")
    make.programme(other, title="搬走")
    with database.transaction() as session:
        mine = session.get_one(Programme, stays.id)
        drafts.edit(session, mine, values={"title": "新名"}, version=mine.version, actor=SYSTEM)
        moves.act(session, session.get_one(Programme, leaves.id), "pause", actor=SYSTEM)
    assert find(words="新名") == ["新名"]
    assert find(words="离开") == []
    with database.transaction() as session:
        mine = session.get_one(Organization, school.id)
        change(session, mine, values={"name": "实验学校"}, actor=SYSTEM)
    assert find(words="实验学校") == ["新名"]
    with database.transaction() as session:
        both = (session.get_one(Organization, number) for number in (other.id, school.id))
        merges.merge(session, next(both), into=next(both), actor=SYSTEM)
    assert find(words="实验") == ["搬走", "新名"]
    assert find(ORGANIZATIONS, words="二校") == []
    with database.transaction() as session:
        kept = told(session)
        listings.refresh_all(session)
        assert told(session) == kept


def told(session):
    names = [column for column in Listing.__table__.c if column.name != "id"]
    return sorted(map(repr, session.execute(select(*names))))
