"""What became of the decisions: the ledger of supervised items, from the registration to the closing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from deploy.bench.years import words
from deploy.bench.years.minutes import Decided
from deploy.bench.years.setting import DAY, clock
from deploy.bench.years.sittings import Sitting
from deploy.bench.years.year import Year
from services.contracts.base import PERSONNEL_MASK
from services.contracts.words.directory import PostCode, UnitRole
from services.contracts.words.meetings import MeetingKind, TopicFlag
from services.contracts.words.supervision import ClosingResult, Handler, ItemCategory, ItemState, SourceType
from services.meetings.procedures import procedure
from services.supervision.extensions.model import Extension, ExtensionState
from services.supervision.feedback.model import (
    AnswerStatus,
    Feedback,
    FeedbackKind,
    FeedbackReview,
    FeedbackStatus,
    ReviewOutcome,
)
from services.supervision.items.model import (
    ClosingRating,
    DueChange,
    Receipt,
    ReviewStage,
    SupervisedItem,
    TimelineAction,
    TimelineEntry,
)

SOURCES = {
    MeetingKind.PLENARY: SourceType.PLENARY_MEETING,
    MeetingKind.STANDING: SourceType.STANDING_MEETING,
    MeetingKind.MAYOR: SourceType.MAYOR_MEETING,
    MeetingKind.SPECIAL: SourceType.SPECIAL_MEETING,
}
HANDLERS = {UnitRole.SUPERVISION_OFFICE: Handler.SUPERVISION_OFFICE, UnitRole.LIAISON_SECTION: Handler.LIAISON_SECTION}
CATEGORIES = (ItemCategory.GENERAL,) * 6 + (ItemCategory.IMPORTANT,) * 3 + (ItemCategory.URGENT,)
T, S = TimelineAction, ItemState


@dataclass(frozen=True)
class Course:
    """The moments of an item's way, those ahead of now as well."""

    registered: datetime
    dispatched: datetime
    received: datetime
    begun: datetime
    interim: datetime | None
    extended: datetime | None
    reported: datetime
    inspected: datetime
    reviewed: datetime
    approved: datetime
    closed: datetime
    due: date  # as it stands in the end
    original_due: date


def follow_up(year: Year, sitting: Sitting, decided: Decided) -> tuple[ItemState, str] | None:
    """Write the decision's item once the decision is in force; returns its state and number."""
    if not year.has_passed(decided.effective_at):
        return None
    course = _course(year, decided)
    item_id = year.chance.id(course.registered)
    serial = year.counters.serial(course.registered.year)
    number = f"督〔{course.registered.year}〕{serial}号"
    state = _state(year, course)
    _register(year, sitting, decided, course, item_id, serial, number, state)
    _trace(year, decided, course, item_id)
    _extend(year, decided, course, item_id)
    _report(year, decided, course, item_id)
    _ask(year, decided, course, item_id, number)
    return state, number


def _course(year: Year, decided: Decided) -> Course:
    chance = year.chance
    registered = decided.effective_at + timedelta(hours=2)
    extended = chance.happens(0.08)
    due = decided.due + 30 * DAY if extended else decided.due
    late = chance.number(1, 90) if chance.happens(0.12) else -chance.number(0, 12)
    reported = max(clock(due, 15) + late * DAY, registered + 6 * DAY)
    return Course(
        registered=registered,
        dispatched=registered + DAY,
        received=registered + 2 * DAY,
        begun=registered + 3 * DAY,
        interim=registered + 10 * DAY if chance.happens(0.3) and reported > registered + 15 * DAY else None,
        extended=clock(decided.due, 10) - 5 * DAY if extended else None,
        reported=reported,
        inspected=reported + DAY,
        reviewed=reported + 2 * DAY,
        approved=reported + 4 * DAY,
        closed=reported + 5 * DAY,
        due=due,
        original_due=decided.due,
    )


def _state(year: Year, course: Course) -> ItemState:
    passed = (
        (course.closed, S.CLOSED),
        (course.inspected, S.UNDER_REVIEW),
        (course.reported, S.REPORTED),
        (course.begun, S.IN_PROGRESS),
        (course.received, S.RECEIVED),
        (course.dispatched, S.DISPATCHED),
    )
    return next((state for at, state in passed if year.has_passed(at)), S.REGISTERED)


def _register(
    year: Year,
    sitting: Sitting,
    decided: Decided,
    course: Course,
    item_id: UUID,
    serial: int,
    number: str,
    state: ItemState,
) -> None:
    chance, topic, meeting = year.chance, decided.item.topic, sitting.plan
    moved = course.extended is not None and year.has_passed(course.extended)
    due = course.due if moved else course.original_due
    reported, closed = year.has_passed(course.reported), state is S.CLOSED
    late = (course.reported.date() if reported else year.now.date()) > due
    stage = None
    if reported and not closed:
        steps = ((course.reviewed, ReviewStage.LEADER), (course.inspected, ReviewStage.DIRECTOR))
        stage = next((each for at, each in steps if year.has_passed(at)), ReviewStage.INSPECTION)
    year.supervision.add(
        SupervisedItem,
        item_id,
        created_at=course.registered,
        year=course.registered.year,
        serial=serial,
        number=number,
        state=state,
        registered_on=course.registered.date(),
        source_type=SOURCES[meeting.kind],
        basis=decided.minutes_number,
        source_leader_id=meeting.host_id,
        decision_id=decided.id,
        decision_revision=1,
        decision_number=decided.number,
        topic_id=topic.id,
        minutes_id=decided.minutes_id,
        meeting_id=meeting.id,
        meeting_kind=meeting.kind,
        meeting_date=meeting.starts_at.date(),
        meeting_label=sitting.name,
        title=PERSONNEL_MASK if topic.restricted else topic.title,
        content="" if topic.restricted else decided.text,
        points=[] if topic.restricted else [words.work(chance) for _ in range(chance.number(1, 3))],
        category=chance.one(CATEGORIES),
        is_project=TopicFlag.PROJECT.value in topic.flags,
        restricted=topic.restricted,
        handler=HANDLERS[procedure(meeting.kind).handler],
        lead_unit_id=decided.lead_unit_id,
        assist_unit_ids=decided.assist_unit_ids,
        responsible_id=year.county.head(decided.lead_unit_id).id,
        leader_id=decided.leader_id,
        due=due,
        original_due=course.original_due,
        reported_on=course.reported.date() if reported and not closed else None,
        overdue_told=1 if late else 0,
        ever_overdue=late,
        progress=words.paragraph(chance, 1) if reported or course.interim else "",
        percent=Decimal(100) if closed else Decimal(chance.number(0, 90)),
        dispatched_at=course.dispatched if year.has_passed(course.dispatched) else None,
        received_at=course.received if year.has_passed(course.received) else None,
        received_by=year.county.clerk(decided.lead_unit_id).id if year.has_passed(course.received) else None,
        review_stage=stage,
        closing_approved_by=decided.leader_id if year.has_passed(course.approved) else None,
        closing_approved_at=course.approved if year.has_passed(course.approved) else None,
        closed_on=course.closed.date() if closed else None,
        closing_result=ClosingResult.DONE if closed else None,
        rating=chance.one(list(ClosingRating)) if closed else None,
        on_time=not late if closed else None,
        extension_count=int(moved),
        urge_count=1 if late else 0,
    )
    if year.has_passed(course.received):
        for unit_id in (decided.lead_unit_id, *decided.assist_unit_ids):
            year.supervision.add(
                Receipt, item_id=item_id, unit_id=unit_id, by=year.county.clerk(unit_id).id, at=course.received
            )


def _trace(year: Year, decided: Decided, course: Course, item_id: UUID) -> None:
    """全过程留痕."""
    county = year.county
    author, inspector = county.clerk(decided.lead_unit_id).id, county.inspector.id
    nodes = [
        (course.registered, T.REGISTERED, None),
        (course.dispatched, T.DISPATCHED, inspector),
        (course.received, T.RECEIVED, author),
        (course.begun, T.BEGUN, author),
        (course.interim, T.REPORTED, author),
        (course.extended, T.EXTENDED, decided.leader_id),
        (course.reported, T.REPORTED, author),
        (course.inspected, T.INSPECTED, inspector),
        (course.reviewed, T.REVIEWED, county.director.id),
        (course.approved, T.APPROVED, decided.leader_id),
        (course.closed, T.CLOSED, inspector),
    ]
    for at, action, who in nodes:
        if at is not None and year.has_passed(at):
            year.supervision.add(
                TimelineEntry, year.chance.id(at), item_id=item_id, at=at, action=action, person_id=who, stamp="",
                text=action.label,
            )  # fmt: skip


def _extend(year: Year, decided: Decided, course: Course, item_id: UUID) -> None:
    if course.extended is None or not year.has_passed(course.extended):
        return
    at, asked = course.extended, course.extended - 3 * DAY
    year.supervision.add(
        Extension, year.chance.id(asked), created_at=asked, item_id=item_id, state=ExtensionState.APPROVED,
        old_due=course.original_due, requested_due=course.due, difficulty=words.paragraph(year.chance, 1),
        work_done=words.paragraph(year.chance, 1), requested_by=year.county.head(decided.lead_unit_id).id,
        requested_on=asked.date(), by_county_head=False, finding="情况属实", verified_by=year.county.inspector.id,
        verified_at=asked + DAY, opinion="同意", decided_by=decided.leader_id, decided_at=at,
    )  # fmt: skip
    year.supervision.add(
        DueChange, year.chance.id(at), item_id=item_id, changed_on=at.date(), old_due=course.original_due,
        new_due=course.due, extension=True,
    )  # fmt: skip


def _report(year: Year, decided: Decided, course: Course, item_id: UUID) -> None:
    """反馈 and its three steps of review."""
    county = year.county
    rounds = [(course.interim, FeedbackKind.INTERIM), (course.reported, FeedbackKind.RESULT)]
    given = [(at, kind) for at, kind in rounds if at is not None and year.has_passed(at)]
    steps = {
        FeedbackKind.INTERIM: [(ReviewStage.INSPECTION, DAY, county.inspector.id, FeedbackStatus.NOTED)],
        FeedbackKind.RESULT: [
            (ReviewStage.INSPECTION, course.inspected - course.reported, county.inspector.id, FeedbackStatus.INSPECTED),
            (ReviewStage.DIRECTOR, course.reviewed - course.reported, county.director.id, FeedbackStatus.REVIEWED),
            (ReviewStage.LEADER, course.approved - course.reported, decided.leader_id, FeedbackStatus.APPROVED),
        ],
    }
    for number, (at, kind) in enumerate(given, 1):
        feedback = year.chance.id(at)
        status = FeedbackStatus.SUBMITTED
        for stage, after, who, then in steps[kind]:
            if year.has_passed(at + after):
                status = then
                year.supervision.add(
                    FeedbackReview, year.chance.id(at + after), feedback_id=feedback, stage=stage,
                    outcome=ReviewOutcome.CLOSE if stage is ReviewStage.LEADER else ReviewOutcome.PASSED,
                    opinion="同意", faults=[], by=who, stamp="", at=at + after,
                )  # fmt: skip
        year.supervision.add(
            Feedback,
            feedback,
            item_id=item_id,
            round=number,
            kind=kind,
            status=status,
            unit_id=decided.lead_unit_id,
            document_number=f"〔{at.year}〕{year.chance.number(1, 300)}号",
            document_title="关于办理情况的反馈",
            signer_id=county.head(decided.lead_unit_id).id,
            submitted_by=county.clerk(decided.lead_unit_id).id,
            submitted_at=at,
            summary=words.paragraph(year.chance, 2),
            answers=[{"no": 1, "text": words.work(year.chance), "status": AnswerStatus.DONE.value}],
            problems=words.paragraph(year.chance, 1),
            next_steps=words.paragraph(year.chance, 1),
            quantities="",
            percent=Decimal(100) if kind is FeedbackKind.RESULT else Decimal(40),
            percent_note="",
            has_file=False,
        )


def _ask(year: Year, decided: Decided, course: Course, item_id: UUID, number: str) -> None:
    """To-dos and notices of the unit, of 督查室, of 办主任 and of the leader."""
    county, about, unit_id = year.county, ("SupervisedItem", item_id), decided.lead_unit_id
    title, hidden = f"{decided.item.topic.title}（{number}）", decided.item.topic.restricted
    author, inspector = county.clerk(unit_id).id, county.inspector.id
    asked = (
        ("dispatch_item", course.registered, course.dispatched, inspector, PostCode.SUPERVISION_CHIEF, None),
        ("receive_item", course.dispatched, course.received, author, PostCode.UNIT_CLERK, unit_id),
        ("submit_feedback", course.received, course.reported, author, PostCode.UNIT_CLERK, unit_id),
        ("inspect_feedback", course.reported, course.inspected, inspector, PostCode.SUPERVISION_CHIEF, None),
        ("review_feedback", course.inspected, course.reviewed, county.director.id, PostCode.OFFICE_DIRECTOR, None),
        ("approve_closing", course.reviewed, course.approved, decided.leader_id, None, None),
    )
    for kind, opened, done, by, post, unit in asked:
        due = course.due if kind == "submit_feedback" else None
        year.task("supervision", kind, about, title, opened=opened, done=done, by=by, post=post, unit_id=unit, due=due,
                  restricted=hidden)  # fmt: skip
    head = county.head(unit_id).id
    told = [head] if hidden else [head, author]
    year.notice("supervision", "item_dispatched", about, f"交办：{title}", f"{number}：请按时限办理。",
                at=course.dispatched, to=told, restricted=hidden)  # fmt: skip
    year.notice("supervision", "item_closed", about, f"销号：{title}", f"{number}：已办结销号。",
                at=course.closed, to=[*told, decided.leader_id], restricted=hidden)  # fmt: skip
