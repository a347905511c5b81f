"""Static files: kept by browsers for as long as they stay the same."""

import re

from matchmaker.web import templating


def addresses(client):
    return re.findall(r'(?:href|src)="(/static/[^"#]+)', client.get("/").text)


def test_a_page_names_the_version_of_every_static_file(client):
    assert addresses(client)
    assert [address for address in addresses(client) if "?v=" not in address] == []


def test_a_versioned_file_is_kept_and_a_page_is_not(client):
    address = re.search(r'"(/static/css/tokens[^"]+)"', client.get("/").text)[1]
    with client.get(address) as response:
        assert "immutable" in response.headers["Cache-Control"]
    with client.get("/static/js/menus.js") as response:
        assert response.headers["Cache-Control"] == "no-cache"
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_a_file_is_asked_for_its_version_once(client, monkeypatch):
    first = addresses(client)
    monkeypatch.setattr(templating.Path, "is_file", None)
    assert addresses(client) == first


def test_every_stylesheet_of_a_page_exists(client):
    for address in re.findall(r'rel="stylesheet"[^>]*href="([^"]+)"', client.get("/").text):
        with client.get(address) as response:
            assert response.status_code == 200, address
