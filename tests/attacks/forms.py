"""Every form that the pages show: where it is sent, by whom, and what stands in its fields."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True)
class Form:
    """Fields and what stands in them; a name may stand there several times."""

    address: str
    method: str
    fields: tuple[tuple[str, str], ...] = ()
    files: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    wrong: frozenset[str] = frozenset()  # Fields that the page calls wrong.

    @property
    def names(self) -> frozenset[str]:
        """The names of all fields."""
        return frozenset(name for name, _ in self.fields) | self.files


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict] = []
        self.links: list[str] = []
        self._form: dict | None = None
        self._select: tuple[str, list[str]] | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if self._form is not None and facts.get("aria-invalid") == "true":
            self._form["wrong"].add(facts.get("name"))
        act = getattr(self, f"_start_{tag}", None)
        if act is not None:
            act(facts)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "select" and self._select is not None:
            name, values = self._select
            self._add(name, next(iter(values), ""))
            self._select = None

    def handle_data(self, data):
        if self._textarea is not None and self._form is not None:
            name, value = self._form["fields"].pop()
            self._form["fields"].append((name, value + data))

    def _start_a(self, facts):
        self.links.append(facts.get("href") or "")

    def _start_form(self, facts):
        self._form = {"address": facts["action"], "method": facts.get("method", "get").upper()}
        self._form |= {"fields": [], "files": set(), "hidden": set(), "wrong": set()}
        self.forms.append(self._form)

    def _start_input(self, facts):
        kind, name = facts.get("type", "text"), facts.get("name")
        if kind in {"file", "hidden"} and name and self._form is not None:
            self._form["files" if kind == "file" else "hidden"].add(name)
        if kind == "file":
            return
        if kind in {"checkbox", "radio"}:
            self._choose(name, facts)
        else:
            self._add(name, facts.get("value") or "")

    def _choose(self, name, facts):
        """Take what is ticked; of what has to be chosen, the first."""
        if "checked" in facts or (facts.get("type") == "radio" and "required" in facts):
            self._add(name, facts.get("value") or "on", once=True)

    def _start_button(self, facts):
        self._add(facts.get("name"), facts.get("value") or "", once=True)

    def _start_textarea(self, facts):
        self._textarea = facts.get("name")
        self._add(self._textarea, "")

    def _start_select(self, facts):
        self._select = (facts.get("name"), [])

    def _start_option(self, facts):
        if self._select is not None:
            _name, values = self._select
            value = facts.get("value") or ""
            if "selected" in facts:
                values.insert(0, value)
            elif value:
                values.append(value)

    def _add(self, name, value, *, once=False):
        if name is None or self._form is None:
            return
        if not (once and any(name == other for other, _ in self._form["fields"])):
            self._form["fields"].append((name, value))


def read(page: str) -> tuple[list[Form], list[str]]:
    """Return the forms of a page and the addresses of its links."""
    reader = _Reader()
    reader.feed(page)
    return [_form(**one) for one in reader.forms], reader.links


def _form(address, method, fields, **sets) -> Form:
    return Form(address, method, tuple(fields), **{name: frozenset(values) for name, values in sets.items()})
