"""委托: given by 县长 or registered by the office on his instruction, for a window, and never passed on."""

from typing import Any

from services.contracts.directory import DelegationRegistered, DelegationRevoked
from services.directory.roster.county_file import person_id
from tests.directory.asking import REFUSAL, codes, messages, published
from tests.service import RunningService, known_id

FIELDS = (
    """__typename ... on Delegation { id version state scopes validFrom lastDay meeting { id } topic { id }
grantor { name } grantee { name }
registeredBy { name } evidenceFiles { name } availableActions { name } } %s"""
    % REFUSAL
)
REGISTER = "mutation($input: DelegationInput!, $act: ActInput) { registerDelegation(input: $input, act: $act) { %s } }"
REGISTER %= FIELDS
REVOKE = "mutation($id: ID!, $act: ActInput) { revokeDelegation(id: $id, act: $act) { %s } }" % FIELDS
ONE = "query($id: ID!) { delegation(id: $id) { state } }"


def a_delegation(**changes: Any) -> dict[str, Any]:
    names = {"grantor": "chen.wenan", "grantee": "lin.qiulin"} | {
        key: changes.pop(key) for key in ("grantor", "grantee") if key in changes
    }
    return {
        "grantorId": str(person_id(names["grantor"])),
        "granteeId": str(person_id(names["grantee"])),
        "scopes": ["PRESIDE", "CONVENE_STANDING"],
        "validFrom": "2022-03-01",
        "lastDay": "2022-03-05",
        "basis": "县长赴省参加会议",
        **changes,
    }


async def register(service: RunningService, as_: str, **changes: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await service.ask(REGISTER, as_=as_, input=a_delegation(**changes))
    return answer


async def test_the_county_head_delegates(directory: RunningService) -> None:
    given = await register(directory, "chen.wenan")
    assert (given["state"], given["lastDay"], given["grantee"]["name"]) == ("REGISTERED", "2022-03-05", "林秋林")
    assert [each["name"] for each in given["availableActions"]] == ["revokeDelegation"]
    event = (await published(directory, DelegationRegistered))[-1]
    assert (event.valid_until.isoformat(), event.actor) == ("2022-03-06", person_id("chen.wenan"))
    roster, _ = await directory.runtime.copies.current()
    inside, outside = roster.as_of(event.valid_from), roster.as_of(event.valid_until)
    assert inside.delegation(event.grantee_id, "CONVENE_STANDING") is not None
    assert inside.delegation(event.grantee_id, "SIGN") is None
    assert outside.delegation(event.grantee_id, "CONVENE_STANDING") is None


async def test_the_office_shows_the_instruction(directory: RunningService) -> None:
    assert codes(await register(directory, "deng.qiuzhu")) == ["CONTENT_INVALID"]
    assert "依据" in messages(await register(directory, "deng.qiuzhu"))
    assert "委托事由" in messages(await register(directory, "chen.wenan", basis=" "))
    given = await register(directory, "deng.qiuzhu", evidence="县长2月7日电话指示")
    assert (given["state"], given["registeredBy"]["name"]) == ("REGISTERED", "邓秋竹")


async def test_the_evidence_may_be_a_file(directory: RunningService) -> None:
    prepare = 'mutation { prepareDirectoryUpload(name: "委托书.pdf") { fileId path } }'
    link = await directory.ask(prepare, as_="deng.qiuzhu")
    token = link["path"].rsplit("/", 1)[-1]
    pdf = b"%PDF-1.4\n%%EOF\n"
    async with directory.http.put(f"{directory.url}/files/{token}", data=pdf) as response:
        assert response.status == 200
    given = await register(directory, "deng.qiuzhu", evidenceFileIds=[link["fileId"]])
    assert given["evidenceFiles"] == [{"name": "委托书.pdf"}]
    fetch = "mutation($id: ID!) { prepareDirectoryDownload(fileId: $id) { path } }"
    assert await directory.ask(fetch, as_="lin.qiulin", id=link["fileId"])
    assert await directory.error_code(fetch, as_="hao.yuhai", id=link["fileId"]) == "NOT_FOUND"


async def test_only_the_post_itself_is_delegated(directory: RunningService) -> None:
    """Neither a deputy head's nor what one holds by delegation himself (no sub-delegation)."""
    assert codes(await register(directory, "zhou.lihai", grantor="zhou.lihai")) == ["ACTOR_NOT_ALLOWED"]
    refused = await register(directory, "deng.qiuzhu", grantor="zhou.lihai", evidence="电话")
    assert codes(refused) == ["CONTENT_INVALID", "CONTENT_INVALID"]
    assert refused["violations"][0]["path"] == ["grantorId"]
    await register(directory, "chen.wenan", validFrom="2022-02-07", lastDay="2022-02-08")
    passed_on = await register(directory, "lin.qiulin", grantee="zhou.lihai", scopes=["PRESIDE"])
    assert codes(passed_on) == ["ACTOR_NOT_ALLOWED"]
    own = await register(directory, "lin.qiulin", grantor="lin.qiulin", grantee="zhou.lihai", scopes=["PRESIDE"])
    assert codes(own) == ["ACTOR_NOT_ALLOWED"]


async def test_scopes_fit_the_grantee(directory: RunningService) -> None:
    refused = await register(directory, "chen.wenan", grantee="zhou.lihai")
    assert codes(refused) == ["CONTENT_INVALID", "CONTENT_INVALID"]
    assert refused["violations"][0]["clauses"][0]["id"] == "GZ-5"
    task = await register(directory, "chen.wenan", grantee="zhou.lihai", scopes=["COMMISSIONED_TASK"])
    assert task["state"] == "REGISTERED"
    office = {"grantor": "gao.dening", "scopes": ["OFFICE_DIRECTION"]}
    assert codes(await register(directory, "gao.dening", **office, grantee="zhou.lihai")) == ["CONTENT_INVALID"]
    given = await register(directory, "gao.dening", **office, grantee="luo.yongzhu")
    assert given["state"] == "REGISTERED"
    mixed = {"grantor": "gao.dening", "grantee": "luo.yongzhu", "scopes": ["OFFICE_DIRECTION", "SIGN"]}
    assert "CONTENT_INVALID" in codes(await register(directory, "gao.dening", **mixed))


async def test_a_delegation_names_its_scopes(directory: RunningService) -> None:
    assert codes(await register(directory, "chen.wenan", scopes=[])) == ["CONTENT_INVALID"]


async def test_a_delegation_has_a_window_ahead(directory: RunningService) -> None:
    for window in (("2022-02-06", "2022-02-20"), ("2022-03-02", "2022-03-01")):
        refused = await register(directory, "chen.wenan", validFrom=window[0], lastDay=window[1])
        assert codes(refused) == ["CONTENT_INVALID"]


async def test_a_delegation_is_narrowed_to_one_case(directory: RunningService) -> None:
    meeting, topic = str(known_id("a meeting")), str(known_id("a topic"))
    given = await register(directory, "chen.wenan", meetingId=meeting)
    assert (given["meeting"], given["topic"]) == ({"id": meeting}, None)
    event = (await published(directory, DelegationRegistered))[-1]
    assert (str(event.meeting_id), event.topic_id) == (meeting, None)
    roster, _ = await directory.runtime.copies.current()
    (kept,) = [d for d in roster.delegations if str(d.id) == given["id"]]
    assert (kept.meeting_id, kept.topic_id) == (event.meeting_id, None)
    of_topic = await register(directory, "chen.wenan", topicId=topic, scopes=["DECIDE_TOPICS"])
    assert (of_topic["meeting"], of_topic["topic"]) == (None, {"id": topic})
    both = await register(directory, "chen.wenan", meetingId=meeting, topicId=topic)
    assert (codes(both), both["violations"][0]["path"]) == (["CONTENT_INVALID"], ["meetingId"])
    office = {"grantor": "gao.dening", "grantee": "luo.yongzhu", "scopes": ["OFFICE_DIRECTION"]}
    assert "按期间委托" in messages(await register(directory, "gao.dening", **office, meetingId=meeting))


async def test_a_revoked_delegation_gives_nothing(directory: RunningService) -> None:
    given = await register(directory, "chen.wenan", validFrom="2022-02-07", lastDay="2022-12-31", scopes=["SIGN"])
    assert given["state"] == "ACTIVE"
    assert codes(await directory.ask(REVOKE, as_="lin.qiulin", id=given["id"])) == ["ACTOR_NOT_ALLOWED"]
    assert codes(await directory.ask(REVOKE, as_="chen.wenan", id=given["id"])) == ["REASON_REQUIRED"]
    stale = {"reason": "县长提前返回", "expectedVersion": 7}
    assert codes(await directory.ask(REVOKE, as_="chen.wenan", id=given["id"], act=stale)) == ["VERSION_CONFLICT"]
    done = await directory.ask(REVOKE, as_="chen.wenan", id=given["id"], act={"reason": "县长提前返回"})
    assert done["state"] == "REVOKED"
    again = await directory.ask(REVOKE, as_="chen.wenan", id=given["id"], act={"reason": "县长提前返回"})
    assert codes(again) == ["STATE_NOT_ALLOWED"]
    event = (await published(directory, DelegationRevoked))[-1]
    assert (str(event.id), event.revoked_on.isoformat()) == (given["id"], "2022-02-07")
    roster, _ = await directory.runtime.copies.current()
    assert roster.as_of(event.revoked_on).delegation(event.grantee_id, "SIGN") is None


async def test_a_repeated_key_registers_one_delegation(directory: RunningService) -> None:
    key = {"act": {"idempotencyKey": "d-1"}, "input": a_delegation(validFrom="2022-09-01", lastDay="2022-09-02")}
    first = await directory.ask(REGISTER, as_="chen.wenan", **key)
    again = await directory.ask(REGISTER, as_="chen.wenan", **key)
    assert again["id"] == first["id"]


async def test_a_delegation_is_seen_by_leaders_office_and_parties(directory: RunningService) -> None:
    given = await register(
        directory, "gao.dening", grantor="gao.dening", grantee="xie.yushan", scopes=["OFFICE_DIRECTION"]
    )
    for login in ("chen.wenan", "zhou.lihai", "cao.liheng", "ren.jingmei", "xie.yushan"):
        assert (await directory.ask(ONE, as_=login, id=given["id"]))["state"] == "REGISTERED"
    for login in ("hao.yuhai", "ding.chunchuan", "tang.qingquan"):
        assert await directory.error_code(ONE, as_=login, id=given["id"]) == "NOT_FOUND"
        assert await directory.ask("{ delegations { totalCount } }", as_=login) == {"totalCount": 0}


async def test_windows_open_and_end_by_themselves(fresh_directory: RunningService) -> None:
    given = await register(fresh_directory, "chen.wenan")
    states = []
    for day in ("2022-02-28", "2022-03-01", "2022-03-05", "2022-03-06"):
        fresh_directory.set_clock(f"{day}T08:30")
        await fresh_directory.timers_done()
        states.append((await fresh_directory.ask(ONE, as_="chen.wenan", id=given["id"]))["state"])
    assert states == ["REGISTERED", "ACTIVE", "ACTIVE", "EXPIRED"]
