"""The county's people and bodies (花名册): rows with validity, and the versions in which they were published."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.directory import PostCode, UnitKind
from services.directory.base import Base
from services.kernel.ids import new_id


class Dated:
    """Mixin of rows true from `valid_from` up to, not including, `valid_until`; what changes gets a new row."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date | None]
    order: Mapped[int]  # place in lists; no fact with a date, so it is changed in place


class Unit(Dated, Base):
    """单位."""

    __tablename__ = "unit"

    code: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    kind: Mapped[UnitKind]
    parent_id: Mapped[UUID | None]
    supervised: Mapped[bool]
    assist_only: Mapped[bool]
    roles: Mapped[list[str]]


class Person(Base):
    """人员: whoever holds a post may log in; a person is never removed."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    order: Mapped[int]


class Holding(Dated, Base):
    """任职."""

    __tablename__ = "holding"

    person_id: Mapped[UUID]
    post: Mapped[PostCode]
    unit_id: Mapped[UUID]
    title: Mapped[str]
    main: Mapped[bool]


class Portfolio(Dated, Base):
    """分工 (GZ-6.1)."""

    __tablename__ = "portfolio"

    leader_id: Mapped[UUID]
    areas: Mapped[list[str]]
    unit_ids: Mapped[list[UUID]]
    deputy_director_id: Mapped[UUID | None]
    section_id: Mapped[UUID | None]


class SubstitutePair(Dated, Base):
    """AB角 (GZ-6.2): B stands in for A; an earlier row is asked first."""

    __tablename__ = "substitute_pair"

    a_id: Mapped[UUID]
    b_id: Mapped[UUID]


class External(Dated, Base):
    """Somebody without an account who is invited (AMB-48)."""

    __tablename__ = "external"

    name: Mapped[str]
    post: Mapped[PostCode]
    title: Mapped[str]
    unit_id: Mapped[UUID | None]


class RosterRelease(Base):
    """花名册版本: what was published, when, by whom and why."""

    __tablename__ = "roster_release"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(unique=True)
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None]  # none: the operator's command line
    note: Mapped[str] = mapped_column(Text)
    source_sha256: Mapped[str | None]  # of the county's file, when it came from one
    bytes: Mapped[int]
