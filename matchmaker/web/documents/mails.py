"""Mails that tell of notifications, in the reader's language and with the sentences of the pages."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, render_template, url_for
from flask_babel import force_locale, gettext

from matchmaker.config import Settings
from matchmaker.models import Notification, User
from matchmaker.services.messages.post import Compose, Letter
from matchmaker.services.postings import renewals
from matchmaker.web import notices


def composer(app: Flask, settings: Settings) -> Compose:
    """Return how the application writes to a person, for a worker to use."""

    def compose(user: User, told: Sequence[Notification]) -> Letter:
        with app.test_request_context(base_url=settings.base_url), force_locale(user.language):
            lines = [(notices.sentence(one), _address(one, settings)) for one in told]
            body = render_template(
                "mails/notifications.txt",
                lines=lines,
                preferences=url_for("notifications.preferences", _external=True),
            )
            return Letter(_subject([sentence for sentence, _ in lines]), body)

    return compose


def _subject(sentences: Sequence[str]) -> str:
    if len(sentences) == 1:
        return str(gettext("产教对接平台：%(sentence)s", sentence=sentences[0]))
    return str(gettext("产教对接平台：%(count)s 条通知", count=len(sentences)))


def _address(told: Notification, settings: Settings) -> str:
    """Return where a notification leads: to its page, or to the button that renews a posting."""
    if told.name == "posting_expiring":
        facts = {"noun": told.subject_type, "posting_id": told.subject_id, "day": told.values["day"]}
        token = renewals.token(settings, user_id=told.user_id, **facts)
        return url_for("renewals.show", token=token, _external=True)
    return notices.target(told, is_external=True)
