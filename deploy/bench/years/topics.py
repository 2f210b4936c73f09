"""Topics on their way to a meeting: every stage leaves the rows that it leaves in the service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from deploy.bench.years import words
from deploy.bench.years.setting import DAY, clock
from deploy.bench.years.year import Year
from services.contracts.words.directory import PostCode
from services.contracts.words.documents import ReviewConclusion, ReviewSubjectKind
from services.contracts.words.meetings import (
    DeferralReason,
    MeetingKind,
    NoticeChannel,
    Opinion,
    Outcome,
    TopicFlag,
)
from services.contracts.words.shared import DocumentKind
from services.kernel.deadlines import MET, MISSED, OPEN
from services.kernel.store import Deadline, Finding, StoredFile
from services.meetings.papers.model import PaperState, RequestedPaper
from services.meetings.procedures import PERSONNEL, TOPIC_MATERIAL, procedure
from services.meetings.topics.groundwork.model import (
    ConsultationResult,
    Coordination,
    CoordinationResult,
    Groundwork,
    GroundworkKind,
    LegalityReviewCopy,
    UnitConsultation,
)
from services.meetings.topics.model import (
    URGENCY_ORDER,
    Deferral,
    OpinionStep,
    Topic,
    TopicOpinion,
    TopicPurpose,
    TopicState,
    TopicUrgency,
)
from services.meetings.topics.preparation.model import Material, PreparationNotice
from services.meetings.topics.review.model import REVIEW_ITEMS, ItemResult, PreliminaryReview

S = TopicState
BOARD = {  # days before the meeting on which a topic reaches the state
    S.DRAFT: 40, S.UNIT_HEAD_SIGNED: 37, S.PROPOSED: 34, S.OPINION_GIVEN: 31, S.BACKLOG: 30,
    S.NOTICED: 15, S.SUBMITTED: 12, S.PASSED: 10, S.ARRANGED: 7, S.FINALIZED: 6,
}  # fmt: skip
WAYS: Mapping[MeetingKind, Mapping[TopicState, int]] = MappingProxyType(
    {
        MeetingKind.PLENARY: BOARD,
        MeetingKind.STANDING: BOARD,
        MeetingKind.MAYOR: {
            S.DRAFT: 25, S.UNIT_HEAD_SIGNED: 22, S.REVIEWED: 19, S.OPINION_GIVEN: 16, S.ARRANGED: 7, S.FINALIZED: 6,
        },
        MeetingKind.SPECIAL: {S.DRAFT: 15, S.UNIT_HEAD_SIGNED: 13, S.ACCEPTED: 10, S.ARRANGED: 6, S.FINALIZED: 5},
    }
)  # fmt: skip
READY = frozenset({S.ARRANGED, S.FINALIZED})
OUTCOMES = (
    *(Outcome.AGREED,) * 12, *(Outcome.AGREED_IN_PRINCIPLE,) * 4, Outcome.NOTED, Outcome.NOT_AGREED,
    Outcome.TO_PARTY_COMMITTEE,
)  # fmt: skip
CALLS_FOR = {S.DRAFT: "sign_topic", S.UNIT_HEAD_SIGNED: "endorse_topic", S.PROPOSED: "give_topic_opinion",
             S.NOTICED: "submit_topic_material", S.SUBMITTED: "record_preliminary_review"}  # fmt: skip


@dataclass(frozen=True)
class Brought:
    """A topic as the meeting that hears it knows it."""

    id: UUID
    kind: MeetingKind
    title: str
    unit_id: UUID
    involved: list[UUID]
    host_id: UUID | None
    clerk_id: UUID
    restricted: bool
    outcome: Outcome
    flags: list[str]
    drafted_on: date

    @property
    def decides(self) -> bool:
        return self.outcome not in (Outcome.NOTED, Outcome.NOT_AGREED)


@dataclass(frozen=True)
class Heard:
    """The meeting that a topic is brought for."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    put_off_from: UUID | None = None  # the meeting before, which did not come to it


def think_of(year: Year, kind: MeetingKind, on: date, host_id: UUID | None = None) -> Brought:
    """A topic that some unit brings for a meeting of this kind on that day; nothing is written yet."""
    chance, county = year.chance, year.county
    units = county.units
    if host_id is not None:
        units = [unit for unit in units if county.leader(unit.id).id == host_id] or units
    unit = chance.one(units)
    drafted_on = on - WAYS[kind][S.DRAFT] * DAY
    restricted = kind is MeetingKind.STANDING and chance.happens(0.02)
    outcome = Outcome.COORDINATED if kind is MeetingKind.SPECIAL else chance.one(OUTCOMES)
    flags = [TopicFlag.PERSONNEL.value] if restricted else []
    if not restricted:
        flags += [flag.value for flag in (TopicFlag.PROJECT, TopicFlag.PUBLIC_INTEREST) if chance.happens(0.1)]
        flags += [TopicFlag.COMMENDATION.value] if chance.happens(0.02) else []
    if outcome is Outcome.TO_PARTY_COMMITTEE:
        flags.append(TopicFlag.MAJOR_DECISION.value)
    return Brought(
        id=chance.id(clock(drafted_on, 9, chance.number(0, 59))),
        kind=kind,
        title="干部任免事项" if restricted else words.title(chance, drafted_on.year),
        unit_id=unit.id,
        involved=[] if restricted else [each.id for each in chance.some(units, 4) if each.id != unit.id],
        host_id=host_id,
        clerk_id=chance.one(county.clerks).id,
        restricted=restricted,
        outcome=outcome,
        flags=flags,
        drafted_on=drafted_on,
    )


def bring(year: Year, topic: Brought, meeting: Heard | None, ends: tuple[TopicState, datetime] | None = None) -> None:
    """Write the topic as far as it has come by now; `ends`: it reaches no meeting, and when that is known."""
    reached = _reached(year, topic, meeting)
    state = _state(year, list(reached), meeting, ends)
    _write(year, topic, meeting, reached, state)
    _consult(year, topic, reached[S.DRAFT])
    _sign(year, topic, reached)
    _prepare(year, topic, reached)
    _ask(year, topic, reached)
    if meeting is not None and meeting.put_off_from is not None:
        _put_off(year, topic, meeting)


def _reached(year: Year, topic: Brought, meeting: Heard | None) -> dict[TopicState, datetime]:
    """The moments of the stages that lie behind; the draft always does."""
    way = WAYS[topic.kind]
    start = clock(topic.drafted_on, 9, year.chance.number(0, 59))
    moments = {stage: start + (way[S.DRAFT] - days) * DAY for stage, days in way.items()}
    return {
        stage: at
        for stage, at in moments.items()
        if stage is S.DRAFT or (year.has_passed(at) and (meeting is not None or stage not in READY))
    }


def _state(
    year: Year, reached: list[TopicState], meeting: Heard | None, ends: tuple[TopicState, datetime] | None
) -> TopicState:
    if ends is not None and year.has_passed(ends[1]):
        return ends[0]
    return S.DECIDED if meeting is not None and year.has_passed(meeting.ends_at) else reached[-1]


def _write(
    year: Year, topic: Brought, meeting: Heard | None, reached: Mapping[TopicState, datetime], state: TopicState
) -> None:
    chance, county = year.chance, year.county
    drafted = reached[S.DRAFT]
    urgency = chance.one((TopicUrgency.ORDINARY,) * 7 + (TopicUrgency.URGENT,) * 2 + (TopicUrgency.CRITICAL,))
    scopes = [scope.code for scope in procedure(topic.kind).scopes if not scope.restricted]
    put_off = meeting is not None and meeting.put_off_from is not None
    year.meetings.add(
        Topic,
        topic.id,
        created_at=drafted,
        kind=topic.kind,
        purpose=TopicPurpose.COORDINATE if topic.kind is MeetingKind.SPECIAL else TopicPurpose.DECIDE,
        state=state,
        title=topic.title,
        unit_id=topic.unit_id,
        involved_unit_ids=topic.involved,
        scope_code=PERSONNEL.code if topic.restricted else chance.one(scopes) if scopes else None,
        scope_note="属需要研究的其他重要事项",
        summary=words.paragraph(chance, 3),
        question=words.paragraph(chance, 1),
        suggestion=words.paragraph(chance, 2),
        basis="县委、县政府年度工作安排",
        legal_basis=chance.some(words.LAWS, 2),
        authority_basis="",
        confidential_basis="",
        urgency=urgency,
        urgency_rank=URGENCY_ORDER[urgency],
        queued_at=reached.get(S.BACKLOG, drafted),
        flags=topic.flags,
        flag_marks={},
        restricted=topic.restricted,
        reporter_id=county.head(topic.unit_id).id,
        drafted_by=county.clerk(topic.unit_id).id,
        drafted_at=drafted,
        unit_head_id=county.head(topic.unit_id).id if S.UNIT_HEAD_SIGNED in reached else None,
        unit_signed_at=reached.get(S.UNIT_HEAD_SIGNED),
        proposer_id=county.leader(topic.unit_id).id if S.PROPOSED in reached else None,
        host_id=topic.host_id if S.ACCEPTED in reached else None,
        assigned_clerk_id=topic.clerk_id,
        noticed_at=reached.get(S.NOTICED),
        meeting_id=meeting.id if meeting is not None and S.ARRANGED in reached else None,
        outcome=topic.outcome if state is S.DECIDED else None,
        deferral_count=int(put_off),
        earliest_meeting_id=meeting.id if meeting is not None and put_off else None,
    )


def _consult(year: Year, topic: Brought, drafted: datetime) -> None:
    """会商征求意见、前置程序、协调."""
    chance, county = year.chance, year.county
    divided = False
    for unit_id in topic.involved:
        at = drafted + chance.number(1, 48) * timedelta(hours=1)
        if not year.has_passed(at):
            continue
        result = ConsultationResult.DISAGREED if chance.happens(0.05) else ConsultationResult.AGREED
        divided |= result is ConsultationResult.DISAGREED
        year.meetings.add(
            UnitConsultation,
            chance.id(at),
            topic_id=topic.id,
            unit_id=unit_id,
            result=result,
            text=words.paragraph(chance, 1),
            signatory=county.head(unit_id).name,
            consulted_on=at.date(),
            recorded_by=county.clerk(topic.unit_id).id,
            recorded_at=at,
        )
        year.task("meetings", "answer_unit_consultation", ("Topic", topic.id), f"答复征求意见：{topic.title}",
                  opened=drafted, done=at, by=county.head(unit_id).id, post=PostCode.UNIT_HEAD, unit_id=unit_id,
                  due=at.date())  # fmt: skip
    at = drafted + 2 * DAY + timedelta(hours=2)
    if divided and year.has_passed(at):
        year.meetings.add(
            Coordination, chance.id(at), topic_id=topic.id, result=CoordinationResult.SETTLED,
            text=words.paragraph(chance, 1), person_id=county.leader(topic.unit_id).id, stamp="", coordinated_at=at,
        )  # fmt: skip
    kinds = (GroundworkKind.FEASIBILITY, GroundworkKind.LISTENING, GroundworkKind.RISK, GroundworkKind.PLAN)
    for n, kind in enumerate(chance.some(kinds, 2)):
        at = drafted + timedelta(minutes=n + 1)
        year.meetings.add(
            Groundwork, chance.id(at), created_at=at, topic_id=topic.id, kind=kind, applicable=True,
            text=words.paragraph(chance, 1), form="", done_on=at.date(),
            recorded_by=county.clerk(topic.unit_id).id, recorded_at=at,
        )  # fmt: skip
    at = drafted + 2 * DAY
    if not topic.restricted and chance.happens(0.1) and year.has_passed(at):
        year.meetings.add(
            LegalityReviewCopy, review_id=chance.id(at), topic_id=topic.id,
            kind=ReviewSubjectKind.MAJOR_ADMINISTRATIVE_DECISION, sent_on=drafted.date(),
            conclusion=ReviewConclusion.LEGAL, concluded_on=at.date(), suggestions="", document_id=chance.name(),
        )  # fmt: skip


def _sign(year: Year, topic: Brought, reached: Mapping[TopicState, datetime]) -> None:
    """What the unit's head and the leaders signed."""
    county = year.county
    given = {
        S.UNIT_HEAD_SIGNED: (OpinionStep.UNIT_HEAD, county.head(topic.unit_id)),
        S.PROPOSED: (OpinionStep.ENDORSEMENT, county.leader(topic.unit_id)),
        S.REVIEWED: (OpinionStep.LEADER_REVIEW, county.leader(topic.unit_id)),
        S.OPINION_GIVEN: (OpinionStep.COUNTY_HEAD, county.mayor),
        S.ACCEPTED: (OpinionStep.HOST, county.leader(topic.unit_id)),
    }
    for stage, at in reached.items():
        if stage in given:
            step, person = given[stage]
            person_id = topic.host_id if step is OpinionStep.HOST and topic.host_id else person.id
            year.meetings.add(
                TopicOpinion, year.chance.id(at), topic_id=topic.id, step=step, opinion=Opinion.AGREED,
                text="同意上会。", person_id=person_id, stamp="", given_at=at,
            )  # fmt: skip


def _prepare(year: Year, topic: Brought, reached: Mapping[TopicState, datetime]) -> None:
    """上会准备通知、材料、初审, with their deadline, files and papers."""
    if S.NOTICED not in reached:
        return
    chance, county = year.chance, year.county
    noticed, clerk, author = reached[S.NOTICED], topic.clerk_id, county.clerk(topic.unit_id).id
    due = TOPIC_MATERIAL.due(county.calendar, noticed.date())
    year.meetings.add(
        PreparationNotice, chance.id(noticed), topic_id=topic.id, no=1, channel=NoticeChannel.ELECTRONIC,
        answered_by="", delivered_at=noticed, due=due.date, provisional=due.provisional, sent_by=clerk,
        received_by=author,
        received_at=noticed + timedelta(hours=1) if year.has_passed(noticed + timedelta(hours=1)) else None,
    )  # fmt: skip
    paper(year, ("Topic", topic.id), DocumentKind.PREPARATION_NOTICE, f"上会准备通知：{topic.title}", noticed)
    submitted = reached.get(S.SUBMITTED)
    late = submitted is not None and submitted.date() > due.date
    year.meetings.add(
        Deadline, chance.id(noticed), object_type="Topic", object_id=topic.id, key=TOPIC_MATERIAL.key,
        clause=TOPIC_MATERIAL.clause, started_on=noticed.date(), due=due.date, length=TOPIC_MATERIAL.length,
        unit=TOPIC_MATERIAL.unit, provisional=due.provisional, calendar_version=due.calendar_version,
        state=OPEN if submitted is None else MISSED if late else MET, met_on=submitted.date() if submitted else None,
        missed_on=due.date + DAY if late else None, owner_unit_id=topic.unit_id, title=f"报送议题材料：{topic.title}",
    )  # fmt: skip
    if submitted is None:
        return
    if late:
        year.meetings.add(
            Finding, chance.id(submitted), object_type="Topic", object_id=topic.id, action="submit_topic_material",
            kind="ADVISORY", code="MATERIAL_LATE", clauses=["CW-3.3a"], message_zh="议题材料迟于规定时限报送",
            person_id=author, at=submitted, occurred_at=submitted,
        )  # fmt: skip
    returned = chance.happens(0.15)
    versions = [submitted - 2 * DAY, submitted] if returned else [submitted]
    for number, at in enumerate(versions, 1):
        sent_back = number < len(versions)
        material = chance.id(at)
        year.meetings.add(
            Material, material, created_at=at, topic_id=topic.id, number=number, note="", late=late,
            submitted_by=author, submitted_at=at, returned_at=at + timedelta(hours=5) if sent_back else None,
            return_reasons=[{"item": 2, "text": "部门意见不齐"}] if sent_back else [],
            resubmit_due=(at + DAY).date() if sent_back else None,
        )  # fmt: skip
        year.meetings.add(
            StoredFile, chance.id(at), name="议题材料.docx", media_type=None, size=chance.number(30_000, 900_000),
            sha256=f"{chance.number(0, 2**256 - 1):064x}", uploaded_by=author, created_at=at, object_type="Material",
            object_id=material,
        )  # fmt: skip
        checked = at + timedelta(hours=4) if sent_back else reached.get(S.PASSED)
        if checked is not None:
            results = {n: ItemResult.NOT_MET if sent_back and n == 2 else ItemResult.MET for n in REVIEW_ITEMS}
            year.meetings.add(
                PreliminaryReview, chance.id(checked), topic_id=topic.id, material_number=number,
                items=[{"number": n, "result": each.value, "evidence": "材料"} for n, each in results.items()],
                opinion="退回完善" if sent_back else "初审通过", reviewer_id=clerk, reviewed_at=checked,
            )  # fmt: skip


def _ask(year: Year, topic: Brought, reached: Mapping[TopicState, datetime]) -> None:
    """The to-dos that each stage leaves on somebody's desk until the next is reached."""
    county, stages = year.county, list(WAYS[topic.kind])
    leader = county.leader(topic.unit_id).id
    addressed = {
        S.DRAFT: (county.head(topic.unit_id).id, PostCode.UNIT_HEAD, topic.unit_id),
        S.UNIT_HEAD_SIGNED: (leader, None, None),
        S.PROPOSED: (county.mayor.id, PostCode.COUNTY_HEAD, None),
        S.NOTICED: (county.clerk(topic.unit_id).id, PostCode.UNIT_CLERK, topic.unit_id),
        S.SUBMITTED: (topic.clerk_id, PostCode.OFFICE_CLERK, None),
    }
    for stage, kind in CALLS_FOR.items():
        if stage in reached:
            by, post, unit_id = addressed[stage]
            year.task("meetings", kind, ("Topic", topic.id), topic.title, opened=reached[stage],
                      done=reached.get(stages[stages.index(stage) + 1]), by=by, post=post, unit_id=unit_id,
                      restricted=topic.restricted)  # fmt: skip


def _put_off(year: Year, topic: Brought, meeting: Heard) -> None:
    at = meeting.starts_at - 7 * DAY
    if year.has_passed(at):
        year.meetings.add(
            Deferral, year.chance.id(at), topic_id=topic.id, reason=DeferralReason.HEAD_ABSENT, clause="CW-5.2b",
            note="", from_state=S.FINALIZED, from_meeting_id=meeting.put_off_from, earliest_meeting_id=meeting.id,
            deferred_at=at,
        )  # fmt: skip


def paper(
    year: Year, about: tuple[str, UUID], kind: DocumentKind, title: str, at: datetime, *, number: str = "",
    restricted: bool = False,
) -> UUID:  # fmt: skip
    """A paper that was asked for and came out ten minutes later; returns its document."""
    document_id, issued = year.chance.name(), at + timedelta(minutes=10)
    out = year.has_passed(issued)
    year.meetings.add(
        RequestedPaper, year.chance.id(at), subject_type=about[0], subject_id=about[1], kind=kind, title=title,
        progress=PaperState.ISSUED if out else PaperState.REQUESTED, restricted=restricted, requested_at=at,
        document_id=document_id if out else None, number=number if out else "", issued_at=issued if out else None,
        request={"kind": kind.value, "title": title},
    )  # fmt: skip
    return document_id
