"""The public search: both sides, words and filters, and nothing that is not published."""

import re

import pytest

from matchmaker.models import Region
from matchmaker.services.search import choices
from matchmaker.terms import Kind, Level
from matchmaker.workflow import PostingState
from tests.factories import JINSHUI, LINYI


@pytest.fixture
def numeric(make):
    """A programme on one side and a demand on the other."""
    school = make.school(name="郑州职业技术学院")
    make.programme(
        school,
        title="数控技术",
        major_code="460103",
        region_code=JINSHUI,
        skills=["数控编程", "CAD制图"],
        accepted_kinds=[Kind.ORDER_CLASS.value],
        contact_name="王老师",
        contact_phone="0371-12345678",
    )
    make.demand(title="数控操作工", region_code=LINYI, least_level=Level.SECONDARY, must_skills=["数控编程"])


def found(client, query):
    return client.get(f"/search?{query}").text


def test_a_skill_finds_the_programme(client, numeric):
    assert "数控技术" in found(client, "q=数控编程")


def test_every_word_has_to_stand_in_the_posting(client, numeric):
    assert "共 1 条" in found(client, "q=数控 郑州职业")
    assert "没有找到" in found(client, "q=数控 烹饪")


def test_chinese_and_letters_typed_together_are_two_words(client, numeric):
    assert "数控技术" in found(client, "q=制图cad")


def test_a_sign_of_the_pattern_language_is_only_a_sign(client, numeric):
    assert "没有找到" in found(client, "q=a%25b")
    assert "没有找到" in found(client, "q=100_")


def test_a_region_holds_its_counties(client, numeric):
    assert "数控技术" in found(client, "region=410100")
    assert "数控技术" in found(client, "region=410000")


def test_only_regions_with_something_published_are_offered(client, numeric):
    page = found(client, "side=demands")
    assert "临沂市" in page
    assert 'value="410100"' not in page


@pytest.fixture
def regions_offered(client, make, monkeypatch):
    """The regions that a page offers where more hold something than a list opens at once."""
    names = {"370000": "山东省", "110000": "北京市", "110100": "市辖区", "110101": "东城区"}
    with make.database.transaction() as session:
        session.add_all(Region(code=code, name=name) for code, name in names.items())
    monkeypatch.setattr(choices, "MOST_OPEN", 1)

    def offered(query):
        listed = re.search(r'<select[^>]*name="region".*?</select>', found(client, query), re.DOTALL)[0]
        chosen = re.findall(r'<option selected value="(\d+)"', listed)
        return [words.strip() for words in re.findall(r">([^<>]+)</option>", listed)][1:], chosen

    return offered


def test_a_long_list_of_regions_opens_the_province_that_is_chosen(make, regions_offered):
    for code in (JINSHUI, LINYI, "110101"):
        make.programme(region_code=code)
    assert regions_offered("") == (["北京市（1）", "山东省（1）", "河南省（1）"], [])
    assert regions_offered("region=370000") == (
        ["北京市（1）", "山东省（1）", "临沂市（1）", "河南省（1）"],
        ["370000"],
    )
    assert regions_offered("region=110000")[0][:2] == ["北京市（1）", "东城区（1）"]


def test_any_region_of_an_address_is_shown_as_chosen(make, regions_offered):
    make.programme(region_code=JINSHUI)
    make.programme(region_code="410100")
    assert regions_offered(f"region={JINSHUI}") == (
        ["河南省（2）", "郑州市（2）", "金水区（1）"],
        [JINSHUI],
    )
    assert regions_offered(f"region={LINYI}") == (["山东省（0）", "临沂市（0）", "河南省（2）"], [LINYI])


def test_a_level_finds_the_demands_that_accept_it(client, make):
    make.demand(title="要高职的岗位", least_level=Level.COLLEGE)
    make.demand(title="要中职的岗位", least_level=Level.SECONDARY)
    page = found(client, "side=demands&level=secondary")
    assert "要中职的岗位" in page
    assert "要高职的岗位" not in page


def test_a_kind_finds_who_names_it_and_who_names_none(client, numeric, make):
    make.programme(title="什么模式都行")
    page = found(client, "kind=order_class")
    assert "数控技术" in page
    assert "什么模式都行" in page
    page = found(client, "kind=named_class")
    assert "数控技术" not in page
    assert "什么模式都行" in page


@pytest.mark.parametrize("state", [state for state in PostingState if state is not PostingState.PUBLISHED])
def test_what_is_not_published_is_not_found(client, make, state):
    make.programme(title="看不见的专业", state=state)
    make.demand(title="看不见的需求", state=state)
    assert "看不见" not in found(client, "")
    assert "看不见" not in found(client, "side=demands")
    assert "看不见" not in client.get("/").text


def test_a_contact_is_never_shown_nor_searched(client, numeric):
    assert "0371-12345678" not in found(client, "q=数控")
    assert "没有找到" in found(client, "q=王老师")


def test_the_largest_come_first_when_asked(client, make):
    for title, places in (("小的专业", 10), ("大的专业", 90), ("没说的专业", None)):
        make.programme(title=title, places=places)
    page = found(client, "sort=largest")
    assert page.index("大的专业") < page.index("小的专业") < page.index("没说的专业")


def test_a_filter_that_does_not_exist_narrows_nothing(client, numeric):
    response = client.get("/search?level=bogus&region=999999&sort=up&page=bogus")
    assert response.status_code == 200
    assert "数控技术" in response.text


def test_the_second_page_keeps_the_search(client, make):
    school = make.school()
    for number in range(21):
        make.programme(school, title=f"数控技术{number:02}")
    page = found(client, "q=数控&page=2")
    assert "共 21 条" in page
    assert "第 2 / 2 页" in page
    assert "q=%E6%95%B0%E6%8E%A7&amp;page=1" in page


def test_filters_lie_open_on_a_narrow_screen_only_when_they_are_used(client):
    def folded(address):
        return re.search(
            r'<details class="disclosure filters-folded"\s*(open)?\s*>', client.get(address).text
        )[1]

    assert folded("/search?side=demands&q=数控") is None
    assert folded("/search?side=demands&kind=order_class") == "open"
