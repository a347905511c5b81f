"""What an enterprise posts: an occupation, headcount, skills, and what it gives (用人需求)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.db import Base
from matchmaker.models.posting import Posting
from matchmaker.terms import Level, Promise


class Demand(Posting, Base):
    """A demand; a None or an empty list means that the enterprise did not say (待补充)."""

    __tablename__ = "demand"

    occupation_code: Mapped[str | None] = mapped_column(ForeignKey("occupation.code"), index=True)
    industry_code: Mapped[str | None] = mapped_column(ForeignKey("industry.code"))
    headcount: Mapped[int | None]
    is_headcount_assumed: Mapped[bool] = mapped_column(default=False)  # Set by an import's default.
    least_level: Mapped[Level | None]
    must_skills: Mapped[list[str]] = mapped_column(default=list)
    nice_skills: Mapped[list[str]] = mapped_column(default=list)
    duties: Mapped[str] = mapped_column(Text, default="")  # A duty a line.
    wage_min: Mapped[int | None]  # Yuan a month.
    wage_max: Mapped[int | None]
    promise: Mapped[Promise | None]
    start_date: Mapped[date | None]
    address: Mapped[str] = mapped_column(String(200), default="")
    staff_total: Mapped[int | None]  # People employed at this site.
    mentors: Mapped[int | None]
    teaching_room_m2: Mapped[float | None]
    workstations: Mapped[int | None]
    shifts: Mapped[int | None]  # A day.
    dormitory_beds: Mapped[int | None]
    is_safe_site: Mapped[bool | None]  # Safety conditions for trainees are met.
    # A legal person or 非法人组织 may take in interns (教职成〔2021〕4号 第二条, secondary source).
    is_registered_site: Mapped[bool | None]
    line: Mapped[str] = mapped_column(Text, default="")  # Equipment or orders it would bring to a campus.
    line_area_m2: Mapped[float | None]
    line_power_kw: Mapped[float | None]
    is_process_allowed: Mapped[bool | None]  # The process may run on a campus (environmental approval).
    sponsor_name: Mapped[str] = mapped_column(String(60), default="")
    sponsorship_yuan: Mapped[float | None]
    equipment: Mapped[str] = mapped_column(Text, default="")  # What trainees may use.
    opening_hours: Mapped[float | None]  # A week, in which it opens to trainees.
    investment_yuan: Mapped[float | None]
    cooperation_years: Mapped[float | None]  # How long it would bind itself.
    hires_on_enrollment: Mapped[bool | None]  # 招工即招生
    trains_on_hiring: Mapped[bool | None]  # 入厂即入校
    is_digital_post: Mapped[bool | None]
    teacher_posts: Mapped[int | None]  # Teachers that it takes for practice.
    teacher_months: Mapped[float | None]  # Months that it takes a teacher for.
    keyed_in_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]  # When the enterprise took over a keyed-in demand.

    __mapper_args__: dict[str, Any] = {"version_id_col": Posting.version}  # noqa: RUF012 - SQLAlchemy's declared form.

    @property
    def capacity(self) -> int | None:
        """Posts in all, whatever is held of them."""
        return self.headcount

    @property
    def is_confirmed(self) -> bool:
        """Whether the enterprise itself stands behind the demand."""
        return self.keyed_in_by_id is None or self.confirmed_at is not None
