"""Name every test that could not run in the last lines, and fail for it where CI is set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

SKIPPED = pytest.StashKey[dict[str, str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SKIPPED] = {}
    config.pluginmanager.register(Collector(config.stash[SKIPPED]), "not_run_collector")


class Collector:
    """Listens where xdist delivers its workers' reports, so one list holds them all."""

    def __init__(self, skipped: dict[str, str]) -> None:
        self.skipped = skipped

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped[report.nodeid] = _reason(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped[report.nodeid] = _reason(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and os.environ.get("CI") and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> Iterator[None]:
        """Write below everything else but pytest's closing line."""
        yield
        if not self.skipped:
            return
        terminalreporter.section("could not run", red=True, bold=True)
        for test, reason in sorted(self.skipped.items()):
            terminalreporter.line(f"{test}: {reason}")
        if os.environ.get("CI"):
            terminalreporter.line("In CI every test has to run, so this counts as a failure.", red=True)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return what the test said when it skipped itself."""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return str(report.longrepr)
