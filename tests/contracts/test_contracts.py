"""The published language: names, payloads, masks, and that it only grows."""

import copy
import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import jsonschema
import pytest
import yaml
from pydantic import ValidationError

from services.contracts import asyncapi, documents, meetings, registry, shared, supervision
from services.contracts.base import PERSONNEL_MASK, Ref
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import MeetingKind
from services.contracts.words.shared import DocumentKind
from services.kernel.clock import SHANGHAI
from services.kernel.events import Envelope, Event
from tests.contracts.evolution import all_breaks, breaks, committed, current

ID = UUID("01900000-0000-7000-8000-000000000001")

# Every row of the specification's list (07), with the publisher that resolution AMB-40 gives it.
OWN = "meetings supervision learning documents"
SPEC_07 = {
    "roster.published": "directory",
    "delegation.registered": "directory",
    "delegation.revoked": "directory",
    "absence.approved": "directory",
    "absence.ended": "directory",
    "task.opened": OWN,
    "task.closed": OWN,
    "notice.raised": OWN,
    "calendar.updated": "directory",
    "deadline.recomputed": OWN,
    "topic.proposed": "meetings",
    "topic.backlogged": "meetings",
    "topic.material_requested": "meetings",
    "topic.material_submitted": "meetings",
    "topic.material_returned": "meetings",
    "topic.deferred": "meetings",
    "topic.rejected": "meetings",
    "topic.finalized": "meetings",
    "legal_review.requested": "meetings documents",
    "legal_review.completed": "documents",
    "agenda.issued": "meetings",
    "meeting.scheduled": "meetings",
    "meeting.rescheduled": "meetings",
    "meeting.cancelled": "meetings",
    "meeting.notified": "meetings",
    "leave.decided": "meetings learning",
    "meeting.started": "meetings",
    "attendance.finalized": "meetings",
    "meeting.concluded": "meetings",
    "decision.recorded": "meetings",
    "party_approval.recorded": "meetings",
    "minutes.submitted": "meetings",
    "minutes.returned": "meetings",
    "minutes.signed": "meetings",
    "minutes.issued": "meetings",
    "minutes.corrected": "meetings",
    "prestudy.requested": "meetings",
    "law_study.scheduled": "learning",
    "law_study.held": "learning",
    "study_plan.approved": "learning",
    "study.confirmed": "learning",
    "study.held": "learning",
    "study.archived": "learning",
    "gap.detected": "learning",  # learning.gap_detected
    "year.closed": "learning",  # learning.year_closed
    # supervision.registered … : the aggregate is the item
    "item.registered": "supervision",
    "item.dispatched": "supervision",
    "item.received": "supervision",
    "item.reported": "supervision",
    "item.returned": "supervision",
    "item.extended": "supervision",
    "item.extension_rejected": "supervision",
    "item.due_soon": "supervision",
    "item.overdue": "supervision",
    "item.urged": "supervision",
    "item.escalated": "supervision",
    "item.closed": "supervision",
    "item.suspended": "supervision",
    "item.cancelled": "supervision",
    "warning.issued": "supervision",
    "bulletin.issued": "supervision",
    "interview.approved": "supervision",
    "interview.held": "supervision",
    "interview.plan_overdue": "supervision",
    "interview.plan_received": "supervision",
    "criticism.issued": "supervision",
    "accountability.transferred": "supervision",
    "annual_summary.sent": "supervision",
    "document.requested": "meetings supervision learning",
    "restricted_document.requested": "meetings supervision",
    "document.rendered": "documents",
    "document.numbered": "documents",
    "document.issued": "documents",
    "document.failed": "documents",  # design §8
    "document.received": "documents",
    "document.archived": "documents",
    "document.voided": "documents",
    "consultation.opened": "documents",
    "consultation.closed": "documents",
}
# What the list does not name and the house needs: the item of a decision that a later one has changed ends (GZ-9.3),
# and the 会前学法 of a meeting that has no day waits for one (XF-3.2).
BEYOND_07 = {"decision.changed": "meetings", "topic.drafted": "meetings", "meeting.postponed": "meetings"}


def decision(**changes: Any) -> meetings.Decision:
    fields: dict[str, Any] = {
        "decision_id": ID,
        "revision": 1,
        "number": "2022-CW-02-03",
        "topic_id": ID,
        "topic_title": "关于某事项的请示",
        "text": "会议同意。",
        "outcome": meetings.Outcome.AGREED,
        "status": meetings.DecisionStatus.EFFECTIVE,
    }
    return meetings.Decision(**(fields | changes))


def request(event: type[shared.DocumentRequested], **changes: Any) -> shared.DocumentRequested:
    fields: dict[str, Any] = {
        "request_id": ID,
        "requester": Ref(type="Minutes", id=ID),
        "kind": DocumentKind.STANDING_MINUTES,
        "title": "纪要",
        "data": {},
    }
    return event(**(fields | changes))


def test_every_event_of_the_specification_has_its_class() -> None:
    listed = SPEC_07 | BEYOND_07
    expected = {f"{service}.{name}.v1" for name, services in listed.items() for service in services.split()}
    assert {event.TYPE for event in registry.events()} == expected


@pytest.mark.parametrize("event", registry.events(), ids=lambda event: event.TYPE)
def test_names_follow_the_grammar(event: type[Event]) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_]+\.[a-z_]+\.v[1-9]", event.TYPE)
    assert event.source() == event.__module__.rsplit(".", 1)[1]
    assert event.TYPE.split(".")[1].startswith("restricted_") == event.RESTRICTED
    assert event.bus_subject() == f"{'rst' if event.RESTRICTED else 'evt'}.{event.TYPE}"
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", field) for field in event.model_fields)
    assert re.search(r"[\u4e00-\u9fff]", event.__doc__ or ""), "the docstring names the Chinese term"
    assert event.model_config["frozen"]


def test_the_code_only_adds_to_what_was_published() -> None:
    assert all_breaks() == []


def test_the_snapshots_hold_everything_that_is_published() -> None:
    assert committed() == current(), "run: python -m tests.contracts.evolution"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda s: s["properties"].pop("document_id"), "document_id is gone"),
        (lambda s: s["properties"]["document_id"].update(type="integer"), "'string' became 'integer'"),
        (lambda s: s["required"].remove("document_id"), "document_id may now be missing"),
        (lambda s: s["properties"].update(x={}) or s["required"].append("x"), "x is new and has no default"),
        (lambda s: s["required"].append("basis"), "basis became required"),
        (lambda s: s["$defs"]["Outcome"]["enum"].remove("NOTED"), "NOTED is gone"),
        (lambda s: s["$defs"]["Decision"]["properties"].pop("text"), "text is gone"),
        (lambda s: s["properties"]["document_number"].update(maxLength=9), "maxLength was None, is 9"),
    ],
)
def test_what_is_no_addition_is_found(change: Any, complaint: str) -> None:
    old = asyncapi.json_schema(meetings.MinutesIssued)
    new = copy.deepcopy(old)
    change(new)
    assert any(complaint in line for line in breaks(old, new))


def test_an_optional_field_and_a_new_value_are_additions() -> None:
    old = asyncapi.json_schema(meetings.MinutesIssued)
    new = copy.deepcopy(old)
    new["properties"]["remark"] = {"type": "string", "default": ""}
    new["$defs"]["Outcome"]["enum"].append("OTHER")
    assert list(breaks(old, new)) == []


def test_asyncapi_and_its_page_are_fresh() -> None:
    advice = "run: python -m services.contracts.asyncapi"
    assert (asyncapi.DOCS / "asyncapi.yaml").read_text(encoding="utf-8") == asyncapi.asyncapi_yaml(), advice
    assert (asyncapi.DOCS / "events.md").read_text(encoding="utf-8") == asyncapi.events_markdown(), advice


def test_asyncapi_has_no_dangling_reference() -> None:
    document = yaml.safe_load(asyncapi.asyncapi_yaml())

    def references(part: Any) -> Any:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part["$ref"]
            part = list(part.values())
        if isinstance(part, list):
            for one in part:
                yield from references(one)

    found = list(references(document))
    assert len(found) > len(registry.events())
    for reference in found:
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft7Validator.check_schema(schema)


def test_minutes_issued_survive_the_journey() -> None:
    sent = meetings.MinutesIssued(
        minutes_id=ID,
        document_id=ID,
        document_number="常务会议纪要〔2022〕第2次",
        meeting_id=ID,
        meeting_kind=MeetingKind.STANDING,
        year=2022,
        session_no=2,
        meeting_date=date(2022, 2, 25),
        host_id=ID,
        decisions=(decision(due=date(2022, 6, 30), flags=(meetings.TopicFlag.MAJOR_INVESTMENT,)),),
        issued_at=datetime(2022, 3, 1, 10, 0, tzinfo=SHANGHAI),
        actor=ID,
        clauses=("CW-6.2", "GZ-19"),
    )
    data = sent.model_dump(mode="json")
    assert data["issued_at"] == "2022-03-01T10:00:00+08:00"
    assert data["meeting_date"] == "2022-02-25"
    at = datetime(2022, 3, 1, 2, 0, tzinfo=UTC)
    travelled = Envelope.load(Envelope(id=ID, type=sent.TYPE, subject=str(ID), time=at, data=data).dump())
    assert travelled.read(meetings.MinutesIssued) == sent


def test_times_are_told_in_the_county_and_never_without_a_zone() -> None:
    fields: dict[str, Any] = {"minutes_id": ID, "meeting_id": ID, "meeting_kind": "STANDING", "version": 1, "by": ID}
    signed = meetings.MinutesSigned(**fields, at=datetime(2022, 2, 28, 16, 30, tzinfo=UTC))
    assert signed.model_dump(mode="json")["at"] == "2022-03-01T00:30:00+08:00"
    with pytest.raises(ValidationError, match="timezone"):
        meetings.MinutesSigned(**fields, at=datetime(2022, 3, 1))  # noqa: DTZ001


def test_unknown_fields_are_ignored() -> None:
    data = {"transfer_id": str(ID), "added_later": 1}
    assert supervision.AccountabilityTransferred.model_validate(data).transfer_id == ID


def test_restricted_matter_is_masked_in_public_events() -> None:
    with pytest.raises(ValidationError, match="masked"):
        decision(restricted=True)
    with pytest.raises(ValidationError, match="masked"):
        decision(restricted=True, topic_title=PERSONNEL_MASK)
    assert decision(restricted=True, topic_title=PERSONNEL_MASK, text=PERSONNEL_MASK).restricted
    row: dict[str, Any] = {"topic_id": ID, "order": 1, "unit_id": ID, "reporter_id": ID, "planned_minutes": 5}
    with pytest.raises(ValidationError, match="masked"):
        meetings.AgendaTopic(**row, title="任免", restricted=True)
    assert meetings.AgendaTopic(**row, title=PERSONNEL_MASK, restricted=True)


def test_restricted_requests_travel_apart() -> None:
    assert request(meetings.RestrictedDocumentRequested, restricted=True).bus_subject().startswith("rst.")
    with pytest.raises(ValidationError, match="travels on"):
        request(meetings.DocumentRequested, restricted=True)
    with pytest.raises(ValidationError, match="travels on"):
        request(supervision.RestrictedDocumentRequested)


def test_an_addressee_is_a_person_or_a_post() -> None:
    assert shared.Addressee(post=PostCode.UNIT_HEAD, unit_id=ID)
    for wrong in ({}, {"unit_id": ID}, {"person_id": ID, "post": PostCode.UNIT_HEAD}):
        with pytest.raises(ValidationError, match="person or a post"):
            shared.Addressee(**wrong)


def test_every_value_has_a_chinese_label() -> None:
    assert MeetingKind("STANDING").label == "常务会议"
    assert documents.ReviewConclusion.ILLEGAL.label == "不合法"
    assert DocumentKind.WARNING_SHEET.label == "督办单"
