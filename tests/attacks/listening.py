"""A request that remembers which names its view asks for, so that no field or parameter can be forgotten."""

from __future__ import annotations

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict


class Listening:
    """What the views of an application asked their requests for since it was last cleared."""

    def __init__(self, app: Flask) -> None:
        self.names: set[str] = set()
        names = self.names

        class Heard(ImmutableMultiDict):
            def __contains__(self, key):
                names.add(key)
                return super().__contains__(key)

            def __getitem__(self, key):
                names.add(key)
                return super().__getitem__(key)

            def get(self, key, default=None, type=None):  # noqa: A002 - as Werkzeug calls it.
                names.add(key)
                return super().get(key, default, type)

            def getlist(self, key, type=None):  # noqa: A002 - as Werkzeug calls it.
                names.add(key)
                return super().getlist(key, type)

        app.request_class = type("ListeningRequest", (Request,), {"parameter_storage_class": Heard})

    def asked(self, act) -> set[str]:
        """Return the names that were asked for while `act` ran."""
        self.names.clear()
        act()
        return set(self.names) - {"csrf_token"}
