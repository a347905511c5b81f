"""The test tools themselves: a check that cannot fail would prove nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page
from sqlalchemy import create_engine, text

from tests.plugins.browser import ROOT, Console

PAGE = """<!doctype html><html lang="zh"><head><title>示例</title><link rel="icon" href="/icon.svg"></head>
<body><main><h1>示例</h1>{}</main></body></html>"""
BODIES = {
    "/icon.svg": "<p></p>",
    "/good": "<p>一切正常</p>",
    "/bare-image": '<img src="/picture.png">',
    "/refused": "<script>document.title = 'run'</script>",
    "/inline-script": "<script>document.title = 'run'</script>",
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = BODIES.get(self.path)
        self.send_response(200 if body and self.path != "/refused" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'none'; img-src 'self'")
        self.end_headers()
        self.wfile.write(PAGE.format(body or "").encode())

    def log_message(self, *_: object) -> None:
        """Keep the test's output free of requests."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def watched(chromium) -> Iterator[tuple[Page, Console]]:
    """A page whose complaints the test reads itself."""
    context = chromium.new_context()
    console = Console()
    console.listen(context)
    page = context.new_page()
    console.watch(page)
    yield page, console
    context.close()


def test_postgres_answers_in_utf8(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW server_encoding")) == "UTF8"
        assert connection.scalar(text("SELECT current_database()")) == engine.url.database
    engine.dispose()


def test_a_page_without_faults_passes(page: Page, axe: Callable[[Page], None], address: str) -> None:
    page.goto(f"{address}/good")
    axe(page)
    assert page.title() == "示例"


def test_axe_names_an_image_without_words(watched, axe: Callable[[Page], None], address: str) -> None:
    page, _ = watched
    page.goto(f"{address}/bare-image")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_a_refused_script_is_a_complaint(watched, address: str) -> None:
    page, console = watched
    page.goto(f"{address}/inline-script")
    assert "Content Security Policy" in " ".join(console.complaints)
    assert page.title() == "示例"


def test_a_refused_script_is_a_complaint_on_a_page_of_an_error_too(watched, address: str) -> None:
    page, console = watched
    page.goto(f"{address}/refused")
    page.wait_for_load_state("networkidle")
    assert "script-src-elem refuses inline" in " ".join(console.complaints)


def test_a_missing_file_is_a_complaint_but_a_missing_page_is_none(watched, address: str) -> None:
    page, console = watched
    page.goto(f"{address}/nowhere")
    page.wait_for_load_state("networkidle")
    assert console.complaints == []
    page.goto(f"{address}/bare-image")
    page.wait_for_load_state("networkidle")
    assert any("picture.png" in one for one in console.complaints)


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_a_skipped_test_is_named_last_and_fails_in_ci(tmp_path, ci: str, code: int) -> None:
    (tmp_path / "test_it.py").write_text("import pytest\ndef test_it():\n    pytest.skip('no server here')\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.plugins.not_run", "-n", "1", "-c", "none.ini"]
    (tmp_path / "none.ini").write_text("[pytest]\n")
    done = subprocess.run(
        [*command, f"--rootdir={tmp_path}", "."],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "CI": ci, "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    assert "test_it.py::test_it: no server here" in done.stdout.splitlines()[-3:][0 if ci else 1]
