"""What templates may call: words, icons, numbers, dates, permissions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, request, url_for
from flask_babel import format_date, get_locale
from jinja2 import StrictUndefined
from markupsafe import Markup
from wtforms import Field, widgets

from matchmaker.config import Settings
from matchmaker.models import Partnership
from matchmaker.policy import Permission
from matchmaker.services import gazetteer, working_days
from matchmaker.services.partnerships import partnerships
from matchmaker.services.partnerships.partnerships import Phase
from matchmaker.services.working_days import CHINA
from matchmaker.terms import Kind
from matchmaker.web import languages
from matchmaker.web.access import db_session, identity, may
from matchmaker.web.actions import action_word
from matchmaker.web.labels import color, feature, label, period_name, report_name
from matchmaker.web.languages import LANGUAGES, gettext
from matchmaker.web.navigation import has_examples, places, standing, unread
from matchmaker.web.scores import segments
from matchmaker.workflow import PartnershipState


def init_app(app: Flask, settings: Settings) -> None:
    """Give templates their functions and the request its language."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    languages.init_app(app, settings)
    app.url_defaults(_add_version)
    filters = (day, moment, number, points, percent, listed, feature, region, phase)
    app.jinja_env.filters |= {one.__name__: one for one in filters}
    app.jinja_env.globals.update(
        label=label,
        color=color,
        may=may,
        identity=identity,
        Permission=Permission,
        Kind=Kind,
        LANGUAGES=LANGUAGES,
        language=lambda: str(get_locale()),
        here=here,
        with_query=with_query,
        icon=icon,
        cells=cells,
        feature=feature,
        action_word=action_word,
        segments=segments,
        control=control,
        period_name=period_name,
        report_name=report_name,
        has_examples=has_examples,
        places=places,
        standing=standing,
        unread=unread,
    )


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    """Give a static file's address its time of change, so that browsers may keep the file for good."""
    if endpoint == "static":
        find = _version.__wrapped__ if current_app.debug else _version
        if version := find(current_app.static_folder or "", values.get("filename", "")):
            values["v"] = version


@cache
def _version(folder: str, name: str) -> str:
    """Return the version of a file, "" of none, asked for once a process: a page links forty."""
    path = Path(folder, name)
    return f"{path.stat().st_mtime_ns // 1_000_000:x}" if path.is_file() else ""


def icon(name: str) -> Markup:
    """Draw an icon of the sprite, whose address is made once a request: a list shows hundreds."""
    if "sprite" not in g:
        g.sprite = url_for("static", filename="icons.svg")
    return _drawn(g.sprite, name)


@cache
def _drawn(sprite: str, name: str) -> Markup:
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}" /></svg>').format(
        sprite, name
    )


def day(value: date | None) -> str:
    """Write a date as the language does; a missing one is 待补充."""
    if value is None:
        return missing()
    if isinstance(value, datetime):
        value = value.astimezone(CHINA).date()
    return f"{value.year}年{value.month}月{value.day}日" if _is_chinese() else format_date(value, "d MMM y")


def moment(value: datetime | None) -> str:
    """Write a moment in China's time; a missing one is 待补充."""
    if value is None:
        return missing()
    local = value.replace(tzinfo=value.tzinfo or UTC).astimezone(CHINA)
    return f"{day(local)} {local:%H:%M}"


def number(value: float | None, unit: str = "") -> str:
    """Write a number without needless decimals; a missing one is 待补充."""
    if value is None:
        return missing()
    text = f"{value:,.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}".rstrip()


def points(value: float) -> str:
    """Write points of a score, always to the tenth: they stand in columns and beside each other."""
    return f"{value:,.1f}"


def percent(value: float | None, whole: float = 100) -> str:
    """Write a part of a whole in percent without needless decimals; a missing one is 待补充."""
    return number(None if value is None else 100 * value / whole, "%")


def region(code: str | None) -> str:
    """Write a region with those that it lies in; a missing one is 待补充."""
    return gazetteer.held(db_session()).whole_names.get(code or "") or missing()


def phase(partnership: Partnership) -> PartnershipState | Phase:
    """Return how far a partnership is today, as people say it."""
    return partnerships.phase(partnership, on=working_days.today())


def listed(values: list[str]) -> str:
    """Join words with the language's comma; none is 待补充."""
    return ("、" if _is_chinese() else ", ").join(values) or missing()


def _is_chinese() -> bool:
    return str(get_locale()).startswith("zh")


def offices(groups: Collection[Sequence[str]]) -> str:
    """Name whose decisions are lacking; of a group of several any one may decide, and it says so."""
    told = [
        gettext("%(names)s（任一部门即可）", names=listed(list(group))) if len(group) > 1 else group[0]
        for group in groups
    ]
    return " · ".join(told) or missing()


def missing() -> str:
    """Return the word for what nobody said."""
    word: str = gettext("待补充")
    return word


def here(**changes: Any) -> str:  # noqa: ANN401 - values of the query string.
    """Return this page's address with parts of its query changed; None takes a part away."""
    query = {**request.args.to_dict(flat=False), **changes}
    kept = {name: value for name, value in query.items() if value is not None}
    address = url_for(request.endpoint or "home.index", **(request.view_args or {}))
    return f"{address}?{urlencode(kept, doseq=True)}" if kept else address


def with_query(address: str) -> str:
    """Return an address that is asked what this page is asked, such as where its filters are kept."""
    query = request.query_string.decode("ascii", "replace")
    return f"{address}?{query}" if query else address


def cells(columns: Mapping[str, str], numbers: Collection[str]) -> dict[str, Markup]:
    """Return the attributes of each column's cells: the word that stands beside it on a narrow screen."""
    plain, figure = Markup('data-label="{}"'), Markup('class="number" data-label="{}"')
    return {name: (figure if name in numbers else plain).format(word) for name, word in columns.items()}


CONTROLS: tuple[tuple[type[object], str], ...] = (
    (widgets.HiddenInput, "hidden"),
    (widgets.CheckboxInput, "checkbox"),
    (widgets.TextArea, "textarea"),
    (widgets.Select, "select"),
    (widgets.ListWidget, "choices"),
)


def control(field: Field) -> str:
    """Return what sort of control a form field is drawn as."""
    return next((name for widget, name in CONTROLS if isinstance(field.widget, widget)), "input")
