"""Requests as the application reads them: no control character gets in by an address."""

from __future__ import annotations

import re

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.utils import cached_property

# What nobody types on purpose and PostgreSQL does not store; a tab and a line's end are allowed.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class PlainRequest(Request):
    """A request whose address asks with plain words; forms clean their own fields."""

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """Return what the address asks for, without control characters."""
        said = super().args.items(multi=True)
        return ImmutableMultiDict([(name, CONTROLS.sub("", value)) for name, value in said])
