"""Lists are sorted and cut by the database."""

from __future__ import annotations

from matchmaker.services.paging import PER_PAGE, Window
from matchmaker.services.postings import queries


def listed(session, school, **where):
    return queries.mine(
        session,
        queries.Programme,
        organization_ids=[school.id],
        filter_=queries.Filter(),
        window=Window(**where),
    )


def test_a_list_is_sorted_both_ways_and_what_is_unknown_comes_last(make, session):
    school = make.school()
    for places in (30, None, 50, 40):
        make.programme(school, places=places)
    up, down = listed(session, school, sort="amount"), listed(session, school, sort="-amount")
    assert [item.places for item in up.items] == [30, 40, 50, None]
    assert [item.places for item in down.items] == [50, 40, 30, None]
    assert (up.sort, down.sort) == ("amount", "-amount")


def test_a_column_that_is_none_leaves_the_list_as_it_is(make, session):
    school = make.school()
    numbers = [make.programme(school).id for _ in range(3)]
    page = listed(session, school, sort="contact_phone; --")
    assert page.sort == ""
    assert [item.id for item in page.items] == numbers[::-1]


def test_a_page_out_of_range_is_the_last(make, session):
    school = make.school()
    for _ in range(PER_PAGE + 1):
        make.programme(school)
    page = listed(session, school, number=9, sort="title")
    assert (page.number, page.pages, page.total, len(page.items)) == (2, 2, PER_PAGE + 1, 1)
