"""People at a browser: they read the pages in a language and know buttons and links by their words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

ENGLISH = Path(__file__).parents[2] / "matchmaker/translations/en/LC_MESSAGES/messages.mo"
GAP = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Manner:
    """How the people of a story read the pages."""

    language: str
    has_scripts: bool = True

    def __str__(self) -> str:
        return self.language if self.has_scripts else f"{self.language}-plain"


in_both_languages = pytest.mark.parametrize("manner", [Manner("zh"), Manner("en")], ids=str)
with_scripts_and_without = pytest.mark.parametrize(
    "manner",
    [Manner(language, has_scripts) for language in ("zh", "en") for has_scripts in (True, False)],
    ids=str,
)


@cache
def _english() -> GNUTranslations:
    with ENGLISH.open("rb") as file:
        return GNUTranslations(file)


class Words:
    """What the pages say in a language, by the messages that stand in the code."""

    def __init__(self, language: str) -> None:
        self._is_chinese = language == "zh"

    def __call__(self, message: str, **values: object) -> str | re.Pattern[str]:
        """Return a message as it is shown; where a value is not told, whatever may stand in its gap.

        Raise LookupError where no page has the message: nobody could ever read it.
        """
        english = _english().gettext(message)
        if english == message:
            raise LookupError(message)
        text = message if self._is_chinese else english
        untold = set(GAP.findall(text)) - values.keys()
        if not untold:
            return text % values if values else text
        pieces = GAP.split(text)
        pieces[::2] = [re.escape(piece.replace("%%", "%")) for piece in pieces[::2]]
        pieces[1::2] = [".+" if name in untold else re.escape(str(values[name])) for name in pieces[1::2]]
        return re.compile("".join(pieces))


class Person:
    """Somebody at a page of the site."""

    def __init__(self, page: Page, manner: Manner) -> None:
        self.page, self.words, self.has_scripts = page, Words(manner.language), manner.has_scripts
        self.main = page.get_by_role("main")

    def open(self, address: str) -> Person:
        self.page.goto(address)
        return self

    def press(self, button: str) -> None:
        self.main.get_by_role("button", name=self.words(button), exact=True).click()

    def follow(self, link: str, **values: object) -> None:
        self.main.get_by_role("link", name=self.words(link, **values), exact=True).first.click()

    def check(self, choice: str) -> None:
        self.main.get_by_role("radio", name=self.words(choice), exact=True).check()

    def write(self, **values: str) -> None:
        """Fill in fields by their names."""
        for name, value in values.items():
            found = self.field(name)
            if found.evaluate("element => element.tagName") == "SELECT":
                found.select_option(value)
            else:
                found.fill(value)

    def field(self, name: str, more: str = "") -> Locator:
        """Return a field, the part of the form that it is folded away in opened."""
        found = self.main.locator(f"[name={name}]{more}")
        found.evaluate("field => { const part = field.closest('details'); if (part) part.open = true; }")
        return found

    def text(self, message: str, **values: object) -> Locator:
        return self.main.get_by_text(self.words(message, **values))

    def reads(self, message: str, **values: object) -> None:
        """See that the page says something."""
        expect(self.main).to_contain_text(self.words(message, **values))

    def is_told(self, message: str, **values: object) -> None:
        """See what came of the last step."""
        expect(self.page.get_by_role("status")).to_contain_text(self.words(message, **values))
