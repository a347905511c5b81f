"""The front door: live figures, what is new, and a language that keeps the page."""

from urllib.parse import unquote

from matchmaker.models import Partnership
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import OrganizationState


def test_the_figures_count_what_anybody_may_see(client, make):
    make.programme(places=40)
    make.demand(headcount=30)
    make.school(state=OrganizationState.UNVERIFIED)
    page = client.get("/").text
    assert "40 个学位" in page
    assert "30 个岗位" in page
    assert page.count("<strong>1</strong>") == 4


def test_a_live_partnership_counts(client, make):
    proposal = make.proposal(make.programme(), make.demand())
    make.save(Partnership(proposal_id=proposal.id))
    assert client.get("/").text.count("<strong>1</strong>") == 5


def test_an_organization_shows_only_its_newest_posting(client, make):
    school = make.school()
    make.programme(school, title="先发布的专业")
    make.programme(school, title="后发布的专业")
    page = client.get("/").text
    assert "后发布的专业" in page
    assert "先发布的专业" not in page


def test_every_door_lets_a_newcomer_register(client):
    page = client.get("/").text
    for kind in OrganizationKind:
        assert f'href="/accounts/sign-up?kind={kind}"' in page


def test_who_is_signed_in_is_led_to_the_desk(make, sign_in):
    main = sign_in(make.editor(make.school())).get("/").text.partition("<main")[2]
    assert 'href="/dashboard"' in main
    assert "从哪里开始" not in main


def test_an_empty_platform_says_so(client):
    page = client.get("/").text
    assert "还没有已发布的专业" in page
    assert "还没有已发布的需求" in page


def test_invented_records_are_announced_on_every_page(client, make):
    assert "示例数据" not in client.get("/").text
    make.school(is_example=True)
    assert "示例数据" in client.get("/").text
    assert "示例数据" in client.get("/nowhere").text


def test_the_language_stays_with_the_page(client):
    response = client.post("/language/en", data={"next": "/search?side=demands&q=数控"})
    assert response.status_code == 303
    assert unquote(response.location) == "/search?side=demands&q=数控"
    assert '<html lang="en">' in client.get("/search").text


def test_the_language_switch_leads_nowhere_else(client):
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""):
        response = client.post("/language/en", data={"next": target})
        assert response.location == "/"


def test_an_unknown_language_changes_nothing(client):
    client.post("/language/xx", data={"next": "/"})
    assert '<html lang="zh-CN">' in client.get("/").text


def test_the_place_one_is_in_is_marked(client):
    page = client.get("/search?side=demands").text
    assert page.count('aria-current="page">找需求') == 2  # The row and the folded menu.
    assert 'aria-current="page">找专业' not in page
