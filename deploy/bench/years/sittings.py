"""Meetings from the plan to the end: agenda and its versions, who came, who was on leave, what was said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from deploy.bench.years import words
from deploy.bench.years.setting import DAY, clock
from deploy.bench.years.topics import Brought, Heard, bring, paper, think_of
from deploy.bench.years.year import VOLUMES, Year
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import DeferralReason, MeetingKind, SpecialBasis
from services.contracts.words.shared import DocumentKind
from services.kernel.deadlines import MET, MISSED, OPEN, Term
from services.kernel.store import Deadline
from services.meetings.procedures import MINUTES_ISSUE, procedure
from services.meetings.sittings.agenda.model import AgendaSheet
from services.meetings.sittings.material.model import MeetingMaterial
from services.meetings.sittings.model import (
    AgendaItem,
    AgendaItemState,
    Arrangement,
    Meeting,
    MeetingState,
    Preparation,
    PreparationItem,
    SessionNumber,
    Statement,
    StatementKind,
)

KNOWN_AHEAD_DAYS = 21  # a meeting is planned three weeks before
SHEET_DAYS, SUPPLEMENT_DAYS, ISSUED_DAYS, ARCHIVED_DAYS = 4, 2, 5, 60  # before the meeting, and after it
MINUTES_A_TOPIC = 12
PREPARED = [each for each in Preparation if each is not Preparation.OTHER]


@dataclass(frozen=True)
class Planned:
    """A meeting with the topics that it is to hear, and the one that it will not come to."""

    id: UUID
    kind: MeetingKind
    starts_at: datetime
    host_id: UUID
    recorder_id: UUID
    basis: SpecialBasis | None
    topics: tuple[Brought, ...]
    put_off: Brought | None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=MINUTES_A_TOPIC * len(self.topics) + 20)

    @property
    def sheet_at(self) -> datetime:
        return self.starts_at - SHEET_DAYS * DAY

    @property
    def notified_at(self) -> datetime:
        return self.sheet_at + timedelta(hours=2)

    @property
    def issued_at(self) -> datetime:
        """When its minutes are issued."""
        return self.ends_at + ISSUED_DAYS * DAY


@dataclass(frozen=True)
class Item:
    """One topic on an agenda."""

    id: UUID
    topic: Brought
    position: int


@dataclass(frozen=True)
class Sitting:
    """A meeting as it was written: with its number, once it has one, and its agenda."""

    plan: Planned
    session_no: int | None
    versions: int  # of the 议题单
    items: tuple[Item, ...]

    @property
    def name(self) -> str:
        number = f"第{self.session_no}次" if self.session_no else ""
        return f"{number}{self.plan.kind.label}"


def plan(year: Year) -> list[Planned]:
    """The meetings of the stretch in the order of time, as far as they are known by now."""
    chance = year.chance
    known = [each for each in _days(year) if each[0] <= year.now + KNOWN_AHEAD_DAYS * DAY]
    following: dict[MeetingKind, Brought] = {}
    found = []
    for starts, kind in reversed(known):
        special = kind is MeetingKind.SPECIAL
        host = chance.one(year.county.hosts).id if special else year.county.mayor.id
        volume = VOLUMES[kind].topics
        topics = [think_of(year, kind, starts.date(), host if special else None) for _ in range(volume)]
        put_off = following.get(kind) if not special and chance.happens(0.5) else None
        following[kind] = topics[0]
        found.append(
            Planned(
                id=chance.id(starts - KNOWN_AHEAD_DAYS * DAY),
                kind=kind,
                starts_at=starts,
                host_id=host,
                recorder_id=chance.one(year.county.clerks).id,
                basis=SpecialBasis.BY_PORTFOLIO if special else None,
                topics=tuple(topics),
                put_off=put_off,
            )
        )
    return found[::-1]


def _days(year: Year) -> list[tuple[datetime, MeetingKind]]:
    """When the meetings of each kind are held: spread over the working days."""
    days = year.county.workdays(year.first, year.last)
    found = []
    for kind, volume in VOLUMES.items():
        count = year.share(volume.meetings)
        for n in range(count):
            day = days[min(len(days) - 1, (2 * n + 1) * len(days) // (2 * count))]
            found.append((clock(day, 9 if year.chance.happens(0.6) else 15), kind))
    return sorted(found)


def bring_topics(year: Year, meetings: list[Planned]) -> None:
    """Write the topics of all these meetings."""
    put_off_by = {each.put_off.id: each.id for each in meetings if each.put_off is not None}
    for meeting in meetings:
        for topic in meeting.topics:
            bring(year, topic, Heard(meeting.id, meeting.starts_at, meeting.ends_at, put_off_by.get(topic.id)))


def write(year: Year, meeting: Planned) -> Sitting:
    """The meeting itself, with agenda, sheets, preparation and record."""
    number = None
    if year.has_passed(meeting.sheet_at):
        number = year.counters.session(meeting.kind, meeting.starts_at.year)
        year.meetings.add(
            SessionNumber, kind=meeting.kind, year=meeting.starts_at.year, number=number, meeting_id=meeting.id,
            taken_at=meeting.sheet_at,
        )  # fmt: skip
    supplemented = len(meeting.topics) > 1 and year.chance.happens(0.15)
    supplemented &= year.has_passed(meeting.starts_at - SUPPLEMENT_DAYS * DAY)
    versions = 0 if number is None else 1 + supplemented
    sitting = Sitting(meeting, number, versions, tuple(_agenda(year, meeting, supplemented)))
    _write_meeting(year, sitting)
    _issue_sheets(year, sitting)
    _prepare(year, meeting)
    return sitting


def _state(year: Year, meeting: Planned) -> MeetingState:
    passed = (
        (meeting.issued_at + ARCHIVED_DAYS * DAY, MeetingState.ARCHIVED),
        (meeting.issued_at, MeetingState.MINUTES_ISSUED),
        (meeting.ends_at, MeetingState.CONCLUDED),
        (meeting.starts_at, MeetingState.IN_SESSION),
        (meeting.notified_at, MeetingState.NOTIFIED),
        (meeting.sheet_at, MeetingState.AGENDA_ISSUED),
    )
    return next((state for at, state in passed if year.has_passed(at)), MeetingState.PLANNED)


def _write_meeting(year: Year, sitting: Sitting) -> None:
    meeting, chance = sitting.plan, year.chance
    issued, held, ended = (year.has_passed(at) for at in (meeting.sheet_at, meeting.starts_at, meeting.ends_at))
    study = procedure(meeting.kind).prestudy is not None and chance.happens(0.1)
    year.meetings.add(
        Meeting,
        meeting.id,
        created_at=meeting.starts_at - KNOWN_AHEAD_DAYS * DAY,
        kind=meeting.kind,
        state=_state(year, meeting),
        year=meeting.starts_at.year,
        session_no=sitting.session_no,
        starts_at=meeting.starts_at,
        place=chance.one(words.PLACES),
        host_id=meeting.host_id,
        basis=meeting.basis,
        recorder_id=meeting.recorder_id,
        roster_version=year.county.roster_version,
        arrangement=Arrangement.APPROVED if issued else Arrangement.NONE,
        agenda_version=sitting.versions,
        agenda_issued_at=meeting.sheet_at if issued else None,
        notified_at=meeting.notified_at if year.has_passed(meeting.notified_at) else None,
        copies_required=chance.number(20, 60) if issued else None,
        law_study_subject=chance.one(words.LAWS) if study else "",
        law_study_lecturer="县司法局" if study else "",
        law_study_minutes=20 if study else 0,
        law_study_held=study and held,
        started_at=meeting.starts_at if held else None,
        ended_at=meeting.ends_at if ended else None,
        record_finalized_at=meeting.ends_at + DAY if year.has_passed(meeting.ends_at + DAY) else None,
        planned_by=meeting.recorder_id,
    )
    if ended:
        _owe_minutes(year, meeting)


def _owe_minutes(year: Year, meeting: Planned) -> None:
    """Record and draft in two working days (CW-6.2a), the minutes in five (AMB-07)."""
    term, at = procedure(meeting.kind).draft_term, meeting.ends_at
    drafted = at + 2 * DAY
    due = _owe(year, meeting, term, drafted, "整理记录、起草纪要")
    _owe(year, meeting, MINUTES_ISSUE, meeting.issued_at, "印发纪要")
    year.task("meetings", "draft_minutes", ("Meeting", meeting.id), f"起草纪要：{meeting.kind.label}", opened=at,
              done=drafted, by=meeting.recorder_id, due=due)  # fmt: skip


def _owe(year: Year, meeting: Planned, term: Term, finished: datetime, title: str) -> date:
    """Until when it is owed."""
    at = meeting.ends_at
    due, done = term.due(year.county.calendar, at.date()), year.has_passed(finished)
    late = done and finished.date() > due.date
    year.meetings.add(
        Deadline, year.chance.id(at), object_type="Meeting", object_id=meeting.id, key=term.key, clause=term.clause,
        started_on=at.date(), due=due.date, length=term.length, unit=term.unit, provisional=due.provisional,
        calendar_version=due.calendar_version, state=MISSED if late else MET if done else OPEN,
        met_on=finished.date() if done else None, missed_on=due.date + DAY if late else None, title=title,
    )  # fmt: skip
    return due.date


def _agenda(year: Year, meeting: Planned, supplemented: bool) -> Iterator[Item]:
    arranged = meeting.starts_at - (SHEET_DAYS + 3) * DAY
    if not year.has_passed(arranged):
        return
    topics = [*meeting.topics, *([meeting.put_off] if meeting.put_off else ())]
    for position, topic in enumerate(topics, 1):
        item = Item(year.chance.id(arranged), topic, position)
        last = position == len(meeting.topics)
        _write_item(year, meeting, item, put_off=topic is meeting.put_off, supplement=supplemented and last)
        if topic is not meeting.put_off:
            yield item


def _write_item(year: Year, meeting: Planned, item: Item, *, put_off: bool, supplement: bool) -> None:
    chance, topic = year.chance, item.topic
    called = meeting.starts_at + timedelta(minutes=20 + MINUTES_A_TOPIC * (item.position - 1))
    decided = called + timedelta(minutes=MINUTES_A_TOPIC - 1)
    over, heard = year.has_passed(meeting.ends_at), year.has_passed(decided) and not put_off
    delivered = meeting.starts_at - DAY
    settled = AgendaItemState.DEFERRED if put_off else AgendaItemState.DECIDED
    year.meetings.add(
        AgendaItem,
        item.id,
        created_at=meeting.sheet_at - 3 * DAY,
        meeting_id=meeting.id,
        topic_id=topic.id,
        state=settled if over or heard else AgendaItemState.FINALIZED,
        position=item.position,
        unit_id=topic.unit_id,
        involved_unit_ids=topic.involved,
        reporter_id=year.county.head(topic.unit_id).id,
        report_minutes=8,
        planned_minutes=MINUTES_A_TOPIC,
        supplement=supplement,
        material_delivered_at=delivered if year.has_passed(delivered) else None,
        called_at=called if heard else None,
        report_started_at=called if heard else None,
        report_ended_at=called + timedelta(minutes=8) if heard else None,
        reported_minutes=chance.number(4, 11) if heard else None,
        conclusion=words.paragraph(chance, 2) if heard else "",
        outcome=topic.outcome if heard else None,
        decided_at=decided if heard else None,
        deferral=DeferralReason.HEAD_ABSENT if put_off and over else None,
        deferral_clause="CW-5.2b" if put_off and over else "",
    )
    if year.has_passed(delivered):
        _deliver(year, meeting, item, delivered)
    if heard:
        for no in range(1, chance.number(1, 3) + 1):
            speaker = chance.one(year.county.deputies)
            year.meetings.add(
                Statement, chance.id(called), item_id=item.id, no=no, kind=StatementKind.SPEECH, person_id=speaker.id,
                speaker=speaker.name, text=words.paragraph(chance, 1), at=called + no * timedelta(minutes=1),
            )  # fmt: skip


def _deliver(year: Year, meeting: Planned, item: Item, at: datetime) -> None:
    """The printed material, of which some went back once (CW-4.4)."""
    moments = [at - timedelta(hours=4), at] if year.chance.happens(0.08) else [at]
    for number, moment in enumerate(moments, 1):
        back = number < len(moments)
        year.meetings.add(
            MeetingMaterial, year.chance.id(moment), meeting_id=meeting.id, item_id=item.id, topic_id=item.topic.id,
            unit_id=item.topic.unit_id, number=number, late=False,
            delivered_at=moment, delivered_by=year.county.head(item.topic.unit_id).id,
            returned_at=moment + timedelta(hours=1) if back else None,
            returned_by=meeting.recorder_id if back else None, checks=[],
        )  # fmt: skip


def _issue_sheets(year: Year, sitting: Sitting) -> None:
    """Every version of the 议题单, with the to-dos before it and the papers that come of it."""
    meeting, county = sitting.plan, year.county
    year.task("meetings", "approve_arrangement", ("Meeting", meeting.id), f"审定议题安排：{meeting.kind.label}",
              opened=meeting.sheet_at - 3 * DAY, done=meeting.sheet_at - 2 * DAY, by=meeting.host_id)  # fmt: skip
    year.task("meetings", "issue_agenda", ("Meeting", meeting.id), f"签发议题单：{meeting.kind.label}",
              opened=meeting.sheet_at - 2 * DAY, done=meeting.sheet_at, by=county.director.id,
              post=PostCode.OFFICE_DIRECTOR)  # fmt: skip
    if sitting.session_no is None:
        return
    moments = (meeting.sheet_at, meeting.starts_at - SUPPLEMENT_DAYS * DAY)
    for version, at in enumerate(moments[: sitting.versions], 1):
        shown = sitting.items if version == sitting.versions else sitting.items[:-1]
        year.meetings.add(
            AgendaSheet,
            sheet_id(meeting, version),
            meeting_id=meeting.id,
            version=version,
            supplement=version > 1,
            issued_at=at,
            issued_by=county.director.id,
            starts_at=meeting.starts_at,
            place=words.PLACES[0],
            host_id=meeting.host_id,
            study="",
            entries=[
                {
                    "topic_id": str(item.topic.id),
                    "title": item.topic.title,
                    "unit_id": str(item.topic.unit_id),
                    "reporter_id": str(county.head(item.topic.unit_id).id),
                    "minutes": MINUTES_A_TOPIC,
                    "restricted": item.topic.restricted,
                }
                for item in shown
            ],
        )
        paper(year, ("Meeting", meeting.id), DocumentKind.AGENDA_SHEET, f"{sitting.name}议题单", at)
    paper(year, ("Meeting", meeting.id), DocumentKind.MEETING_NOTICE, f"{sitting.name}通知", meeting.notified_at)
    if year.has_passed(meeting.ends_at):
        paper(year, ("Meeting", meeting.id), DocumentKind.MEETING_RECORD, f"{sitting.name}会议记录", meeting.ends_at)


def sheet_id(meeting: Planned, version: int) -> UUID:
    """The id of one version of the meeting's 议题单: beside the meeting's own, so that receipts find it."""
    return UUID(int=meeting.id.int + version)


def _prepare(year: Year, meeting: Planned) -> None:
    ticked = meeting.starts_at - timedelta(hours=3)
    done = year.has_passed(ticked)
    for no, code in enumerate(PREPARED, 1):
        year.meetings.add(
            PreparationItem, year.chance.id(meeting.sheet_at), meeting_id=meeting.id, no=no, code=code,
            label=code.label, done_by=meeting.recorder_id if done else None, done_at=ticked if done else None,
        )  # fmt: skip
