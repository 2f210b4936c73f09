"""Each unit finds the minutes that concern it in its list, as the decisions read now (spec 07, 7.1)."""

from tests.meetings.minutes.story import DECISION, FIRST_CORRECTION, correction_of, issued, signed
from tests.meetings.steps import answer_paper, done, drafted, events, in_session, meeting_of, ready_topic
from tests.service import RunningService, known_id

LISTED = "{ minutesList { nodes { id } } }"


async def listed(office: RunningService, login: str) -> list[str]:
    return sorted(each["id"] for each in (await office.ask(LISTED, as_=login))["nodes"])


async def test_a_unit_that_has_to_act_since_a_correction_finds_the_minutes(office: RunningService) -> None:
    minutes = await issued(office, await in_session(office, [await ready_topic(office)]), decisions=[DECISION])
    for login in ("housing-head", "housing-clerk", "finance-head"):  # who brought it, and who assists
        assert await listed(office, login) == [minutes["id"]], login
    assert await listed(office, "town-head") == []
    meeting = (await events(office, "minutes.issued"))[0].data["meeting_id"]
    (decision,) = (await meeting_of(office, meeting))["decisions"]
    draft = await correction_of(office, minutes["id"])
    town = {**DECISION, "leadUnitId": str(known_id("town")), "assistUnitIds": []}
    change = [{"decisionId": decision["id"], "decision": town}]
    await done(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=change)
    await signed(office, draft["id"])
    assert await listed(office, "town-head") == []  # not before it is out
    await answer_paper(office, draft["id"], FIRST_CORRECTION)
    assert await listed(office, "town-head") == sorted([minutes["id"], draft["id"]])
    assert await listed(office, "housing-head") == sorted([minutes["id"], draft["id"]])  # it brought the topic
    assert await listed(office, "finance-head") == []  # it assists no longer


async def test_gz_3_a_unit_that_the_party_names_finds_the_minutes(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, flags=["LARGE_FUNDS"])])
    minutes = await issued(office, meeting, decisions=[DECISION])
    (told,) = (await events(office, "minutes.issued", minutes["id"]))[0].data["decisions"]
    assert await listed(office, "town-head") == []
    amended = {**DECISION, "leadUnitId": str(known_id("town"))}
    said = {"result": "AGREED_AS_AMENDED", "refNo": "平字〔2022〕9号", "decidedOn": "2022-02-25", "amended": amended}
    await done(office, "recordPartyApproval", as_="clerk", decisionId=told["decision_id"], said=said)
    assert await listed(office, "town-head") == [minutes["id"]]


async def test_cw_2_6_a_personnel_matter_leads_no_unit_to_the_minutes(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, title="某某任职", flags=["PERSONNEL"])])
    town = {**DECISION, "leadUnitId": str(known_id("town"))}
    minutes = await drafted(office, meeting, decisions=[town])
    await signed(office, minutes["id"])
    await answer_paper(office, minutes["id"], "常务会议纪要〔2022〕第1次")
    for login in ("town-head", "finance-head", "town-clerk"):
        assert await listed(office, login) == [], login
    assert await listed(office, "housing-head") == [minutes["id"]]
