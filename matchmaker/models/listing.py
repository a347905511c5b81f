"""What the public search reads: a published posting or a verified organization, flat and with its words."""

from __future__ import annotations

from sqlalchemy import DDL, ForeignKey, Index, String, Table, Text
from sqlalchemy import event as hooks
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.db import Base
from matchmaker.terms import Side

COUNTED = ("side", "id", "region_code", "group_code", "section", "levels", "kinds", "size", "facets")


class Listing(Base):
    """One thing to be found; kept by services.search.listings, never by hand.

    Levels and kinds are sums of powers of two, in the order of their enumerations.
    """

    __tablename__ = "listing"
    # The newest with all that is counted of them, so that no long row is read for it.
    __table_args__ = (Index("ix_listing_counted", *COUNTED),)

    id: Mapped[int] = mapped_column(primary_key=True)  # In the order of publication.
    side: Mapped[Side]
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), unique=True)
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"), unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    facets: Mapped[str] = mapped_column(String(21))  # What is counted of it (services.search.facets).
    words: Mapped[str] = mapped_column(Text)  # Pairs of characters, words of letters; a space between.
    region_code: Mapped[str | None] = mapped_column(String(6))
    group_code: Mapped[str | None] = mapped_column(String(10))  # Class of a major, group of an occupation.
    section: Mapped[str | None] = mapped_column(String(1))  # Of the industries (GB/T 4754).
    levels: Mapped[int]  # That a programme leads to, that a demand accepts.
    kinds: Mapped[int]
    size: Mapped[int | None]  # Places or posts.
    longitude: Mapped[float | None]  # Degrees; the region's center where the posting does not say.
    latitude: Mapped[float | None]


# PostgreSQL finds the words as elements of an array, SQLite in a full-text table beside this one; what a
# database keeps for that bears this name and is no table or index that models know.
FULL_TEXT = "listing_words"
_FULL_TEXT_TABLE = (
    "CREATE VIRTUAL TABLE listing_words USING fts5 (words, content='listing', content_rowid='id', "
    "detail='none', columnsize=0, tokenize=\"unicode61 remove_diacritics 0 tokenchars '.+#/-'\")"
)
_TOLD = "INSERT INTO listing_words (rowid, words) VALUES (new.id, new.words);"
_TAKEN_BACK = "INSERT INTO listing_words (listing_words, rowid, words) VALUES ('delete', old.id, old.words);"
STATEMENTS = {
    "sqlite": (
        _FULL_TEXT_TABLE,
        f"CREATE TRIGGER listing_told AFTER INSERT ON listing BEGIN {_TOLD} END",
        f"CREATE TRIGGER listing_taken_back AFTER DELETE ON listing BEGIN {_TAKEN_BACK} END",
        f"CREATE TRIGGER listing_retold AFTER UPDATE OF words ON listing BEGIN {_TAKEN_BACK} {_TOLD} END",
    ),
    "postgresql": ("CREATE INDEX listing_words ON listing USING gin (string_to_array(words, ' '))",),
}


def _make_findable(table: Table) -> None:
    """Add what finds the words to what creates the table."""
    for dialect, statements in STATEMENTS.items():
        for statement in statements:
            ddl = DDL(statement)  # type: ignore[no-untyped-call] # SQLAlchemy leaves its parameters without types.
            hooks.listen(table, "after_create", ddl.execute_if(dialect=dialect))


_make_findable(Base.metadata.tables[Listing.__tablename__])
