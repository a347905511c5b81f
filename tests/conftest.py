"""What every test may use; each group of fixtures lives in a plugin of its own."""

from __future__ import annotations

pytest_plugins = (
    "tests.plugins.application",
    "tests.plugins.not_run",
    "tests.plugins.postgres",
    "tests.plugins.browser",
)
