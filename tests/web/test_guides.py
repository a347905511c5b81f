"""Help: every page opens for everybody, its links lead somewhere, and every kind is told."""

import re

import pytest

from matchmaker.terms import Kind
from matchmaker.web.labels import label
from matchmaker.web.public.glossary import GLOSSARY
from matchmaker.web.public.guide_steps import GUIDES
from matchmaker.web.public.guide_tools import TOOLS
from matchmaker.web.public.kind_words import DEFINITIONS


@pytest.mark.parametrize("role", GUIDES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_step_leads_to_a_page(client, role, language):
    client.post(f"/language/{language}")
    page = client.get(f"/help/{role}")
    assert page.status_code == 200
    main = page.text.partition("<main")[2].partition("</main>")[0]
    links = re.findall(r'<a href="(/[^"]*)"', main)
    assert len(links) == len(GUIDES[role].steps) + len(TOOLS[role])
    assert {client.get(link).status_code for link in links} <= {200, 302, 303}


def test_every_kind_is_told_and_the_help_is_linked_from_everywhere(app, client):
    page = client.get("/help/kinds").text
    with app.test_request_context():
        assert all(label(kind) in page for kind in Kind)
    assert set(DEFINITIONS) == set(Kind)
    assert 'href="/help"' in client.get("/").text
    assert client.get("/help/nobody").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_has_a_place_to_link_to_and_what_tells_more(client, language):
    client.post(f"/language/{language}")
    page = client.get("/help/words").text
    words = [word for chapter in GLOSSARY for word in chapter.words]
    assert len({word.name for word in words}) == len(words)
    assert all(f'<div id="{word.name}">' in page for word in words)
    main = page.partition("<main")[2].partition("</main>")[0]
    assert {client.get(link).status_code for link in re.findall(r'href="(/[^"]*)"', main)} == {200}
    assert main.count("<dt>") == len(words)


def test_who_has_another_role_is_not_led_to_closed_pages(make, sign_in):
    client = sign_in(make.editor(make.school()))
    page = client.get("/help/school").text
    links = re.findall(r'<a href="(/[^"]*)">打开这一页', page)
    assert {client.get(link).status_code for link in links} <= {200, 302}
    assert "打开这一页" not in client.get("/help/authority").text
