"""Minutes with their editions and signatures, and the decisions that they carry."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from deploy.bench.years import words
from deploy.bench.years.setting import DAY
from deploy.bench.years.sittings import Item, Planned, Sitting
from deploy.bench.years.topics import paper
from deploy.bench.years.year import Year
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import DecisionStatus, MinutesStep, Outcome, PartyResult
from services.contracts.words.supervision import ItemState
from services.meetings.decisions.model import Decision, PartyApproval
from services.meetings.minutes.model import Minutes, MinutesEntry, MinutesSignature, MinutesState, MinutesVerdict
from services.meetings.procedures import procedure

DRAFTED_DAYS, SUBMITTED_DAYS = 2, 3  # after the meeting; the signatures follow, three hours one after the other
PARTY_DAYS = 12  # from the minutes to the word of 县委


@dataclass(frozen=True)
class Decided:
    """A decision as supervision learns of it."""

    id: UUID
    number: str
    item: Item
    text: str
    lead_unit_id: UUID
    assist_unit_ids: list[UUID]
    due: date
    leader_id: UUID
    issued_at: datetime
    minutes_id: UUID
    minutes_number: str
    effective_at: datetime


def decide(year: Year, sitting: Sitting) -> list[Decided]:
    """What the meeting decided, topic by topic; nothing before it is over."""
    if not year.has_passed(sitting.plan.ends_at) or sitting.session_no is None:
        return []
    found: list[Decided] = []
    minutes_id = year.chance.id(sitting.plan.ends_at + DRAFTED_DAYS * DAY)
    code = procedure(sitting.plan.kind).code
    for item in sitting.items:
        for _ in range(1 + year.chance.happens(0.1) if item.topic.decides else 0):
            number = f"{sitting.plan.starts_at.year}-{code}-{sitting.session_no:02d}-{len(found) + 1:02d}"
            found.append(_decided(year, sitting, item, number, minutes_id))
    return found


def _decided(year: Year, sitting: Sitting, item: Item, number: str, minutes_id: UUID) -> Decided:
    meeting, topic = sitting.plan, item.topic
    out = meeting.issued_at
    to_party = topic.outcome is Outcome.TO_PARTY_COMMITTEE
    label = f"{meeting.kind.label}纪要〔{meeting.starts_at.year}〕第{sitting.session_no}次"
    return Decided(
        id=year.chance.id(meeting.ends_at),
        number=number,
        item=item,
        text=f"由{year.county.view.unit_name(topic.unit_id)}牵头，{words.work(year.chance)}",
        lead_unit_id=topic.unit_id,
        assist_unit_ids=topic.involved[:2],
        due=(out + year.chance.number(20, 120) * DAY).date(),
        leader_id=year.county.leader(topic.unit_id).id,
        issued_at=out,
        minutes_id=minutes_id,
        minutes_number=label,
        effective_at=out + PARTY_DAYS * DAY if to_party else out,
    )


def write_decision(
    year: Year, sitting: Sitting, decided: Decided, document_id: UUID, followed: tuple[ItemState, str] | None
) -> None:
    """The decision as it stands now; `followed`: what supervision told of its item."""
    meeting, topic = sitting.plan, decided.item.topic
    issued, in_force = year.has_passed(decided.issued_at), year.has_passed(decided.effective_at)
    to_party = decided.effective_at > decided.issued_at
    waiting = DecisionStatus.PENDING_PARTY_APPROVAL if to_party else DecisionStatus.RECORDED
    year.meetings.add(
        Decision,
        decided.id,
        created_at=meeting.ends_at,
        meeting_id=meeting.id,
        item_id=decided.item.id,
        topic_id=topic.id,
        topic_title=topic.title,
        number=decided.number,
        position=int(decided.number.rsplit("-", 1)[1]),
        state=DecisionStatus.EFFECTIVE if in_force else waiting,
        text=decided.text,
        outcome=topic.outcome,
        lead_unit_id=decided.lead_unit_id,
        assist_unit_ids=decided.assist_unit_ids,
        due=decided.due,
        flags=topic.flags,
        needs_party_approval=to_party and not in_force,
        restricted=topic.restricted,
        publishable=not topic.restricted and year.chance.happens(0.3),
        source_leader_id=meeting.host_id,
        portfolio_leader_id=decided.leader_id,
        recorded_at=meeting.ends_at,
        effective_at=decided.effective_at if in_force else None,
        minutes_document_id=document_id if issued else None,
        minutes_number=decided.minutes_number if issued else "",
        supervision_state=followed[0] if followed else None,
        supervision_number=followed[1] if followed else "",
    )
    if to_party and in_force:
        year.meetings.add(
            PartyApproval, year.chance.id(decided.effective_at), decision_id=decided.id, result=PartyResult.AGREED,
            ref_no=f"平办纪〔{decided.effective_at.year}〕{year.chance.number(1, 90)}号",
            decided_on=decided.effective_at.date(), recorded_at=decided.effective_at, recorded_by=meeting.recorder_id,
        )  # fmt: skip


def write_minutes(year: Year, sitting: Sitting, decided: list[Decided], present: list[UUID]) -> UUID:
    """The minutes as far as they have come; returns the document that they are issued as."""
    meeting, county = sitting.plan, year.county
    drafted = meeting.ends_at + DRAFTED_DAYS * DAY
    if sitting.session_no is None or not year.has_passed(drafted):
        return year.chance.name()
    minutes_id = decided[0].minutes_id if decided else year.chance.id(drafted)
    deputies = [each.id for each in county.deputies if each.id in set(present)]
    chain = _chain(year, meeting, deputies)
    editions = 2 if year.chance.happens(0.1) and year.has_passed(meeting.ends_at + SUBMITTED_DAYS * DAY) else 1
    signed = _sign(year, sitting, minutes_id, chain, editions)
    _word(year, sitting, minutes_id, editions)
    number = f"{meeting.kind.label}纪要〔{meeting.starts_at.year}〕第{sitting.session_no}次"
    document_id = paper(
        year, ("Minutes", minutes_id), procedure(meeting.kind).minutes_kind, f"{sitting.name}纪要",
        meeting.issued_at - timedelta(minutes=10), number=number,
    ) if year.has_passed(meeting.issued_at) else year.chance.name()  # fmt: skip
    state, step = _state(year, meeting, signed, len(chain))
    done = state not in (MinutesState.DRAFTING, MinutesState.IN_REVIEW)
    out = year.has_passed(meeting.issued_at)
    last = chain[-1]
    year.meetings.add(
        Minutes,
        minutes_id,
        created_at=drafted,
        meeting_id=meeting.id,
        kind=meeting.kind,
        basis=meeting.basis,
        state=state,
        edition=editions,
        step=chain[step][0] if step is not None else None,
        chain=[each.value for each in dict.fromkeys(each for each, _, _ in chain)],
        host_id=meeting.host_id,
        lead_unit_ids=list(dict.fromkeys(item.topic.unit_id for item in sitting.items)),
        concerned_unit_ids=_concerned(sitting, decided) if out else [],
        attended_deputies=deputies,
        waiting=[who for n, (each, who, _) in enumerate(chain) if each is MinutesStep.COUNTERSIGNATURE and n >= signed],
        summary=f"{sitting.name}研究了{len(sitting.items)}个议题。",
        drafted_by=meeting.recorder_id,
        submitted_at=meeting.ends_at + SUBMITTED_DAYS * DAY if state is not MinutesState.DRAFTING else None,
        signed_at=_signed_at(meeting, len(chain) - 1) if done else None,
        signed_by=last[1] if done else None,
        signed_post=last[2].value if done else "",
        document_id=document_id if out else None,
        document_number=number if out else "",
        issued_at=meeting.issued_at if out else None,
    )
    if out:
        told = [who for each in decided for who in _people(year, each)]
        year.notice("meetings", "minutes_issued", ("Minutes", minutes_id), f"{sitting.name}纪要已印发",
                    "请按议定事项抓好落实。", at=meeting.issued_at, to=[*told, *present])  # fmt: skip
    return document_id


def _concerned(sitting: Sitting, decided: list[Decided]) -> list[UUID]:
    """Units that brought topics or join in them, lead decisions or assist; by topics alone in a personnel matter."""
    brought = {unit for item in sitting.items for unit in (item.topic.unit_id, *item.topic.involved)}
    known = [each for each in decided if not each.item.topic.restricted]
    return sorted(brought | {unit for each in known for unit in (each.lead_unit_id, *each.assist_unit_ids)})


def _people(year: Year, decided: Decided) -> list[UUID]:
    head = year.county.head(decided.lead_unit_id).id
    return [head] if decided.item.topic.restricted else [head, year.county.clerk(decided.lead_unit_id).id]


Signer = tuple[MinutesStep, UUID, PostCode]


def _chain(year: Year, meeting: Planned, deputies: list[UUID]) -> list[Signer]:
    """Step by step who signs, as the table of procedures has it; a parallel step once for each of its signers."""
    county, found = year.county, []
    for each in procedure(meeting.kind).chains[meeting.basis]:
        who = {
            MinutesStep.OFFICE_DIRECTOR: county.director.id,
            MinutesStep.DEPUTY_DIRECTOR: county.checker(meeting.topics[0].unit_id).id,
            MinutesStep.EXECUTIVE_DEPUTY_HEAD: county.executive.id,
        }.get(each.step, meeting.host_id)
        signers = deputies if each.step is MinutesStep.COUNTERSIGNATURE else [who]
        found += [(each.step, signer, each.post) for signer in signers]
    return found


def _signed_at(meeting: Planned, n: int) -> datetime:
    return meeting.ends_at + SUBMITTED_DAYS * DAY + (n + 1) * timedelta(hours=3)


def _sign(year: Year, sitting: Sitting, minutes_id: UUID, chain: list[Signer], edition: int) -> int:
    """Write the signatures that are given by now, and the to-do of whose turn it is; returns how many they are."""
    meeting = sitting.plan
    submitted = meeting.ends_at + SUBMITTED_DAYS * DAY
    if edition > 1:
        year.meetings.add(
            MinutesSignature, year.chance.id(submitted - timedelta(hours=3)), minutes_id=minutes_id, edition=1,
            step=chain[0][0], verdict=MinutesVerdict.RETURNED, person_id=chain[0][1], comment="议定事项责任单位不明确",
            at=submitted - timedelta(hours=3),
        )  # fmt: skip
    signed = 0
    for n, (step, who, post) in enumerate(chain):
        at = _signed_at(meeting, n)
        year.task("meetings", "sign_minutes", ("Minutes", minutes_id), f"审签{sitting.name}纪要",
                  opened=_signed_at(meeting, n - 1), done=at, by=who,
                  post=None if step is MinutesStep.COUNTERSIGNATURE else post)  # fmt: skip
        if year.has_passed(at):
            signed += 1
            year.meetings.add(
                MinutesSignature, year.chance.id(at), minutes_id=minutes_id, edition=edition, step=step,
                verdict=MinutesVerdict.SIGNED, person_id=who, at=at,
            )  # fmt: skip
    return signed


def _state(year: Year, meeting: Planned, signed: int, steps: int) -> tuple[MinutesState, int | None]:
    """Where the minutes stand, and the step that waits."""
    if year.has_passed(meeting.issued_at):
        return MinutesState.ISSUED, None
    if signed == steps:
        return MinutesState.SIGNED, None
    if year.has_passed(meeting.ends_at + SUBMITTED_DAYS * DAY):
        return MinutesState.IN_REVIEW, signed
    return MinutesState.DRAFTING, None


def _word(year: Year, sitting: Sitting, minutes_id: UUID, editions: int) -> None:
    for edition in range(1, editions + 1):
        for item in sitting.items:
            year.meetings.add(
                MinutesEntry, year.chance.id(sitting.plan.ends_at + DRAFTED_DAYS * DAY), minutes_id=minutes_id,
                edition=edition, item_id=item.id, position=item.position, heading=item.topic.title,
                text=words.paragraph(year.chance, 3), restricted=item.topic.restricted,
            )  # fmt: skip
