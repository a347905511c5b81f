"""Every payload at once in every text that a database holds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Enum, String, cast, literal, text

from matchmaker.db import Base, Database
from tests.attacks.payloads import XSS

COCKTAIL = " ".join(XSS)
# What the program writes itself, and what has to be a code, a digest or an address of mail.
OWN = {
    *("event.action", "event.region_code", "event.request_id", "event.subject_type", "event_link.hash"),
    *("agreement_scan.media_type", "agreement_scan.sha256", "invitation.token_hash", "job.key", "job.name"),
    *("listing.facets", "listing.group_code", "listing.region_code", "listing.section", "listing.words"),
    "mail.key",
    *("major.broad_code", "major.class_code", "major_course.kind", "major_occupation.code"),
    *("major_occupation.target", "match_run.engine_version", "match_run.scope", "notification.key"),
    *("notification.name", "notification.subject_type", "occupation.minor_group"),
    *("occupation.sub_major_group", "password_reset.token_hash", "plan_run.mode", "proposal.author"),
    *("report.kind", "report.period", "review.reader", "unmet_answer.major_class"),
    *("unmet_answer.occupation_group", "user_account.email", "user_account.language"),
    *("user_account.password_hash", "user_session.token_hash", "invitation.email"),
}
NAMES = {"saved_filter.name"}
# Lists and tables of which every text is somebody's own, but for what stands under these names.
WRITTEN = {
    *("programme.courses", "programme.skills", "programme.certificates", "demand.must_skills"),
    *("demand.nice_skills", "proposal.gives", "proposal_version.content", "event.before", "event.after"),
}
WORDS = {"giver", "kind", "posts", "term_start", "term_end"}


def spoil(database: Database) -> int:
    """Overwrite every text; return in how many columns."""
    spoiled = 0
    with database.transaction() as session:
        for trigger in ("event_no_update", "event_link_no_update"):
            session.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                name = f"{table.name}.{column.name}"
                if _is_text(column) and name not in OWN:
                    # A person's saved filters differ by name, so each row's ends in its number.
                    number = cast(next(iter(table.primary_key)), String)
                    mine = literal(COCKTAIL + " ").concat(number) if name in NAMES else COCKTAIL
                    session.execute(table.update().values({column.name: mine}))
                elif name in WRITTEN:
                    key = next(iter(table.primary_key))
                    for row in session.execute(table.select()).mappings().all():
                        changed = {column.name: _spoiled(row[column.name])}
                        session.execute(table.update().where(key == row[key.name]).values(changed))
                else:
                    continue
                spoiled += 1
    return spoiled


def _is_text(column: Any) -> bool:
    is_own = column.primary_key or column.foreign_keys or column.unique or column.name == "code"
    return isinstance(column.type, String) and not isinstance(column.type, Enum | JSON) and not is_own


def _spoiled(value: Any) -> Any:
    if isinstance(value, str):
        return COCKTAIL
    if isinstance(value, list):
        return [_spoiled(item) for item in value]
    if isinstance(value, dict):
        return {name: item if name in WORDS else _spoiled(item) for name, item in value.items()}
    return value
