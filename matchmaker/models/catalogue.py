"""The reference lists: majors, occupations, industries, regions and the official links between them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.db import Base
from matchmaker.terms import Level


class Keyed:
    """What an entry is found by beside its name and code: initials, everyday names, a blank around each."""

    keys: Mapped[str] = mapped_column(Text, default="")


class Region(Keyed, Base):
    """A region by its six-digit code (GB/T 2260) with its centre in degrees (GCJ-02), where known."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), index=True)
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]


class Major(Keyed, Base):
    """A major of the official catalogue, or a local one that an authority added."""

    __tablename__ = "major"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), index=True)
    level: Mapped[Level]
    class_code: Mapped[str] = mapped_column(String(6), index=True)
    class_name: Mapped[str] = mapped_column(String(60))
    broad_code: Mapped[str] = mapped_column(String(4))
    broad_name: Mapped[str] = mapped_column(String(60))
    is_local: Mapped[bool] = mapped_column(default=False)


class Occupation(Keyed, Base):
    """An occupation of the national classification (职业分类大典)."""

    __tablename__ = "occupation"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    minor_group: Mapped[str] = mapped_column(String(8), index=True)
    minor_group_name: Mapped[str] = mapped_column(String(80))
    sub_major_group: Mapped[str] = mapped_column(String(6))
    sub_major_group_name: Mapped[str] = mapped_column(String(80))


class Industry(Keyed, Base):
    """An entry of the industrial classification GB/T 4754-2017; `level` is 门类, 大类, 中类 or 小类."""

    __tablename__ = "industry"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    section: Mapped[str] = mapped_column(String(1))
    level: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(80))


class MajorCourse(Base):
    """A course of a major; `kind` is foundation, core or practice as in the Ministry's profile."""

    __tablename__ = "major_course"
    __table_args__ = (UniqueConstraint("major_code", "kind", "course"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    major_code: Mapped[str] = mapped_column(ForeignKey("major.code"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    course: Mapped[str] = mapped_column(String(120))


class MajorOccupation(Base):
    """A link that the Ministry's profile of a major names: an occupation or a group of them."""

    __tablename__ = "major_occupation"
    __table_args__ = (UniqueConstraint("major_code", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    major_code: Mapped[str] = mapped_column(ForeignKey("major.code"), index=True)
    target: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(12), index=True)


class MajorCertificate(Base):
    """A certificate that the Ministry's profile of a major names."""

    __tablename__ = "major_certificate"
    __table_args__ = (UniqueConstraint("major_code", "certificate"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    major_code: Mapped[str] = mapped_column(ForeignKey("major.code"), index=True)
    certificate: Mapped[str] = mapped_column(String(120))
