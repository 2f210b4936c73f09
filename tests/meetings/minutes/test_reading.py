"""Editions held against each other, excerpts for the units, and the scan of what was signed on paper."""

import asyncio
import hashlib
from typing import Any

import pytest

from services.kernel.ids import new_id
from services.meetings.minutes.model import MinutesEntry
from services.meetings.minutes.reading.differences import PartKind, differences
from tests.meetings.minutes.story import (
    DECISION,
    FIRST_CORRECTION,
    NUMBER,
    SIGNERS,
    correction_of,
    issued,
    reworded,
    signed,
    standing_minutes,
)
from tests.meetings.steps import (
    answer_paper,
    done,
    drafted,
    events,
    hold,
    in_session,
    meeting_of,
    minutes_of,
    ready_topic,
    refused,
)
from tests.meetings.test_files import DOWNLOAD, PDF, UPLOAD, inside, put
from tests.service import RunningService, known_id

CHANGED = """query($id: ID!, $since: Int) { minutes(id: $id) {
  differences(since: $since) { heading parts { kind text } } } }"""
EXCERPTS = "query($id: ID!) { minutes(id: $id) { excerpts { unit { id } leads { number } assists { number } text } } }"


async def changed(office: RunningService, minutes: str, *, as_: str = "clerk", since: int | None = None) -> list[Any]:
    return list((await office.ask(CHANGED, as_=as_, id=minutes, since=since))["differences"])


def turned(difference: dict[str, Any]) -> list[tuple[str, str]]:
    return [(part["kind"], part["text"]) for part in difference["parts"] if part["kind"] != "SAME"]


def test_both_wordings_can_be_read_from_the_differences() -> None:
    item, gone, come = new_id(), new_id(), new_id()

    def entry(of: Any, text: str) -> MinutesEntry:
        return MinutesEntry(item_id=of, heading="议题", text=text)

    old, new = (
        "会议听取了汇报。\n会议决定，原则同意。\n由县住建局负责。",
        "会议听取了汇报。\n会议决定，同意。\n另行通报。",
    )
    found = differences([entry(item, old), entry(gone, "甲")], [entry(item, new), entry(come, "乙")])
    by_item = {each.item_id: each for each in found}
    for kept, whole in ((PartKind.REMOVED, old), (PartKind.ADDED, new)):
        parts = [part.text for part in by_item[item].parts if part.kind in (PartKind.SAME, kept)]
        assert "".join(parts) == f"议题\n{whole}"
    assert {part.kind for part in by_item[gone].parts} == {PartKind.REMOVED}
    assert {part.kind for part in by_item[come].parts} == {PartKind.ADDED}
    assert differences([entry(item, old)], [entry(item, old)]) == []
    long = "甲" * 5_000
    (whole,) = differences([entry(item, long)], [entry(item, long.replace("甲", "乙"))])
    assert [part.kind for part in whole.parts] == [PartKind.SAME, PartKind.REMOVED, PartKind.ADDED]


async def test_a_reader_sees_what_changed_between_editions(office: RunningService) -> None:
    minutes = await drafted(office, await in_session(office, [await ready_topic(office)]))
    assert await changed(office, minutes["id"]) == []
    await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    again = await done(office, "returnMinutes", as_="director", id=minutes["id"], act={"reason": "改"})
    entries = reworded(again, "原则同意实施方案", "同意实施方案")
    await done(office, "editMinutes", as_="clerk", id=minutes["id"], entries=entries)
    (difference,) = await changed(office, minutes["id"], as_="executive")
    assert turned(difference) == [("REMOVED", "原则")]
    assert await changed(office, minutes["id"], since=2) == []
    assert await changed(office, minutes["id"], since=1) == [difference]
    assert await office.error_code(CHANGED, as_="clerk", id=minutes["id"], since=3) == "NOT_FOUND"


async def test_a_correction_is_held_against_what_it_corrects(office: RunningService) -> None:
    topics = [await ready_topic(office, title="某某任职", flags=["PERSONNEL"]), await ready_topic(office)]
    minutes = await issued(office, await in_session(office, topics))
    draft = await correction_of(office, minutes["id"])
    whole = await minutes_of(office, draft["id"], as_="director")
    entries = reworded(whole, "原则同意实施方案", "同意实施方案")
    await done(office, "editMinutes", as_="director", id=draft["id"], entries=entries)
    assert len(await changed(office, draft["id"], as_="mayor")) == 2
    assert [each["heading"] for each in await changed(office, draft["id"])] == ["县城老旧小区改造方案"]
    await signed(office, draft["id"])
    await answer_paper(office, draft["id"], FIRST_CORRECTION)
    assert await changed(office, draft["id"], as_="housing-head") == []


async def excerpts_of(office: RunningService, minutes: str, *, as_: str) -> dict[str, Any]:
    found = (await office.ask(EXCERPTS, as_=as_, id=minutes))["excerpts"]
    return {each["unit"]["id"]: each for each in found}


async def test_each_unit_gets_the_decisions_it_leads_or_assists(office: RunningService) -> None:
    topics = [await ready_topic(office, title="某某任职", flags=["PERSONNEL"]), await ready_topic(office)]
    town = {**DECISION, "leadUnitId": str(known_id("town")), "text": "由城关镇做好群众工作。", "assistUnitIds": []}
    meeting = await in_session(office, topics)
    minutes = await drafted(office, meeting, decisions=[DECISION, town])
    assert await excerpts_of(office, minutes["id"], as_="director") == {}
    await signed(office, minutes["id"])
    await answer_paper(office, minutes["id"], NUMBER)
    every = await excerpts_of(office, minutes["id"], as_="director")
    assert {unit: len(e["leads"]) + len(e["assists"]) for unit, e in every.items()} == {
        str(known_id(unit)): 1 for unit in ("housing", "finance", "town")
    }
    own = await excerpts_of(office, minutes["id"], as_="town-head")  # its topic it was not, but it has to act
    assert list(own) == [str(known_id("town"))]
    assert (
        own[str(known_id("town"))]["text"].splitlines()[0] == f"县政府第1次常务会议纪要（{NUMBER}）摘录：城关镇人民政府"
    )
    assert "由城关镇做好群众工作。（责任单位：城关镇人民政府；时限：2022年6月30日前）" in str(own)
    assert (await minutes_of(office, minutes["id"], as_="town-head"))["entries"] == []
    assists = await excerpts_of(office, minutes["id"], as_="finance-clerk")
    assert [len(e["assists"]) for e in assists.values()] == [1]
    assert "某某" not in str((every, own, assists))
    notices = [e for e in await events(office, "notice.raised") if e.data["template"] == "minutes_issued_unit"]
    assert len(notices) == 3
    assert "人事" not in str([e.data for e in notices])
    read = "query($id: ID!) { minutes(id: $id) { id } }"
    assert await office.error_code(read, as_="letters-head", id=minutes["id"]) == "NOT_FOUND"
    assert await office.error_code(EXCERPTS, as_="admin", id=minutes["id"]) == "NOT_FOUND"


async def test_the_excerpt_of_a_correction_holds_what_it_changed(office: RunningService) -> None:
    minutes = await issued(
        office, await in_session(office, [await ready_topic(office)]), decisions=[DECISION, {**DECISION, "text": "二"}]
    )
    meeting = (await events(office, "minutes.issued"))[0].data["meeting_id"]
    first = (await meeting_of(office, meeting))["decisions"][0]
    draft = await correction_of(office, minutes["id"])
    change = {"decisionId": first["id"], "decision": {**DECISION, "due": "2022-08-31"}}
    await done(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=[change])
    await signed(office, draft["id"])
    await answer_paper(office, draft["id"], FIRST_CORRECTION)
    (excerpt,) = (await excerpts_of(office, draft["id"], as_="housing-head")).values()
    assert [d["number"] for d in excerpt["leads"]] == [first["number"]]
    assert "2022年8月31日前" in excerpt["text"]
    (whole,) = (await excerpts_of(office, minutes["id"], as_="housing-head")).values()
    assert len(whole["leads"]) == 2
    told = [e for e in await events(office, "notice.raised") if e.data["template"] == "minutes_corrected_unit"]
    assert {e.data["recipients"][0]["unit_id"] for e in told} == {str(known_id("housing")), str(known_id("finance"))}


async def uploaded(office: RunningService, content: bytes = PDF, name: str = "签字件.pdf", as_: str = "clerk") -> str:
    link = await office.ask(UPLOAD, as_=as_, name=name)
    status, _ = await put(office, link, content)
    assert status == 200
    return str(link["fileId"])


@pytest.mark.refuses("ACTOR_NOT_ALLOWED", "REASON_REQUIRED", "STATE_NOT_ALLOWED")
async def test_the_scan_of_the_signed_paper_is_kept_with_its_hash(office: RunningService) -> None:
    minutes = await drafted(office, await in_session(office, [await ready_topic(office)]))
    early = await uploaded(office)
    answer = await refused(office, "attachMinutesScan", as_="clerk", id=minutes["id"], fileId=early)
    assert answer == ["STATE_NOT_ALLOWED:起草"]
    answer = await refused(office, "attachMinutesScan", as_="deputy-a", id=minutes["id"], fileId=early)
    assert answer == ["ACTOR_NOT_ALLOWED"]
    await signed(office, minutes["id"], SIGNERS)
    kept = await done(office, "attachMinutesScan", as_="clerk", id=minutes["id"], fileId=early)
    (scan,) = kept["signedScans"]
    assert (scan["sha256"], scan["size"]) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert (scan["edition"], scan["restricted"], scan["attachedBy"]["id"]) == (1, False, str(known_id("clerk")))
    other = await uploaded(office, PDF + b"% 2")
    answer = await refused(office, "attachMinutesScan", as_="clerk", id=minutes["id"], fileId=other)
    assert answer == ["REASON_REQUIRED"]
    act = {"reason": "漏扫一页"}
    again = await done(office, "attachMinutesScan", as_="clerk", id=minutes["id"], fileId=other, act=act)
    assert [(s["id"], s["replacedBecause"]) for s in again["signedScans"]] == [(early, "漏扫一页"), (other, "")]
    link = await office.ask(DOWNLOAD, as_="executive", id=other)
    async with office.http.get(inside(office, link["path"])) as response:
        assert hashlib.sha256(await response.read()).hexdigest() == again["signedScans"][1]["sha256"]
    assert await office.error_code(DOWNLOAD, as_="housing-head", id=other) == "NOT_FOUND"
    assert await office.error_code(DOWNLOAD, as_="admin", id=other) == "NOT_FOUND"


async def test_of_two_scans_at_once_one_is_the_final_one(office: RunningService) -> None:
    minutes = await standing_minutes(office)
    files = [await uploaded(office), await uploaded(office, PDF + b"% 2", as_="clerk-b")]
    answers = await asyncio.gather(
        *(
            hold(office, "attachMinutesScan", as_=login, id=minutes["id"], fileId=file)
            for login, file in zip(("clerk", "clerk-b"), files, strict=True)
        )
    )
    assert sorted(answer["__typename"] for answer in answers) == ["Minutes", "Refusal"]
    assert len((await minutes_of(office, minutes["id"]))["signedScans"]) == 1


@pytest.mark.refuses("FILE_NOT_UPLOADED", "FILE_TYPE_NOT_ALLOWED")
async def test_a_scan_is_a_picture_of_paper_and_ones_own(office: RunningService) -> None:
    minutes = await standing_minutes(office)
    archive = await uploaded(office, b"PK\x03\x04" + b"0" * 64, "签字件.docx")
    answer = await refused(office, "attachMinutesScan", as_="clerk", id=minutes["id"], fileId=archive)
    assert answer == ["FILE_TYPE_NOT_ALLOWED:docx"]
    attach = "mutation($id: ID!, $file: ID!) { attachMinutesScan(id: $id, fileId: $file) { __typename } }"
    foreign = await uploaded(office, as_="clerk-b")
    assert await office.error_code(attach, as_="clerk", id=minutes["id"], file=foreign) == "NOT_FOUND"
    unfinished = (await office.ask(UPLOAD, as_="clerk", name="未传完.pdf"))["fileId"]
    answer = await refused(office, "attachMinutesScan", as_="clerk", id=minutes["id"], fileId=unfinished)
    assert answer == ["FILE_NOT_UPLOADED"]


async def test_a_scan_that_shows_personnel_matters_is_for_the_few(office: RunningService) -> None:
    topics = [await ready_topic(office, title="某某任职", flags=["PERSONNEL"]), await ready_topic(office)]
    minutes = await issued(office, await in_session(office, topics))
    secret, public = await uploaded(office), await uploaded(office, PDF + b"% 2")
    await done(office, "attachMinutesScan", as_="clerk", id=minutes["id"], fileId=secret)
    await done(office, "attachMinutesScan", as_="clerk", id=minutes["id"], fileId=public, restricted=False)
    assert [s["id"] for s in (await minutes_of(office, minutes["id"]))["signedScans"]] == [public]
    assert len((await minutes_of(office, minutes["id"], as_="mayor"))["signedScans"]) == 2
    assert await office.error_code(DOWNLOAD, as_="inspector", id=secret) == "NOT_FOUND"
    assert (await office.ask(DOWNLOAD, as_="director", id=secret))["path"]
