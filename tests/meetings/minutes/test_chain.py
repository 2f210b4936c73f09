"""The way of the minutes through the chain (CW-6.2, GZ-19, BG-6, ZT-5, AMB-02, AMB-31, AMB-33)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from services.contracts.directory import AbsenceApproved
from services.contracts.words.directory import AbsenceKind
from services.kernel.ids import new_id
from services.kernel.store import AuditEntry
from tests.meetings.minutes.story import gives_up_post, signing_tasks
from tests.meetings.steps import (
    answer_paper,
    delegate,
    done,
    drafted,
    events,
    hold,
    in_session,
    meeting_of,
    minutes_of,
    offered,
    ready_topic,
    refused,
)
from tests.roster import roster
from tests.service import RunningService, known_id

DEPUTY = {"kind": "SPECIAL", "hostId": str(known_id("deputy-a"))}


async def submitted(
    office: RunningService, *, absent: tuple[str, ...] = (), kind: str = "STANDING", **plan: str
) -> str:
    """Minutes in the chain."""
    meeting = await in_session(office, [await ready_topic(office, kind=kind)], absent=absent, kind=kind, **plan)
    minutes = await drafted(office, meeting)
    return str((await done(office, "submitMinutes", as_="clerk", id=minutes["id"]))["id"])


@pytest.mark.refuses("ACTOR_NOT_ALLOWED", "CHAIN_ORDER")
async def test_signing_chain_is_kept(office: RunningService) -> None:
    minutes = await submitted(office)
    for login in ("executive", "mayor"):
        answer = await hold(office, "signMinutes", as_=login, id=minutes)
        assert [(v["code"], v["detail"]) for v in answer["violations"]] == [("CHAIN_ORDER", "办主任审核")]
    assert await refused(office, "signMinutes", as_="clerk", id=minutes) == ["ACTOR_NOT_ALLOWED"]
    assert (await offered(office, "minutes", minutes, as_="mayor"))["signMinutes"] == ["CHAIN_ORDER"]
    assert (await offered(office, "minutes", minutes, as_="director"))["signMinutes"] == []
    await done(office, "signMinutes", as_="director", id=minutes)
    assert await refused(office, "returnMinutes", as_="director", id=minutes, act={"reason": "再改"}) == [
        "CHAIN_ORDER:常务副县长审定"
    ]


@pytest.mark.refuses("REASON_REQUIRED")
async def test_a_return_begins_the_chain_anew(office: RunningService) -> None:
    minutes = await submitted(office)
    await done(office, "signMinutes", as_="director", id=minutes)
    assert await refused(office, "returnMinutes", as_="executive", id=minutes) == ["REASON_REQUIRED"]
    returned = await done(office, "returnMinutes", as_="executive", id=minutes, act={"reason": "责任单位表述不准"})
    assert (returned["state"], returned["edition"], len(returned["entries"])) == ("DRAFTING", 2, 1)
    assert (await events(office, "minutes.returned", minutes))[0].data["comment"] == "责任单位表述不准"
    entries = [{"itemId": e["itemId"], "text": "会议决定，由县住建局牵头。"} for e in returned["entries"]]
    await done(office, "editMinutes", as_="clerk", id=minutes, entries=entries, summary="研究城建工作")
    again = await done(office, "submitMinutes", as_="clerk", id=minutes)
    assert (again["step"], again["entries"][0]["text"]) == ("OFFICE_DIRECTOR", "会议决定，由县住建局牵头。")


@pytest.mark.refuses("SIGNER_NOT_ALLOWED")
async def test_signer_is_the_one_named(office: RunningService) -> None:
    minutes = await submitted(office)
    for login in ("director", "executive"):
        await done(office, "signMinutes", as_=login, id=minutes)
    answer = await hold(office, "signMinutes", as_="executive", id=minutes)
    assert ("SIGNER_NOT_ALLOWED", "GZ-19.1") in [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]]
    assert (await done(office, "signMinutes", as_="mayor", id=minutes))["state"] == "SIGNED"


async def test_nobody_signs_two_steps(office: RunningService) -> None:
    """常务副县长 signed step 2 as himself; a 委托 given afterwards does not let him sign step 3 as well."""
    minutes = await submitted(office)
    for login in ("director", "executive"):
        await done(office, "signMinutes", as_=login, id=minutes)
    await delegate(office, ("SIGN",), "executive", ("2022-02-21", "2022-02-26"))
    answer = await hold(office, "signMinutes", as_="executive", id=minutes)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("SIGNER_NOT_ALLOWED", "CW-6.2c")]


async def test_amb31_a_delegated_signature_covers_both_steps(office: RunningService) -> None:
    minutes = await submitted(office)
    await done(office, "signMinutes", as_="director", id=minutes)
    await delegate(office, ("SIGN",), "executive", ("2022-02-21", "2022-02-26"))
    signed = await done(office, "signMinutes", as_="executive", id=minutes, comment="同意印发")
    assert (signed["state"], signed["signStamp"]) == ("SIGNED", "受县长委托")
    steps = [(s["step"], s["stamp"]) for s in signed["signatures"]]
    assert steps[1:] == [("EXECUTIVE_DEPUTY_HEAD", ""), ("SIGNATURE", "受县长委托")]
    (request,) = await events(office, "document.requested", minutes)
    assert request.data["signer"]["stamp"] == "受县长委托"
    assert request.data["data"]["signatory"] == "常务副县长常务甲（受县长委托签发）"
    (entry,) = await audited(office, minutes, "sign_for_the_county_head")
    assert (entry.on_behalf_of, entry.stamp) == (known_id("mayor"), "受县长委托")


@pytest.mark.refuses("COUNTERSIGN_INCOMPLETE")
async def test_at26_countersignatures_come_before_the_signature(office: RunningService) -> None:
    minutes = await submitted(office, kind="MAYOR", absent=("deputy-b",))
    signed = await done(office, "signMinutes", as_="director", id=minutes)
    assert signed["step"] == "COUNTERSIGNATURE"
    assert {p["id"] for p in signed["waiting"]} == {str(known_id("executive")), str(known_id("deputy-a"))}
    await done(office, "signMinutes", as_="executive", id=minutes)
    answer = await hold(office, "signMinutes", as_="mayor", id=minutes)
    assert [(v["code"], v["detail"]) for v in answer["violations"]] == [("COUNTERSIGN_INCOMPLETE", "副县长甲")]
    assert (await hold(office, "signMinutes", as_="deputy-b", id=minutes))["__typename"] == "Refusal"
    assert (await done(office, "signMinutes", as_="deputy-a", id=minutes))["step"] == "SIGNATURE"
    final = await done(office, "signMinutes", as_="mayor", id=minutes)
    assert (final["state"], final["internal"]) == ("SIGNED", True)
    (request,) = await events(office, "document.requested", minutes)
    assert (request.data["kind"], request.data["series"]) == ("MAYOR_MINUTES", "MAYOR_MINUTES")
    assert request.data["data"]["countersigners"] == ["常务甲", "副县长甲"]


async def test_substitute_countersigns_what_he_heard(office: RunningService) -> None:
    minutes = await submitted(office, kind="MAYOR", absent=("deputy-b",))
    await done(office, "signMinutes", as_="director", id=minutes)
    await away(office, "deputy-a", "deputy-b")
    answer = await hold(office, "signMinutes", as_="deputy-b", id=minutes)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("SIGNER_NOT_ALLOWED", "BG-6")]


async def away(office: RunningService, login: str, substitute: str) -> None:
    event = AbsenceApproved(
        id=new_id(),
        person_id=known_id(login),
        kind=AbsenceKind.OFFICIAL_TRIP,
        valid_from=date(2022, 2, 21),
        valid_until=date(2022, 2, 28),
        substitute_id=known_id(substitute),
    )
    await office.receive(event, event.id)


async def test_a_substitute_who_was_there_countersigns_for_himself_and_for_the_other(office: RunningService) -> None:
    minutes = await submitted(office, kind="MAYOR", absent=("executive",))
    await done(office, "signMinutes", as_="director", id=minutes)
    await away(office, "deputy-a", "deputy-b")
    own = await done(office, "signMinutes", as_="deputy-b", id=minutes)
    assert [p["id"] for p in own["waiting"]] == [str(known_id("deputy-a"))]
    both = await done(office, "signMinutes", as_="deputy-b", id=minutes)
    assert (both["step"], both["signatures"][-1]["stamp"]) == ("SIGNATURE", "副县长乙（代副县长甲）")
    entries = await audited(office, minutes, "sign_minutes")
    assert [entry.on_behalf_of for entry in entries[1:]] == [None, known_id("deputy-a")]


@pytest.mark.refuses("COUNTERSIGN_INCOMPLETE")
async def test_who_signs_for_the_county_head_countersigns_last(office: RunningService) -> None:
    """受县长委托签发 of a 县长办公会议: one signature of the delegate is 会签 and 签发 (AMB-31)."""
    minutes = await submitted(office, kind="MAYOR", absent=("deputy-b",))
    await done(office, "signMinutes", as_="director", id=minutes)
    await delegate(office, ("SIGN",), "executive", ("2022-02-21", "2022-02-26"))
    answer = await hold(office, "signMinutes", as_="executive", id=minutes)
    assert [(v["code"], v["detail"]) for v in answer["violations"]] == [("COUNTERSIGN_INCOMPLETE", "副县长甲")]
    await done(office, "signMinutes", as_="deputy-a", id=minutes)
    signed = await done(office, "signMinutes", as_="executive", id=minutes)
    assert (signed["state"], signed["signStamp"]) == ("SIGNED", "受县长委托")
    assert [s["step"] for s in signed["signatures"]][1:] == ["COUNTERSIGNATURE", "COUNTERSIGNATURE", "SIGNATURE"]
    (request,) = await events(office, "document.requested", minutes)
    assert request.data["data"]["signatory"] == "常务副县长常务甲（受县长委托签发）"
    assert request.data["data"]["countersigners"] == ["副县长甲", "常务甲"]
    (entry,) = await audited(office, minutes, "sign_for_the_county_head")
    assert (entry.person_id, entry.on_behalf_of) == (known_id("executive"), known_id("mayor"))
    assert (entry.stamp, entry.delegation_id is None) == ("受县长委托", False)


async def test_bg_6_each_countersigner_closes_his_own_task(office: RunningService) -> None:
    """The others are still asked; a return takes back what is left."""
    minutes = await submitted(office, kind="MAYOR")
    await done(office, "signMinutes", as_="director", id=minutes)
    three = {"executive", "deputy-a", "deputy-b"}
    assert await signing_tasks(office, minutes) == three
    await done(office, "signMinutes", as_="executive", id=minutes)
    assert await signing_tasks(office, minutes) == three - {"executive"}
    await done(office, "returnMinutes", as_="deputy-a", id=minutes, act={"reason": "再核"})
    assert await signing_tasks(office, minutes) == set()


async def test_bg_6_a_presiding_deputy_head_countersigns_too(office: RunningService) -> None:
    """受县长委托 presiding, 常务副县长 is 参会副县长 as well; 县长 signs."""
    await delegate(office, ("PRESIDE",), "executive", ("2022-02-21", "2022-02-26"))
    minutes = await submitted(office, kind="MAYOR", hostId=str(known_id("executive")))
    checked = await done(office, "signMinutes", as_="director", id=minutes)
    assert {p["id"] for p in checked["waiting"]} == {str(known_id(p)) for p in ("executive", "deputy-a", "deputy-b")}
    for login in ("deputy-a", "deputy-b", "executive"):
        signed = await done(office, "signMinutes", as_=login, id=minutes)
    assert (signed["state"], signed["step"]) == ("IN_REVIEW", "SIGNATURE")
    assert (await done(office, "signMinutes", as_="mayor", id=minutes))["state"] == "SIGNED"


async def test_amb_31_a_presiding_deputy_head_with_the_signature_signs_once(office: RunningService) -> None:
    await delegate(office, ("PRESIDE", "SIGN"), "executive", ("2022-02-21", "2022-02-26"))
    minutes = await submitted(office, kind="MAYOR", hostId=str(known_id("executive")), absent=("deputy-b",))
    for login in ("director", "deputy-a", "executive"):
        signed = await done(office, "signMinutes", as_=login, id=minutes)
    assert (signed["state"], signed["signStamp"]) == ("SIGNED", "受县长委托")


async def test_bg_6_nobody_waits_for_a_countersigner_who_has_left(office: RunningService) -> None:
    minutes = await submitted(office, kind="MAYOR")
    for login in ("director", "executive", "deputy-b"):
        await done(office, "signMinutes", as_=login, id=minutes)
    await gives_up_post(office, "deputy-a", "2022-02-27")
    office.set_clock("2022-02-28T09:00")
    await office.timers_done()
    assert await signing_tasks(office, minutes) == {"mayor"}
    signed = await done(office, "signMinutes", as_="mayor", id=minutes)
    assert signed["state"] == "SIGNED"
    (request,) = await events(office, "document.requested", minutes)
    assert request.data["data"]["countersigners"] == ["常务甲", "副县长乙"]
    assert await findings(office, minutes) == ["副县长甲已不担任原职务，不再签批本纪要"]


async def test_signers_hold_their_posts(office: RunningService) -> None:
    """A new edition does not ask who has left since (BG-6)."""
    minutes = await submitted(office, kind="MAYOR")
    await done(office, "returnMinutes", as_="director", id=minutes, act={"reason": "再核"})
    await gives_up_post(office, "deputy-a", "2022-02-25")
    await done(office, "submitMinutes", as_="clerk", id=minutes)
    checked = await done(office, "signMinutes", as_="director", id=minutes)
    assert {p["id"] for p in checked["waiting"]} == {str(known_id("executive")), str(known_id("deputy-b"))}
    await done(office, "returnMinutes", as_="executive", id=minutes, act={"reason": "再核"})
    await done(office, "submitMinutes", as_="clerk", id=minutes)
    assert len(await findings(office, minutes)) == 1


@pytest.mark.parametrize("basis", ["BY_PORTFOLIO", "COMMISSIONED"])
async def test_gz_19_2_the_county_head_signs_for_a_host_who_has_left(office: RunningService, basis: str) -> None:
    await delegate(office, ("COMMISSIONED_TASK",), "deputy-a", ("2022-02-21", "2022-02-26"))
    minutes = await submitted(office, **DEPUTY, basis=basis)
    await done(office, "signMinutes", as_="deputy-director", id=minutes)
    too_early = {"BY_PORTFOLIO": "SIGNER_NOT_ALLOWED", "COMMISSIONED": "CHAIN_ORDER:主持人把关"}[basis]
    assert await refused(office, "signMinutes", as_="mayor", id=minutes) == [too_early]
    await gives_up_post(office, "deputy-a", "2022-02-27")
    office.set_clock("2022-02-28T09:00")
    await office.timers_done()
    assert await signing_tasks(office, minutes) == {"mayor"}
    assert (await done(office, "signMinutes", as_="mayor", id=minutes))["state"] == "SIGNED"
    assert await findings(office, minutes) == ["副县长甲已不担任原职务，不再签批本纪要"]


async def findings(office: RunningService, minutes: str) -> list[str]:
    query = "query($id: ID!) { minutes(id: $id) { findings { messageZh } } }"
    return [each["messageZh"] for each in (await office.ask(query, as_="clerk", id=minutes))["findings"]]


@pytest.mark.parametrize("kind", ["STANDING", "PLENARY", "MAYOR"])
async def test_amb_32_the_authorised_deputy_director_checks_the_draft(office: RunningService, kind: str) -> None:
    minutes = await submitted(office, kind=kind)
    assert await refused(office, "signMinutes", as_="deputy-director", id=minutes) == ["ACTOR_NOT_ALLOWED"]
    days = ("2022-02-21", "2022-02-26")
    await delegate(office, ("OFFICE_DIRECTION",), "deputy-director", days, by="director")
    checked = await done(office, "signMinutes", as_="deputy-director", id=minutes)
    assert [(s["step"], s["stamp"]) for s in checked["signatures"]] == [("OFFICE_DIRECTOR", "受办主任委托")]


async def test_zt_2_the_deputy_director_of_the_host_checks_the_draft(office: RunningService) -> None:
    """受县长委托 a host deals with another's matter: 核稿 is for his own 口副主任, not for that of the unit's 口."""
    await office.give_roster(with_own_deputies())
    await delegate(office, ("COMMISSIONED_TASK",), "deputy-a", ("2022-02-21", "2022-02-26"))
    topic = await ready_topic(office, "finance", kind="SPECIAL")
    minutes = await drafted(office, await in_session(office, [topic], **DEPUTY, basis="COMMISSIONED"))
    await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    assert await signing_tasks(office, minutes["id"]) == {"deputy-director"}
    assert await refused(office, "signMinutes", as_="clerk-b", id=minutes["id"]) == ["CHAIN_ORDER:口副主任核稿"]
    checked = await done(office, "signMinutes", as_="deputy-director", id=minutes["id"])
    assert checked["step"] == "HOST"


def with_own_deputies() -> dict[str, Any]:
    """财政局's 口 has a deputy director of its own."""
    other = roster(2)
    (post,) = [p for p in other["posts"] if p["person_id"] == str(known_id("deputy-director"))]
    other["posts"].append({**post, "id": str(known_id("second")), "person_id": str(known_id("clerk-b"))})
    for portfolio in other["portfolios"]:
        if portfolio["leader_id"] == str(known_id("executive")):
            portfolio["deputy_director_id"] = str(known_id("clerk-b"))
    return other


async def test_zt_2_a_host_without_a_deputy_director_waits_for_none(office: RunningService) -> None:
    other = roster(2)
    for portfolio in other["portfolios"]:
        portfolio["deputy_director_id"] = None
    await office.give_roster(other)
    minutes = await submitted(office, **DEPUTY, basis="BY_PORTFOLIO")
    assert (await minutes_of(office, minutes))["chain"] == ["SIGNATURE"]
    assert (await done(office, "signMinutes", as_="deputy-a", id=minutes))["state"] == "SIGNED"


async def audited(office: RunningService, minutes: str, action: str) -> list[AuditEntry]:
    async with office.runtime.sessions() as session:
        query = select(AuditEntry).where(
            AuditEntry.object_id == UUID(minutes), AuditEntry.action == action, AuditEntry.outcome == "DONE"
        )
        return list(await session.scalars(query.order_by(AuditEntry.seq)))


async def test_special_minutes_by_portfolio_are_signed_by_the_host(office: RunningService) -> None:
    minutes = await submitted(office, **DEPUTY, basis="BY_PORTFOLIO")
    assert (await done(office, "signMinutes", as_="deputy-director", id=minutes))["step"] == "SIGNATURE"
    assert "SIGNER_NOT_ALLOWED" in await refused(office, "signMinutes", as_="deputy-director", id=minutes)
    assert (await done(office, "signMinutes", as_="deputy-a", id=minutes))["state"] == "SIGNED"


async def test_commissioned_minutes_are_signed_by_the_county_head(office: RunningService) -> None:
    await delegate(office, ("COMMISSIONED_TASK",), "deputy-a", ("2022-02-21", "2022-02-26"))
    minutes = await submitted(office, **DEPUTY, basis="COMMISSIONED")
    await done(office, "signMinutes", as_="deputy-director", id=minutes)
    checked = await done(office, "signMinutes", as_="deputy-a", id=minutes)
    assert checked["step"] == "SIGNATURE"
    assert "SIGNER_NOT_ALLOWED" in await refused(office, "signMinutes", as_="deputy-a", id=minutes)
    assert (await done(office, "signMinutes", as_="mayor", id=minutes))["state"] == "SIGNED"
    (request,) = await events(office, "document.requested", minutes)
    assert request.data["data"]["mandate"] == "受县长委托"


async def test_a_paper_that_could_not_be_made_is_asked_for_again(office: RunningService) -> None:
    minutes = await submitted(office)
    for login in ("director", "executive", "mayor"):
        await done(office, "signMinutes", as_=login, id=minutes)
    await answer_paper(office, minutes, failure="标题过长")
    failed = await minutes_of(office, minutes)
    assert [(p["state"], p["failureZh"]) for p in failed["papers"]] == [("FAILED", "标题过长")]
    assert failed["state"] == "SIGNED"
    retried = await done(office, "retryMeetingPaper", as_="clerk", id=failed["papers"][0]["id"])
    assert retried["state"] == "REQUESTED"
    assert await refused(office, "recallMinutes", as_="director", id=minutes, act={"reason": "改标题"}) == [
        "STATE_NOT_ALLOWED:成文未失败"
    ]
    await answer_paper(office, minutes, failure="标题过长")
    recalled = await done(office, "recallMinutes", as_="director", id=minutes, act={"reason": "改标题"})
    assert (recalled["state"], recalled["edition"]) == ("DRAFTING", 2)


async def test_an_answer_that_comes_twice_issues_once(office: RunningService) -> None:
    minutes = await submitted(office)
    for login in ("director", "executive", "mayor"):
        await done(office, "signMinutes", as_=login, id=minutes)
    await answer_paper(office, minutes, "常务会议纪要〔2022〕第1次")
    await answer_paper(office, minutes, "常务会议纪要〔2022〕第1次")
    assert len(await events(office, "minutes.issued", minutes)) == 1
    meeting = (await events(office, "minutes.issued", minutes))[0].data["meeting_id"]
    assert (await meeting_of(office, meeting))["state"] == "MINUTES_ISSUED"
