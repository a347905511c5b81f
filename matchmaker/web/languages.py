"""Which language a request speaks, and its words: a page says hundreds."""

from __future__ import annotations

from babel.support import Translations
from flask import Flask, g, request
from flask_babel import Babel, Domain
from markupsafe import Markup, escape

from matchmaker.config import Settings

LANGUAGES = {"zh": "中文", "en": "English"}


class Words(Domain):  # type: ignore[misc]
    """The messages of a request's language, looked up once."""

    def get_translations(self) -> Translations:
        """Return the messages; whoever speaks another language meanwhile opens a context of its own."""
        found: Translations | None = g.get("translations")
        if found is None:
            found = g.translations = super().get_translations()
        return found


WORDS = Words()
# Those of Flask-Babel ask for every word which messages it belongs to; tables of words take these.
gettext, lazy_gettext = WORDS.gettext, WORDS.lazy_gettext


def init_app(app: Flask, settings: Settings) -> None:
    """Let a request speak the language that was chosen, and its templates too."""
    app.config["BABEL_DEFAULT_LOCALE"] = "zh"

    def language() -> str:
        user = g.get("user")
        chosen = request.cookies.get("language") or (user.language if user else settings.language)
        return chosen if chosen in LANGUAGES else settings.language

    directory = str(app.config["TRANSLATIONS"])
    babel = Babel(app, locale_selector=language, default_translation_directories=directory)
    babel.domain_instance = WORDS
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # Its extension adds it.
        gettext, WORDS.ngettext, newstyle=True, pgettext=WORDS.pgettext
    )
    app.jinja_env.globals["_"] = say


def say(message: str, **values: object) -> Markup:
    """Say a message of a template; what goes into it is escaped."""
    told: str = gettext(message)
    if "%" in told:
        told %= {name: escape(value) for name, value in values.items()}
    return Markup(told)  # noqa: S704 - the messages are ours.
