"""外出 and 休假: applied for, approved, ended; while a deputy head is away his B角 acts for him."""

from datetime import date
from typing import Any

from services.contracts.directory import AbsenceApproved, AbsenceEnded
from services.directory.roster.county_file import person_id
from tests.directory.asking import REFUSAL, codes, messages, published
from tests.service import RunningService

FIELDS = (
    """__typename ... on Absence { id state kind validFrom lastDay approverPost endedOn unconfirmed
person { name } substitute { name } decidedBy { name } availableActions { name enabled } } %s"""
    % REFUSAL
)
APPLY = "mutation($input: AbsenceInput!, $act: ActInput) { applyForAbsence(input: $input, act: $act) { %s } }" % FIELDS
STEP = "mutation($id: ID!, $act: ActInput) { %s(id: $id, act: $act) { %s } }"
END = "mutation($id: ID!, $on: Date) { endAbsence(id: $id, backOn: $on) { %s } }" % FIELDS
ONE = "query($id: ID!) { absence(id: $id) { state } }"
NOTICES = "{ me { notices { nodes { template text ref { id } } } } }"


async def apply(service: RunningService, as_: str, act: Any = None, **changes: Any) -> dict[str, Any]:
    draft = {
        "kind": "OFFICIAL_TRIP",
        "validFrom": "2022-02-14",
        "lastDay": "2022-02-18",
        "reason": "赴省参加培训",
        "place": "西安",
        **changes,
    }
    answer: dict[str, Any] = await service.ask(APPLY, as_=as_, input=draft, act=act)
    return answer


async def step(service: RunningService, name: str, as_: str, absence: dict[str, Any], **act: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await service.ask(STEP % (name, FIELDS), as_=as_, id=absence["id"], act=act)
    return answer


async def away(service: RunningService, login: str, first: str, last: str, **changes: Any) -> dict[str, Any]:
    """An approved absence."""
    absence = await apply(service, login, validFrom=first, lastDay=last, **changes)
    return await step(service, "approveAbsence", "chen.wenan", absence)


async def todos(service: RunningService, login: str) -> list[str]:
    query = "{ me { todos(first: 100) { nodes { title } } } }"
    return [each["title"] for each in (await service.ask(query, as_=login))["todos"]["nodes"]]


async def test_a_deputy_head_goes_and_his_partner_stands_in(directory: RunningService) -> None:
    absence = await apply(directory, "zhou.lihai")
    assert (absence["state"], absence["approverPost"]) == ("APPLIED", "COUNTY_HEAD")
    title = "周立海申请公务外出（2022-02-14至2022-02-18）"
    assert title in await todos(directory, "chen.wenan")
    approved = await step(directory, "approveAbsence", "chen.wenan", absence)
    assert (approved["state"], approved["substitute"]["name"]) == ("APPROVED", "吴明石")
    assert title not in await todos(directory, "chen.wenan")
    event = (await published(directory, AbsenceApproved))[-1]
    assert (event.valid_until, event.substitute_id) == (date(2022, 2, 19), person_id("wu.mingshi"))
    roster, _ = await directory.runtime.copies.current()
    assert roster.as_of(date(2022, 2, 18)).substitutes(event.person_id)[0] == person_id("wu.mingshi")
    assert roster.as_of(date(2022, 2, 19)).substitutes(event.person_id) == []
    told = await directory.ask(NOTICES, as_="wu.mingshi")
    assert told["notices"]["nodes"][0]["template"] == "substitution_begins"


async def test_leaders_ask_the_county_head_and_others_the_office_director(directory: RunningService) -> None:
    window = {"validFrom": "2022-04-11", "lastDay": "2022-04-12"}
    posts = {}
    for login in ("hao.yuhai", "guo.jianzhou", "gao.dening", "luo.yongzhu", "chen.wenan"):
        posts[login] = (await apply(directory, login, **window, kind="PRIVATE"))["approverPost"]
    assert posts == {
        "hao.yuhai": "OFFICE_DIRECTOR",
        "guo.jianzhou": "COUNTY_HEAD",
        "gao.dening": "COUNTY_HEAD",
        "luo.yongzhu": "OFFICE_DIRECTOR",
        "chen.wenan": "OFFICE_DIRECTOR",
    }
    assert codes(await apply(directory, "gu.xueshi", **window)) == ["ACTOR_NOT_ALLOWED"]


async def test_an_absence_has_a_window_and_a_reason(directory: RunningService) -> None:
    refused = await apply(directory, "hao.yuhai", lastDay="2022-02-13", reason="  ")
    assert codes(refused) == ["CONTENT_INVALID", "CONTENT_INVALID"]
    assert "事由" in messages(refused)


async def test_nobody_approves_his_own_absence(directory: RunningService) -> None:
    """Not even as the delegate of the one who decides."""
    delegate = """mutation($input: DelegationInput!) { registerDelegation(input: $input) { __typename } }"""
    scope = {"grantorId": str(person_id("chen.wenan")), "granteeId": str(person_id("lin.qiulin")), "basis": "出差"}
    scope |= {"scopes": ["PRESIDE"], "validFrom": "2022-02-07", "lastDay": "2022-02-07"}  # type: ignore[dict-item]
    await directory.ask(delegate, as_="chen.wenan", input=scope)
    own = await apply(directory, "lin.qiulin", validFrom="2022-04-20", lastDay="2022-04-21", kind="PRIVATE")
    assert codes(await step(directory, "approveAbsence", "lin.qiulin", own)) == ["ACTOR_NOT_ALLOWED"]
    other = await apply(directory, "guo.jianzhou", validFrom="2022-04-20", lastDay="2022-04-21")
    assert codes(await step(directory, "approveAbsence", "zhou.lihai", other)) == ["ACTOR_NOT_ALLOWED"]
    approved = await step(directory, "approveAbsence", "lin.qiulin", other)
    assert (approved["state"], approved["decidedBy"]["name"]) == ("APPROVED", "林秋林")
    event = (await published(directory, AbsenceApproved))[-1]
    assert event.on_behalf_of == person_id("chen.wenan")


async def test_the_county_heads_absence_cites_its_approval(directory: RunningService) -> None:
    absence = await apply(directory, "chen.wenan", validFrom="2022-05-16", lastDay="2022-05-20")
    assert codes(await step(directory, "approveAbsence", "gao.dening", absence)) == ["REASON_REQUIRED"]
    recorded = await step(directory, "approveAbsence", "gao.dening", absence, reason="市政府5月9日批准")
    assert (recorded["state"], recorded["substitute"]) == ("APPROVED", None)


async def test_an_absence_is_rejected_or_withdrawn(directory: RunningService) -> None:
    absence = await apply(directory, "hao.yuhai", validFrom="2022-06-06", lastDay="2022-06-07")
    assert codes(await step(directory, "rejectAbsence", "gao.dening", absence)) == ["REASON_REQUIRED"]
    rejected = await step(directory, "rejectAbsence", "gao.dening", absence, reason="预算工作紧迫")
    assert rejected["state"] == "REJECTED"
    assert codes(await step(directory, "withdrawAbsence", "hao.yuhai", absence)) == ["STATE_NOT_ALLOWED"]
    other = await apply(directory, "hao.yuhai", validFrom="2022-06-08", lastDay="2022-06-09")
    assert codes(await step(directory, "withdrawAbsence", "gao.dening", other)) == ["ACTOR_NOT_ALLOWED"]
    assert (await step(directory, "withdrawAbsence", "hao.yuhai", other))["state"] == "WITHDRAWN"


async def test_an_absence_on_paper_takes_effect_when_it_is_confirmed(directory: RunningService) -> None:
    at = {"occurredAt": "2022-02-06T20:00:00+08:00", "note": "请假条"}
    late = {**at, "byPersonId": str(person_id("ma.zhichuan"))}
    absence = await apply(
        directory, "deng.qiuzhu", act={"lateRegistration": late}, validFrom="2022-02-21", lastDay="2022-02-22"
    )
    assert (absence["person"]["name"], absence["unconfirmed"]) == ("马志川", True)
    approval = {**at, "byPersonId": str(person_id("chen.wenan"))}
    approved = await step(directory, "approveAbsence", "deng.qiuzhu", absence, lateRegistration=approval)
    assert approved["state"] == "APPROVED"
    assert str((await published(directory, AbsenceApproved))[-1].id) != absence["id"]
    confirm = "confirmAbsenceRegistrations"
    assert codes(await step(directory, confirm, "deng.qiuzhu", absence)) == ["ACTOR_NOT_ALLOWED"]
    confirmed = await step(directory, confirm, "gao.dening", absence)
    assert (confirmed["unconfirmed"], confirmed["substitute"]["name"]) == (False, "徐晓朗")
    assert str((await published(directory, AbsenceApproved))[-1].id) == absence["id"]
    again = await step(directory, confirm, "gao.dening", absence)
    assert again["state"] == "APPROVED"
    assert [str(event.id) for event in await published(directory, AbsenceApproved)].count(absence["id"]) == 1


async def test_both_away_and_the_office_director_is_told(directory: RunningService) -> None:
    """GZ-6.2: with no B角 left the matter goes to 办主任."""
    await away(directory, "ma.zhichuan", "2022-07-04", "2022-07-08")
    told = (await directory.ask(NOTICES, as_="gao.dening"))["notices"]["nodes"]
    assert "substitution_missing" not in [notice["template"] for notice in told]
    absence = await away(directory, "xu.xiaolang", "2022-07-07", "2022-07-12", kind="VACATION")
    assert absence["substitute"]["name"] == "吴明石"  # the second partner
    notice = (await directory.ask(NOTICES, as_="gao.dening"))["notices"]["nodes"][0]
    assert notice["template"] == "substitution_missing"
    assert "马志川自2022-07-07起" in notice["text"]


async def test_the_return_lies_within_the_absence(fresh_directory: RunningService) -> None:
    absence = await away(fresh_directory, "zhou.lihai", "2022-02-14", "2022-02-18")
    fresh_directory.set_clock("2022-02-16T10:00")
    for day in ("2022-02-13", "2022-02-17"):
        assert codes(await fresh_directory.ask(END, as_="zhou.lihai", id=absence["id"], on=day)) == ["CONTENT_INVALID"]
    assert codes(await fresh_directory.ask(END, as_="xu.xiaolang", id=absence["id"])) == ["ACTOR_NOT_ALLOWED"]
    assert await fresh_directory.error_code(END, as_="hao.yuhai", id=absence["id"]) == "NOT_FOUND"
    back = await fresh_directory.ask(END, as_="zhou.lihai", id=absence["id"])
    assert (back["state"], back["endedOn"]) == ("ENDED", "2022-02-16")
    assert (await published(fresh_directory, AbsenceEnded))[-1].ended_on == date(2022, 2, 16)
    roster, _ = await fresh_directory.runtime.copies.current()
    assert not roster.as_of(date(2022, 2, 16)).is_absent(person_id("zhou.lihai"))
    assert roster.as_of(date(2022, 2, 15)).is_absent(person_id("zhou.lihai"))


async def test_an_absence_is_over_by_itself(fresh_directory: RunningService) -> None:
    absence = await away(fresh_directory, "zhou.lihai", "2022-02-14", "2022-02-18")
    fresh_directory.set_clock("2022-02-19T08:00")
    await fresh_directory.timers_done()
    assert (await fresh_directory.ask(ONE, as_="zhou.lihai", id=absence["id"]))["state"] == "OVER"
    back = await fresh_directory.ask(END, as_="zhou.lihai", id=absence["id"])
    assert back["state"] == "ENDED"


async def test_an_absence_is_seen_by_leaders_office_and_himself(directory: RunningService) -> None:
    absence = await apply(directory, "hao.yuhai", validFrom="2022-08-01", lastDay="2022-08-02")
    for login in ("hao.yuhai", "chen.wenan", "gao.dening", "cao.liheng"):
        assert (await directory.ask(ONE, as_=login, id=absence["id"]))["state"] == "APPLIED"
    for login in ("gu.xueshi", "ding.chunchuan", "tang.qingquan"):
        assert await directory.error_code(ONE, as_=login, id=absence["id"]) == "NOT_FOUND"
