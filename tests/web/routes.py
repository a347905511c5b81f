"""Every route of the application with its methods, and addresses with their variables filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from tests.classes import TERM

# What stands where a route takes a word.
WORDS = {"region_code": "410100", "code": "en", "action": "submit", "period": str(TERM)}
MISSING = 999_999
VARIABLE = re.compile(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>")


@dataclass(frozen=True, order=True)
class Route:
    """One endpoint with one method."""

    endpoint: str
    method: str
    pattern: str

    @property
    def variables(self) -> frozenset[str]:
        """Names of the numbers in the address."""
        return frozenset(name for kind, _, name in VARIABLE.findall(self.pattern) if kind == "int")

    @property
    def is_bare(self) -> bool:
        """Whether the address has no variables at all."""
        return VARIABLE.search(self.pattern) is None

    def address(self, numbers: Mapping[str, int]) -> str:
        """Return the address; a number that is not given is one that no record has."""

        def fill(found: re.Match[str]) -> str:
            kind, choices, name = found.groups()
            if kind == "int":
                return str(numbers.get(name, MISSING))
            return choices.split(",")[0].strip() if kind == "any" else WORDS[name]

        return VARIABLE.sub(fill, self.pattern)

    def ask(self, client: FlaskClient, numbers: Mapping[str, int] | None = None) -> int:
        """Return the status of the answer that a browser gets."""
        return client.open(self.address(numbers or {}), method=self.method).status_code


def routes(app: Flask) -> list[Route]:
    """Return every route but the static files, by name."""
    return sorted(
        Route(rule.endpoint, method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static"
    )
