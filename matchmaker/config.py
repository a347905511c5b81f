"""Settings, read once from the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


class SettingsError(Exception):
    """The environment does not describe a deployment that can start."""


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between one deployment and another.

    Each field is read from `MATCHMAKER_<NAME>`; the defaults are the embedded deployment: one process,
    SQLite and a mail folder below `data_dir`.
    """

    secret_key: str  # Signs cookies and tokens; embedded: made once and kept in data_dir.
    data_dir: Path  # Database, index, mail and uploads of the embedded deployment.
    database_url: str  # SQLAlchemy URL: sqlite:///… or postgresql+psycopg://…
    base_url: str = "http://127.0.0.1:8000"  # Address in mails.
    mail_url: str = ""  # smtp://user:password@host:port; empty: .eml files in data_dir/mail.
    mail_sender: str = "noreply@matchmaker.example"
    language: str = "zh"  # Language of a visitor who has not chosen: zh or en.
    is_worker_embedded: bool = True  # Run the worker as a thread of the web process.
    is_cookie_secure: bool = False  # Send cookies over HTTPS only; set it wherever there is HTTPS.
    proxies: int = 0  # Reverse proxies in front whose X-Forwarded-For and -Proto are believed.
    log_level: str = "INFO"
    session_idle: timedelta = timedelta(hours=8)
    session_lifetime: timedelta = timedelta(days=7)
    lockout_failures: int = 10  # Failures within lockout_window that lock an account or an address.
    lockout_window: timedelta = timedelta(minutes=15)
    matches_per_posting: int = 20  # Matches kept a posting.
    match_floor: float = 20.0  # Least score in [0, 100] of a match that is kept.
    class_minimum: int = 20  # Students of the smallest class.
    class_maximum: int = 50  # Students of the largest class.
    students_per_post: int = 2  # Students of a school in a factory (厂中校) for each of its posts.
    is_plan_stable: bool = (
        False  # Plan so that no two sides would rather have each other, at some loss of fit.
    )
    proposal_days: int = 21  # Days that a sent proposal waits for answers.
    posting_days: int = 180  # Days after which a published posting expires.
    scan_megabytes: int = 10  # Largest scan of a signed agreement.

    @property
    def scans_dir(self) -> Path:
        """Where scans of signed agreements lie; all web processes need the same folder."""
        return self.data_dir / "scans"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings; raise SettingsError when a value cannot be used."""

        def read(name: str, default: str) -> str:
            return environ.get(f"MATCHMAKER_{name}", "").strip() or default

        data_dir = Path(read("DATA_DIR", "data")).resolve()
        url = read("DATABASE_URL", f"sqlite:///{data_dir / 'matchmaker.db'}")
        is_sqlite = url.startswith("sqlite")
        key = read("SECRET_KEY", "")
        if not key and not is_sqlite:
            raise SettingsError("MATCHMAKER_SECRET_KEY is required with PostgreSQL")
        try:
            return cls(
                secret_key=key or _kept_key(data_dir),
                data_dir=data_dir,
                database_url=url,
                base_url=read("BASE_URL", cls.base_url).rstrip("/"),
                mail_url=read("MAIL_URL", cls.mail_url),
                mail_sender=read("MAIL_SENDER", cls.mail_sender),
                language=read("LANGUAGE", cls.language),
                is_worker_embedded=_flag(read("EMBEDDED_WORKER", "yes" if is_sqlite else "no")),
                is_cookie_secure=_flag(read("COOKIE_SECURE", "no" if is_sqlite else "yes")),
                proxies=int(read("PROXIES", str(cls.proxies))),
                log_level=read("LOG_LEVEL", cls.log_level).upper(),
                matches_per_posting=int(read("MATCHES_PER_POSTING", str(cls.matches_per_posting))),
                match_floor=float(read("MATCH_FLOOR", str(cls.match_floor))),
                class_minimum=int(read("CLASS_MINIMUM", str(cls.class_minimum))),
                class_maximum=int(read("CLASS_MAXIMUM", str(cls.class_maximum))),
                students_per_post=int(read("STUDENTS_PER_POST", str(cls.students_per_post))),
                is_plan_stable=_flag(read("STABLE_PLAN", "no")),
                proposal_days=int(read("PROPOSAL_DAYS", str(cls.proposal_days))),
                posting_days=int(read("POSTING_DAYS", str(cls.posting_days))),
                scan_megabytes=int(read("SCAN_MEGABYTES", str(cls.scan_megabytes))),
            )
        except ValueError as error:
            raise SettingsError(f"a MATCHMAKER_ setting cannot be read: {error}") from None


def _flag(text: str) -> bool:
    if text.lower() in {"yes", "true", "1", "on"}:
        return True
    if text.lower() in {"no", "false", "0", "off"}:
        return False
    raise ValueError(f"{text!r} is neither yes nor no")


def _kept_key(data_dir: Path) -> str:
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
