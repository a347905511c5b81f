"""Errors that a user can understand and mend."""

from __future__ import annotations

from collections.abc import Callable


def translatable(message: str) -> str:
    """Mark a message of the source language (Chinese) for translation; return it unchanged."""
    return message


class UserError(Exception):
    """A rule was broken; `message % values` says how, in Chinese until `word` translates it.

    A value that is a tuple holds words to be translated with the message, one that is an error is told in
    its place; `details` are told below, a line each.
    """

    status = 422  # Of the page that tells it.
    field = ""  # Of the form, where it is about one alone.
    details: tuple[UserError, ...] = ()

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message)

    def __str__(self) -> str:
        return word(self, translatable)


def word(
    error: UserError,
    translate: Callable[[str], str],
    join: Callable[[list[str]], str] = "、".join,
) -> str:
    """Return an error's message in the language that `translate` speaks, with its details below."""

    def told(value: object) -> object:
        if isinstance(value, UserError):
            return word(value, translate, join)
        return join([translate(one) for one in value]) if isinstance(value, tuple) else value

    text = translate(error.message)
    if error.values:
        text %= {name: told(value) for name, value in error.values.items()}
    return "\n".join([text, *(word(one, translate, join) for one in error.details)])


class StaleError(UserError):
    """Somebody else changed the record since the user saw it."""

    status = 409

    def __init__(self) -> None:
        super().__init__(translatable("该记录已被他人修改，请刷新后重试。"))
