"""What every form shares: CSRF, and rules broken in a service shown like any other error."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask_wtf import FlaskForm

from matchmaker.errors import UserError
from matchmaker.web.access import db_session
from matchmaker.web.errors import tell

R = TypeVar("R")


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form whose submission calls one service."""

    def attempt(self, act: Callable[[], R]) -> R | None:
        """Call a service; on a broken rule undo what it did, keep its message and return None."""
        try:
            result = act()
            db_session().flush()  # A rule that the database itself holds speaks up here.
        except UserError as error:
            db_session().rollback()
            self.form_errors.append(tell(error))
            return None
        return result
