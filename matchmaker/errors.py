"""Errors that a user can understand and mend."""

from __future__ import annotations


def translatable(message: str) -> str:
    """Mark a message of the source language (Chinese) for translation; return it unchanged."""
    return message


class UserError(Exception):
    """A rule was broken; `message % values` says how, in Chinese until the web layer translates it.

    A value that is a tuple holds words to be translated with the message.
    """

    status = 422  # Of the page that tells it.
    field = ""  # Of the form, where it is about one alone.

    def __init__(self, message: str, **values: object) -> None:
        told = {
            name: "、".join(value) if isinstance(value, tuple) else value for name, value in values.items()
        }
        super().__init__(message % told if told else message)
        self.message = message
        self.values = values


class StaleError(UserError):
    """Somebody else changed the record since the user saw it."""

    status = 409

    def __init__(self) -> None:
        super().__init__(translatable("该记录已被他人修改，请刷新后重试。"))
