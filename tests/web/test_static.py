"""Static files: kept by browsers for as long as they stay the same."""

import re


def test_a_page_names_the_version_of_every_static_file(client):
    addresses = re.findall(r'(?:href|src)="(/static/[^"#]+)', client.get("/").text)
    assert addresses
    assert [address for address in addresses if "?v=" not in address] == []


def test_a_versioned_file_is_kept_and_a_page_is_not(client):
    address = re.search(r'"(/static/css/tokens[^"]+)"', client.get("/").text)[1]
    with client.get(address) as response:
        assert "immutable" in response.headers["Cache-Control"]
    with client.get("/static/js/menus.js") as response:
        assert response.headers["Cache-Control"] == "no-cache"
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_every_stylesheet_of_a_page_exists(client):
    for address in re.findall(r'rel="stylesheet"[^>]*href="([^"]+)"', client.get("/").text):
        with client.get(address) as response:
            assert response.status_code == 200, address
