"""What every form shares: CSRF, and rules broken in a service shown like any other error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField

from matchmaker.errors import UserError
from matchmaker.web.access import db_session
from matchmaker.web.errors import tell
from matchmaker.web.hooks import CONTROLS

R = TypeVar("R")


def plain(text: Any) -> Any:  # noqa: ANN401 - a filter gets whatever the field holds.
    """Return a text without control characters and without blanks around it."""
    return CONTROLS.sub("", text).strip() if isinstance(text, str) else text


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form whose submission calls one service."""

    status = 422  # Of the page that shows it again: the broken rule's own where a rule was broken.

    class Meta:
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:  # noqa: ANN401
            """Clean every text before it is checked; passwords stay as they were typed."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                options = options | {"filters": [*unbound_field.kwargs.get("filters", ()), plain]}
            return unbound_field.bind(form=form, **options)

    def attempt(self, act: Callable[[], R]) -> R | None:
        """Call a service; on a broken rule undo what it did, show its message and return None."""
        try:
            result = act()
            db_session().flush()  # A rule that the database itself holds speaks up here.
        except UserError as error:
            db_session().rollback()
            self._tell(error)
            return None
        return result

    def _tell(self, error: UserError) -> None:
        self.status = error.status
        if error.field in self:
            field = self[error.field]
            field.errors = [*field.errors, tell(error)]
        else:
            self.form_errors.append(tell(error))
