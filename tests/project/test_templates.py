"""Templates keep what the content policy promises: nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re

import pytest

from tests.project.rooms import expect_none, files, read

FORBIDDEN = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(
        r"<script\b(?![^>]*\ssrc=)|<script\b[^>]*>\s*[^\s<]|javascript:", re.IGNORECASE
    ),
    "event attribute": re.compile(r"<[a-z][^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "address of another host": re.compile(
        r"(?<!xmlns=.)(?<!xmlns:xlink=.)\b(?:https?|wss?):|[\"'(]//", re.IGNORECASE
    ),
    "embedded data": re.compile(r"""(?:src|href)\s*=\s*["']data:""", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape\s+false"),
}
ICON = re.compile(r"""icons\.svg['")\s}]*#([a-z0-9-]+)|\bicon\(\s*['"]([a-z0-9-]+)['"]""")


def pages() -> list[str]:
    return [path for path in files() if path.startswith("templates/") and path.endswith((".html", ".svg"))]


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_template_has_a(fault: str) -> None:
    found = [
        f"{path}:{number}: {line.strip()}"
        for path in pages()
        for number, line in enumerate(read(path).splitlines(), start=1)
        if FORBIDDEN[fault].search(line)
    ]
    expect_none(found)


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ("inline style", '<p style="color: red">'),
        ("inline script", "<script>alert(1)</script>"),
        ("inline script", '<a href="javascript:void(0)">'),
        ("event attribute", '<button class="btn" onclick="go()">'),
        ("event attribute", '<form hx-on:submit="go()">'),
        ("address of another host", '<script src="https://cdn.example/x.js">'),
        ("address of another host", '<img src="//cdn.example/x.png">'),
        ("embedded data", '<img src="data:image/png;base64,AA">'),
        ("unescaped text", "{{ name | safe }}"),
    ],
)
def test_each_fault_would_be_found(fault: str, line: str) -> None:
    assert FORBIDDEN[fault].search(line)


@pytest.mark.parametrize(
    "line",
    [
        "<script src=\"{{ url_for('static', filename='vendor/htmx.min.js') }}\" defer></script>",
        '<svg xmlns="http://www.w3.org/2000/svg">',
        '<form method="post" action="{{ url_for(\'demands.create\') }}">',
    ],
)
def test_what_is_allowed_is_not_found(line: str) -> None:
    expect_none([name for name, pattern in FORBIDDEN.items() if pattern.search(line)])


def test_style_sheets_load_nothing_from_elsewhere() -> None:
    sheets = [path for path in files() if path.startswith("static/") and path.endswith(".css")]
    pattern = re.compile(r"@import|url\(\s*['\"]?(?:https?:|//|data:)")
    expect_none([path for path in sheets if pattern.search(read(path))])


def test_every_icon_in_a_template_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', read("static/icons.svg")))
    used = {(path, first or second) for path in pages() for first, second in ICON.findall(read(path))}
    assert sorted((path, name) for path, name in used if name not in drawn) == []


def test_the_sprite_holds_what_its_list_names() -> None:
    assert (
        re.findall(r'<symbol id="([a-z0-9-]+)"', read("static/icons.svg")) == read("static/icons.txt").split()
    )


def test_every_icon_of_the_sprite_is_drawn_somewhere() -> None:
    sources = [path for path in files() if path.startswith(("templates/", "matchmaker/", "static/js/"))]
    text = "\n".join(read(path) for path in sources if path.endswith((".html", ".py", ".js")))
    named = set(re.findall(r"""["'#]([a-z0-9-]+)\b""", text))
    expect_none([name for name in read("static/icons.txt").split() if name not in named])
