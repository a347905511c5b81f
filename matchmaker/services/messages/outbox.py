"""The outbox: mails are written with what they tell of, and each is sent at most once."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import Base, Database, now
from matchmaker.models import Mail

BATCH = 50
TIMEOUT = 10  # Seconds that the mail server may take for an answer.
# How old a mail is when it is tried for the first time, the second time, and so on; then it is given up.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (0, 1, 5, 30, 120, 720))
IN_FLIGHT = "handed to the mail server; whether it arrived is not known, so it is not sent again"

Send = Callable[[EmailMessage], object]


class NotSentError(Exception):
    """The mail certainly did not go out, so that it may be tried again."""


def mail(session: Session, *, recipient: str, subject: str, body: str, key: str) -> None:
    """Put a mail into the outbox, once a key."""
    line = " ".join(subject.split())[:200]
    insert_once(session, Mail, [{"recipient": recipient, "subject": line, "body": body, "key": key}])


def insert_once(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(table).on_conflict_do_nothing(index_elements=["key"]), rows)


def send_waiting(database: Database, settings: Settings, limit: int = BATCH) -> int:
    """Send what waits in the outbox and return how many mails went out.

    A mail cannot be taken back, so each is taken and marked in transactions of its own: neither a crash nor
    a second worker sends it again.
    """
    with database.reading() as reading:
        waiting = list(reading.scalars(_due(now()).limit(limit)))
    if not waiting:
        return 0
    try:
        with _outlet(settings) as send:
            return sum(_send_one(database, mail_id, send, settings) for mail_id in waiting)
    except (OSError, smtplib.SMTPException) as error:
        with database.transaction() as noting:
            failed = update(Mail).where(Mail.id.in_(waiting), Mail.sent_at.is_(None), Mail.error != IN_FLIGHT)
            noting.execute(failed.values(attempts=Mail.attempts + 1, error=repr(error)))
        return 0


def _due(at: datetime) -> Any:  # noqa: ANN401 - a select of ids, which has no short type.
    turns = [and_(Mail.attempts == n, Mail.created_at <= at - delay) for n, delay in enumerate(DELAYS)]
    waiting = (Mail.sent_at.is_(None), Mail.error != IN_FLIGHT, or_(*turns))
    return select(Mail.id).where(*waiting).order_by(Mail.id)


def _send_one(database: Database, mail_id: int, send: Send, settings: Settings) -> bool:
    with database.transaction() as taking:
        free = update(Mail).where(Mail.id == mail_id, Mail.sent_at.is_(None), Mail.error != IN_FLIGHT)
        taken = taking.execute(free.values(attempts=Mail.attempts + 1, error=IN_FLIGHT))
        if isinstance(taken, CursorResult) and taken.rowcount != 1:
            return False
        row = taking.get_one(Mail, mail_id)
    outcome: dict[str, Any]
    try:
        send(_message(row, settings))
        # The letter may hold a secret link; who received it has it, and the outbox no longer needs it.
        outcome = {"sent_at": now(), "error": "", "body": ""}
    except (NotSentError, ValueError, smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        outcome = {"error": repr(error)}
    with database.transaction() as noting:
        noting.execute(update(Mail).where(Mail.id == mail_id).values(**outcome))
    return "sent_at" in outcome


def _message(row: Mail, settings: Settings) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_sender, row.recipient, row.subject
    message["Date"] = format_datetime(row.created_at)
    domain = settings.mail_sender.rpartition("@")[2].rstrip(">")
    message["Message-ID"] = f"<{sha256(row.key.encode()).hexdigest()[:32]}@{domain}>"
    message.set_content(row.body)
    return message


@contextmanager
def _outlet(settings: Settings) -> Iterator[Send]:
    """Open the way out that the settings name: a mail server, or a folder of .eml files."""
    if not settings.mail_url:
        yield lambda message: _write(settings.data_dir / "mail", message)
        return
    url = urlsplit(settings.mail_url)
    server = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with server(url.hostname or "", url.port or 0, timeout=TIMEOUT) as connection:
        connection.ehlo()
        if url.scheme != "smtps" and connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
        if url.username:
            connection.login(unquote(url.username), unquote(url.password or ""))
        yield connection.send_message


def _write(folder: Path, message: EmailMessage) -> None:
    """Write a mail as a file, whole or not at all; the name is the mail's own, so that it exists once."""
    name = message["Message-ID"].strip("<>").partition("@")[0]
    part = folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(bytes(message))
        part.replace(folder / f"{name}.eml")
    except OSError as error:
        raise NotSentError(str(error)) from error
