"""No text that a database holds comes through unescaped on any page, in any file or in a mail."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from tests.attacks import markup, texts
from tests.attacks.payloads import XSS
from tests.plugins.application import enter
from tests.web.crowd import Crowd
from tests.web.routes import routes

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@pytest.fixture
def answers(app, database, settings):
    """What every page answers everybody, where every text is a payload."""
    if not database.is_sqlite:
        pytest.skip("PostgreSQL keeps texts as short as the columns are")
    crowd = Crowd(database, settings, 2)
    assert texts.spoil(database) >= 40
    clients = {role: enter(app, database, settings, user) for role, user in crowd.people.items()}
    clients["visitor"] = app.test_client()
    pages = [route for route in routes(app) if route.method == "GET"]
    return {
        (page.endpoint, role): client.get(crowd.address(page))
        for page in pages
        for role, client in clients.items()
    }


def test_no_page_and_no_file_lets_markup_through(answers):
    faults, shown = [], 0
    for (endpoint, role), answer in answers.items():
        found = [answer.status_code] if answer.status_code >= 500 else []
        if answer.mimetype == "text/html":
            found += markup.faults(answer.text, *XSS)
            shown += "&lt;script&gt;xss()" in answer.text
        elif answer.mimetype.startswith(WORD):
            found += _faults_of_word(answer.data)
        faults += [(endpoint, role, fault) for fault in found]
    assert faults == []
    assert shown >= 100


def _faults_of_word(data):
    """Return which parts are no sound XML; the payloads stand in the document as words."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith(".xml")}
    document = "".join(ET.fromstring(parts["word/document.xml"]).itertext())  # noqa: S314 - our own.
    return [] if "<script>xss()</script>" in document else ["the agreement does not show the text"]
