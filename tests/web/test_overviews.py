"""The overview: a region with its parts for officials, the own postings for members, each chart a table."""

from __future__ import annotations

import re

from tests.factories import JINSHUI, LINYI, ZHENGZHOU


def rows(page):
    """Return the cells of every row of every table of a page, as words."""
    found = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in found]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells if row]


def test_a_reviewer_sees_the_own_region_and_its_parts(make, sign_in):
    make.programme(places=50)
    make.programme(places=1200, region_code=JINSHUI)
    make.programme(places=70, region_code=LINYI)
    page = sign_in(make.reviewer()).get("/overview").text
    assert ["金水区", "1,200", "0", "1", "0"] in rows(page)
    assert ["旅游类", "1,250", "0"] in rows(page)
    assert ["学位数", "0", "0", "1,250"] in rows(page)
    assert "临沂市" not in page


def test_one_looks_from_the_country_into_a_district(make, sign_in):
    make.programme(region_code=JINSHUI)
    administrator = sign_in(make.administrator())
    assert "region=410000" in administrator.get("/overview").text
    assert "region=410100" in administrator.get("/overview?region=410000").text
    city = administrator.get("/overview?region=410100").text
    assert "金水区" in city
    assert "region=410105" not in city


def test_another_region_is_none_of_a_reviewers_business(make, sign_in):
    reviewer = sign_in(make.reviewer())
    assert reviewer.get(f"/overview?region={LINYI}").status_code == 404
    assert reviewer.get("/overview?region=410000").status_code == 404
    assert reviewer.get("/overview?region=410199").status_code == 404
    assert reviewer.get(f"/overview?region={ZHENGZHOU}").status_code == 200


def test_a_school_sees_its_own_way_and_the_market_of_its_city(make, sign_in):
    school = make.school(region_code=JINSHUI)
    make.programme(school, places=40)
    make.programme(places=60)
    page = sign_in(make.editor(school)).get(f"/overview?region={LINYI}").text
    assert ["发布过", "1"] in rows(page)
    assert ["学位数", "0", "0", "40"] in rows(page)
    assert ["旅游类", "100", "0"] in rows(page)
    assert "需求数" not in page


def test_an_empty_region_says_what_will_stand_there(make, sign_in):
    page = sign_in(make.reviewer()).get("/overview").text
    assert "这里还没有已发布的专业和需求" in page
