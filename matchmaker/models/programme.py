"""What a school posts: a major, its places and dates, its skills and its site (专业供给)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.db import Base
from matchmaker.models.posting import Posting
from matchmaker.terms import Level


class Programme(Posting, Base):
    """A programme; a None or an empty list means that the school did not say (待补充)."""

    __tablename__ = "programme"

    major_code: Mapped[str | None] = mapped_column(ForeignKey("major.code"), index=True)
    level: Mapped[Level | None]
    campus: Mapped[str] = mapped_column(String(120), default="")
    grade: Mapped[int | None]  # Year of entry, such as 2025.
    places: Mapped[int | None]
    is_places_assumed: Mapped[bool] = mapped_column(default=False)  # Set by an import's default.
    start_date: Mapped[date | None]
    graduation_date: Mapped[date | None]
    courses: Mapped[list[str]] = mapped_column(default=list)
    skills: Mapped[list[str]] = mapped_column(default=list)
    certificates: Mapped[list[str]] = mapped_column(default=list)
    practice_share: Mapped[int | None]  # Percent of class hours, 0–100.
    site_area_m2: Mapped[float | None]
    site_power_kw: Mapped[float | None]
    site_logistics: Mapped[bool | None]  # Goods can reach the site.
    equipment: Mapped[str] = mapped_column(Text, default="")
    group_majors: Mapped[int | None]  # Majors in its group (专业群), itself among them.
    dual_teachers: Mapped[int | None]  # Teachers who also know the trade (双师型).
    teachers_owing_practice: Mapped[int | None]  # Teachers who still owe months in enterprises.

    __mapper_args__: dict[str, Any] = {"version_id_col": Posting.version}  # noqa: RUF012 - SQLAlchemy's declared form.

    @property
    def capacity(self) -> int | None:
        """Student places in all, whatever is held of them."""
        return self.places
