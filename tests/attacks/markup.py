"""What a page must never hold, whatever people wrote into their records."""

from __future__ import annotations

import html
from html.parser import HTMLParser
from urllib.parse import urlsplit

FOREIGN = {"base", "embed", "iframe", "marquee", "math", "object", "style", "video", "audio", "isindex"}
ADDRESSES = {"action", "data", "formaction", "href", "poster", "src", "srcdoc", "xlink:href"}
SCHEMES = {"", "http", "https", "mailto", "tel"}
SHARP = set("<>\"'&")
EVALUATED = str(1337 * 1337)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        facts = {name: value or "" for name, value in attrs}
        if tag in FOREIGN or (tag == "script" and not facts.get("src", "").startswith("/static/")):
            self.faults.append(f"<{tag}> {facts}")
        for name, value in facts.items():
            is_address = name in ADDRESSES and urlsplit(value.strip()).scheme.lower() not in SCHEMES
            if name.startswith(("on", "hx-on", "data-hx-on", "style")) or is_address:
                self.faults.append(f"<{tag} {name}={value!r}>")


def faults(page: str, *payloads: str) -> list[str]:
    """Return what of the payloads came through unescaped, and what markup nobody of us writes."""
    reader = _Reader()
    reader.feed(page)
    raw = [one for one in payloads if SHARP & set(one) and len(one) > 3 and one in page]
    raw = [one for one in raw if html.escape(one) != one]
    return reader.faults + raw + ([EVALUATED] if EVALUATED in page else [])
