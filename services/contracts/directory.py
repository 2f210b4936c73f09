"""What the directory tells: the roster's structure, 委托, 外出 and 休假, and the calendar's years."""

from datetime import date
from uuid import UUID

from services.contracts.base import Act, Value
from services.contracts.words.directory import AbsenceKind, DelegationScope, PostCode, UnitKind, UnitRole
from services.kernel.calendar import CalendarStatus, DayKind


class Dated(Value):
    """A row true from `valid_from` up to, not including, `valid_until`."""

    valid_from: date
    valid_until: date | None = None


class Unit(Dated):
    """A body (单位) or a section of the office (股室). `order` is its place in lists and 主送."""

    id: UUID
    code: str
    name: str
    short_name: str
    kind: UnitKind
    parent_id: UUID | None = None
    order: int = 0
    supervised: bool = False  # in the scope of DC-2
    assist_only: bool = False  # 垂管: may assist, never lead
    roles: tuple[UnitRole, ...] = ()


class Person(Value):
    """A person with a login (人员); `login` is the token's `sub`."""

    id: UUID
    login: str
    name: str


class Holding(Dated):
    """A person holds a post (任职). `unit_id` is the section for the office's staff, else the body.

    `main`: 主要负责人 or 主持工作的负责人, exactly one of each unit at a time (GZ-8).
    """

    id: UUID
    person_id: UUID
    post: PostCode
    unit_id: UUID
    title: str
    main: bool = False


class Portfolio(Dated):
    """What a leader is in charge of (分工, GZ-6.1), with the office's people who serve him (口)."""

    id: UUID
    leader_id: UUID
    areas: tuple[str, ...]
    unit_ids: tuple[UUID, ...]
    deputy_director_id: UUID | None = None
    section_id: UUID | None = None


class SubstitutePair(Dated):
    """B stands in for A (AB角, GZ-6.2). A mutual pair is two rows; an earlier row is asked first."""

    id: UUID
    a_id: UUID
    b_id: UUID


class External(Dated):
    """Somebody without an account who is invited (人大代表、政协委员、法律顾问、县委人大政协领导; AMB-48)."""

    id: UUID
    name: str
    post: PostCode
    title: str
    unit_id: UUID | None = None


class RosterPublished(Act):
    """花名册发布 (GZ-5…8): the whole structure in one version, ended rows included.

    Past 512 KiB the rows stay empty and `url` with `sha256` tells where the same JSON is fetched.
    """

    TYPE = "directory.roster.published.v1"

    version: int
    units: tuple[Unit, ...] = ()
    persons: tuple[Person, ...] = ()
    posts: tuple[Holding, ...] = ()
    portfolios: tuple[Portfolio, ...] = ()
    ab_pairs: tuple[SubstitutePair, ...] = ()
    externals: tuple[External, ...] = ()
    url: str | None = None
    sha256: str | None = None


class DelegationRegistered(Act):
    """委托登记 (GZ-5, GZ-6.1, CW-1.2, ZT-2.5): explicit scopes, from `valid_from` up to, not including, `valid_until`.

    `meeting_id` or `topic_id` narrow it to one case.
    """

    TYPE = "directory.delegation.registered.v1"

    id: UUID
    grantor_id: UUID
    grantee_id: UUID
    scopes: tuple[DelegationScope, ...]
    valid_from: date
    valid_until: date
    basis: str  # reason and how it was given
    meeting_id: UUID | None = None
    topic_id: UUID | None = None


class DelegationRevoked(Act):
    """委托撤销 (GZ-5): from `revoked_on` on it gives nothing; acts done before stay valid."""

    TYPE = "directory.delegation.revoked.v1"

    id: UUID
    grantor_id: UUID
    grantee_id: UUID
    revoked_on: date
    reason: str | None = None


class AbsenceApproved(Act):
    """外出、休假批准 (GZ-28.2): opens the AB window when `kind` is 公务外出 or 休假 (GZ-6.2).

    Away from `valid_from` up to, not including, `valid_until`.
    """

    TYPE = "directory.absence.approved.v1"

    id: UUID
    person_id: UUID
    kind: AbsenceKind
    valid_from: date
    valid_until: date
    substitute_id: UUID | None = None


class AbsenceEnded(Act):
    """销假 (GZ-28.2): back from `ended_on` on; what the B角 left undone goes back to A."""

    TYPE = "directory.absence.ended.v1"

    id: UUID
    person_id: UUID
    ended_on: date


class Day(Value):
    """One day of the working calendar, a row of `services.kernel.calendar.CalendarDay`."""

    date: date
    kind: DayKind
    name: str
    source: str  # the State Council's notice, or how the year was estimated
    status: CalendarStatus


class CalendarUpdated(Act):
    """工作日历更新: every day of one year anew; the days of other years stay as they are."""

    TYPE = "directory.calendar.updated.v1"

    year: int
    status: CalendarStatus
    version: int
    days: tuple[Day, ...]
