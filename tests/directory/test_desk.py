"""The desk: to-dos by posts held today and by windows, whatever order the events come in; notices read once."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import aiohttp
import pytest

from services.contracts import learning, meetings, supervision
from services.contracts.base import PERSONNEL_MASK, Ref
from services.contracts.desk import person, post
from services.contracts.shared import Addressee
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import TaskEnding
from services.directory.roster.county_file import person_id, unit_id
from services.kernel.clock import SHANGHAI, wall
from services.kernel.events import Envelope, Event
from services.kernel.ids import new_id
from tests.directory.asking import ids
from tests.directory.test_absences import END, away
from tests.service import RunningService

TODOS = """{ me { todos(first: 100) { totalCount nodes { id kind title due light standing provisional restricted
  onBehalfOf { name } ref { type id } } } } }"""
DONE = "{ me { done { nodes { id ending closedAt } } } }"
NOTICES = """{ me { unreadCount notices(first: 100) { nodes { id title text deliveredAt readAt acknowledgedAt
  ref { type } } } } }"""
READ = "mutation($id: ID!) { markNoticeRead(id: $id) { ... on Notice { readAt acknowledgedAt } } }"
ACKNOWLEDGE = "mutation($id: ID!) { acknowledgeNotice(id: $id) { ... on Notice { readAt acknowledgedAt } } }"
AT = datetime(2022, 2, 7, 10, tzinfo=SHANGHAI)


def opened(to: Addressee, title: str = "签署意见", **changes: Any) -> meetings.TaskOpened:
    values = {"task_id": new_id(), "to": to, "kind": "sign", "ref": Ref(type="Topic", id=new_id()), "title_zh": title}
    return meetings.TaskOpened(**{**values, **changes})


def closed(task: meetings.TaskOpened, by: str | None = None, **changes: Any) -> meetings.TaskClosed:
    actor = person_id(by) if by else None
    return meetings.TaskClosed(**{"task_id": task.task_id, "closed_at": AT, "actor": actor, **changes})


async def deliver(service: RunningService, event: Event, event_id: UUID) -> bool:
    """Hand over a message with an id of its own, as the bus may do twice or late."""
    envelope = Envelope(event_id, event.TYPE, "x", wall(), event.model_dump(mode="json"))
    return await service.runtime.inbox.receive(service.runtime.sessions, service.runtime.system_act, envelope.dump())


async def say(service: RunningService, *events: Event) -> None:
    for event in events:
        await deliver(service, event, new_id())


async def todos(service: RunningService, login: str) -> dict[str, dict[str, Any]]:
    nodes = (await service.ask(TODOS, as_=login))["todos"]["nodes"]
    return {node["id"]: node for node in nodes}


async def sees(service: RunningService, task: meetings.TaskOpened, *logins: str) -> list[bool]:
    return [str(task.task_id) in await todos(service, login) for login in logins]


async def test_a_todo_finds_its_person_and_goes_when_done(directory: RunningService) -> None:
    task = opened(person(person_id("chen.wenan")), due=date(2022, 2, 8))
    await say(directory, task)
    assert await sees(directory, task, "chen.wenan", "zhou.lihai", "ding.chunchuan") == [True, False, False]
    assert (await todos(directory, "chen.wenan"))[str(task.task_id)]["ref"]["type"] == "Topic"
    await say(directory, closed(task, by="chen.wenan"))
    assert await sees(directory, task, "chen.wenan") == [False]
    done = (await directory.ask(DONE, as_="chen.wenan"))["done"]["nodes"]
    assert (done[0]["id"], done[0]["ending"]) == (str(task.task_id), "DONE")
    withdrawn = opened(person(person_id("zhou.lihai")))
    await say(directory, withdrawn, closed(withdrawn, by="zhou.lihai", ending=TaskEnding.WITHDRAWN))
    assert (await directory.ask(DONE, as_="zhou.lihai"))["done"]["nodes"] == []


async def test_a_post_is_whoever_holds_it(directory: RunningService) -> None:
    finance = opened(post(PostCode.UNIT_HEAD, unit_id("CZJ")))
    office = opened(post(PostCode.OFFICE_CLERK))
    section = opened(post(PostCode.UNIT_HEAD, unit_id("MSG")))  # the office answers for its sections
    await say(directory, finance, office, section)
    assert await sees(directory, finance, "hao.yuhai", "gu.xueshi", "gao.dening") == [True, False, False]
    assert await sees(directory, office, "deng.qiuzhu", "tian.zhengsong", "hao.yuhai") == [True, True, False]
    assert await sees(directory, section, "gao.dening", "deng.qiuzhu") == [True, False]


async def test_a_message_twice_changes_nothing(directory: RunningService) -> None:
    task = opened(person(person_id("hao.yuhai")))
    first, last = new_id(), new_id()
    assert await deliver(directory, task, first)
    assert await deliver(directory, closed(task), last)
    assert not await deliver(directory, task, first)
    assert await sees(directory, task, "hao.yuhai") == [False]


@pytest.mark.parametrize("order", ["012", "021", "102", "120", "201", "210"])
async def test_any_order_of_arrival_ends_the_same(directory: RunningService, order: str) -> None:
    """Opened, closed, opened anew: the last word counts, whenever it comes."""
    task = opened(person(person_id("hao.yuhai")), title="初稿")
    again = task.model_copy(update={"title_zh": "修改稿", "due": date(2022, 3, 1)})
    said = [(event, new_id()) for event in (task, closed(task), again)]
    for place in order:
        await deliver(directory, *said[int(place)])
    seen = (await todos(directory, "hao.yuhai"))[str(task.task_id)]
    assert (seen["title"], seen["due"]) == ("修改稿", "2022-03-01")
    await say(directory, closed(task))
    assert await sees(directory, task, "hao.yuhai") == [False]


async def test_a_closing_before_its_opening_still_closes(directory: RunningService) -> None:
    task = opened(person(person_id("hao.yuhai")))
    first, last = new_id(), new_id()
    await deliver(directory, closed(task, by="hao.yuhai"), last)
    await deliver(directory, task, first)
    assert await sees(directory, task, "hao.yuhai") == [False]
    done = (await directory.ask(DONE, as_="hao.yuhai"))["done"]["nodes"]
    assert str(task.task_id) in [each["id"] for each in done]


async def test_reddest_first_by_working_days(fresh_directory: RunningService) -> None:
    to = post(PostCode.PUBLISHER)
    dues = {"无期限": None, "绿": date(2022, 2, 11), "黄": date(2022, 2, 10), "红": date(2022, 1, 30)}
    await say(fresh_directory, *(opened(to, title=title, due=due) for title, due in dues.items()))
    at_hour = opened(to, title="时刻", due_at=datetime(2022, 2, 7, 15, tzinfo=SHANGHAI))
    await say(fresh_directory, at_hour)
    (publisher,) = await fresh_directory.ask("{ persons(filter: {post: PUBLISHER}) { id } }", as_="gao.dening")
    roster, _ = await fresh_directory.runtime.copies.current()
    login = next(p.login for p in roster.persons if str(p.id) == publisher["id"])
    seen = [(node["title"], node["light"]) for node in (await todos(fresh_directory, login)).values()]
    assert seen == [("红", "RED"), ("时刻", "YELLOW"), ("黄", "YELLOW"), ("绿", "GREEN"), ("无期限", "GREY")]


async def test_pages_of_todos_follow_each_other(fresh_directory: RunningService) -> None:
    to = person(person_id("hao.yuhai"))
    await say(fresh_directory, *(opened(to, title=str(n), due=date(2022, 3, 1 + n % 3)) for n in range(7)))
    query = """query($after: String) { me { todos(first: 3, after: $after) {
      nodes { title due } pageInfo { hasNextPage endCursor } } } }"""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await fresh_directory.ask(query, as_="hao.yuhai", after=after))["todos"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert sorted(node["title"] for node in found) == list("0123456")
    assert [node["due"] for node in found] == sorted(node["due"] for node in found)


async def test_the_partner_stands_in_only_while_a_is_away(fresh_directory: RunningService) -> None:
    """GZ-6.2: shown to B as 代办 from the first to the last day; what is undone goes back to A."""
    task = opened(person(person_id("zhou.lihai")))
    own_post = opened(post(PostCode.DEPUTY_HEAD, unit_id("XZF")))
    await say(fresh_directory, task, own_post)
    absence = await away(fresh_directory, "zhou.lihai", "2022-02-14", "2022-02-18")
    assert await sees(fresh_directory, task, "zhou.lihai", "wu.mingshi", "gao.dening") == [True, False, False]
    fresh_directory.set_clock("2022-02-14T09:00")
    assert await sees(fresh_directory, task, "zhou.lihai", "wu.mingshi", "sun.zhenghe") == [True, True, False]
    seen = await todos(fresh_directory, "wu.mingshi")
    substituted, own = seen[str(task.task_id)], seen[str(own_post.task_id)]
    assert (substituted["standing"], substituted["onBehalfOf"]) == ("SUBSTITUTE", {"name": "周立海"})
    assert (own["standing"], own["onBehalfOf"]) == ("OWN", None)
    await away(fresh_directory, "wu.mingshi", "2022-02-15", "2022-02-18")
    fresh_directory.set_clock("2022-02-15T09:00")
    assert await sees(fresh_directory, task, "wu.mingshi", "sun.zhenghe") == [False, True]  # the second partner
    await away(fresh_directory, "sun.zhenghe", "2022-02-16", "2022-02-18")
    fresh_directory.set_clock("2022-02-16T09:00")
    assert await sees(fresh_directory, task, "sun.zhenghe", "gao.dening") == [False, True]
    queued = (await todos(fresh_directory, "gao.dening"))[str(task.task_id)]
    assert queued["standing"] == "COORDINATION"
    await fresh_directory.ask(END, as_="zhou.lihai", id=absence["id"])
    assert await sees(fresh_directory, task, "zhou.lihai", "gao.dening") == [True, False]


async def test_the_delegate_sees_what_waits_for_the_county_head(fresh_directory: RunningService) -> None:
    task = opened(post(PostCode.COUNTY_HEAD))
    secret = opened(post(PostCode.COUNTY_HEAD), title=PERSONNEL_MASK, restricted=True)
    await say(fresh_directory, task, secret)
    register = "mutation($input: DelegationInput!) { registerDelegation(input: $input) { __typename } }"
    grantor, grantee, other = ids(["chen.wenan", "lin.qiulin", "zhou.lihai"])
    window = {"grantorId": grantor, "validFrom": "2022-02-08", "lastDay": "2022-02-09", "basis": "出差"}
    await fresh_directory.ask(register, as_="chen.wenan", input={**window, "granteeId": grantee, "scopes": ["SIGN"]})
    special = {**window, "granteeId": other, "scopes": ["COMMISSIONED_TASK"]}
    await fresh_directory.ask(register, as_="chen.wenan", input=special)
    assert await sees(fresh_directory, task, "lin.qiulin") == [False]
    fresh_directory.set_clock("2022-02-09T18:00")
    assert await sees(fresh_directory, task, "lin.qiulin", "zhou.lihai") == [True, False]
    seen = await todos(fresh_directory, "lin.qiulin")
    assert (seen[str(task.task_id)]["standing"], seen[str(secret.task_id)]["title"]) == ("DELEGATE", "人事事项")
    fresh_directory.set_clock("2022-02-10T00:00")
    assert await sees(fresh_directory, task, "lin.qiulin") == [False]


async def test_a_narrowed_delegate_sees_what_waits_about_its_case(fresh_directory: RunningService) -> None:
    meeting, topic = new_id(), new_id()
    of_meeting = opened(post(PostCode.COUNTY_HEAD), ref=Ref(type="Meeting", id=meeting))
    of_topic = opened(person(person_id("chen.wenan")), ref=Ref(type="Topic", id=topic))
    beside = opened(post(PostCode.COUNTY_HEAD), ref=Ref(type="Topic", id=new_id()))
    await say(fresh_directory, of_meeting, of_topic, beside)
    register = "mutation($input: DelegationInput!) { registerDelegation(input: $input) { __typename } }"
    grantor, grantee, other = ids(["chen.wenan", "lin.qiulin", "zhou.lihai"])
    window = {"grantorId": grantor, "validFrom": "2022-02-08", "lastDay": "2022-02-09", "basis": "出差"}
    narrow = {**window, "granteeId": grantee, "scopes": ["PRESIDE"]}
    await fresh_directory.ask(register, as_="chen.wenan", input={**narrow, "meetingId": str(meeting)})
    await fresh_directory.ask(register, as_="chen.wenan", input={**narrow, "topicId": str(topic)})
    special = {**window, "granteeId": other, "scopes": ["COMMISSIONED_TASK"], "meetingId": str(meeting)}
    await fresh_directory.ask(register, as_="chen.wenan", input=special)
    tasks = (of_meeting, of_topic, beside)
    assert [await sees(fresh_directory, each, "lin.qiulin") for each in tasks] == [[False]] * 3
    fresh_directory.set_clock("2022-02-08T09:00")
    assert [await sees(fresh_directory, each, "lin.qiulin", "zhou.lihai") for each in tasks] == [
        [True, False],
        [True, False],
        [False, False],
    ]
    shown = (await todos(fresh_directory, "lin.qiulin"))[str(of_meeting.task_id)]
    assert (shown["standing"], shown["onBehalfOf"]) == ("DELEGATE", {"name": "陈文安"})
    fresh_directory.set_clock("2022-02-10T00:00")
    assert [await sees(fresh_directory, each, "lin.qiulin") for each in tasks] == [[False]] * 3


async def test_gz_5_a_narrowed_delegate_sees_what_waits_about_the_parts_of_its_case(
    fresh_directory: RunningService,
) -> None:
    """An agenda line belongs to its meeting and its topic, minutes to their meeting."""
    mine, other, topic = new_id(), new_id(), new_id()

    def waiting(kind: str, *about: UUID) -> meetings.TaskOpened:
        return opened(post(PostCode.COUNTY_HEAD), ref=Ref(type=kind, id=new_id()), about=about)

    line, minutes = waiting("AgendaItem", mine, topic), waiting("Minutes", mine)
    again, beside = waiting("AgendaItem", other, topic), waiting("Minutes", other)
    await say(fresh_directory, line, minutes, again, beside)
    register = "mutation($input: DelegationInput!) { registerDelegation(input: $input) { __typename } }"
    grantor, grantee = ids(["chen.wenan", "lin.qiulin"])
    given = {"grantorId": grantor, "granteeId": grantee, "scopes": ["SIGN"], "basis": "出差"}
    for day, case in (("2022-02-08", {"topicId": str(topic)}), ("2022-02-09", {"meetingId": str(mine)})):
        narrow = {**given, **case, "validFrom": day, "lastDay": day}
        await fresh_directory.ask(register, as_="chen.wenan", input=narrow)
    fresh_directory.set_clock("2022-02-08T09:00")
    assert set(await todos(fresh_directory, "lin.qiulin")) == {str(line.task_id), str(again.task_id)}
    fresh_directory.set_clock("2022-02-09T09:00")
    assert set(await todos(fresh_directory, "lin.qiulin")) == {str(line.task_id), str(minutes.task_id)}
    shown = (await todos(fresh_directory, "lin.qiulin"))[str(minutes.task_id)]
    assert (shown["standing"], shown["onBehalfOf"]) == ("DELEGATE", {"name": "陈文安"})


async def test_a_notice_is_delivered_once_and_read_once(fresh_directory: RunningService) -> None:
    notice = supervision.NoticeRaised(
        notice_id=new_id(),
        template="overdue",
        data={},
        recipients=(
            post(PostCode.UNIT_HEAD, unit_id("CZJ")),
            person(person_id("hao.yuhai")),
            person(person_id("gu.xueshi")),
        ),
        title_zh="事项逾期",
        text_zh="第1号事项已逾期1天。",
        ref=Ref(type="SupervisedItem", id=new_id()),
    )
    await say(fresh_directory, notice, notice)
    mine = await fresh_directory.ask(NOTICES, as_="hao.yuhai")
    (found,) = mine["notices"]["nodes"]
    assert (mine["unreadCount"], found["readAt"], found["ref"]["type"]) == (1, None, "SupervisedItem")
    assert found["deliveredAt"] == "2022-02-07T09:00:00+08:00"
    assert await fresh_directory.error_code(READ, as_="gu.xueshi", id=found["id"]) == "NOT_FOUND"
    fresh_directory.set_clock("2022-02-08T09:00")
    read = await fresh_directory.ask(READ, as_="hao.yuhai", id=found["id"])
    fresh_directory.set_clock("2022-02-09T09:00")
    signed = await fresh_directory.ask(ACKNOWLEDGE, as_="hao.yuhai", id=found["id"])
    assert signed["readAt"] == read["readAt"]
    assert signed["acknowledgedAt"] != signed["readAt"]
    assert (await fresh_directory.ask(NOTICES, as_="hao.yuhai"))["unreadCount"] == 0
    assert (await fresh_directory.ask(NOTICES, as_="gu.xueshi"))["unreadCount"] == 1


async def test_a_recounted_deadline_moves_its_todos_and_tells_the_owner(fresh_directory: RunningService) -> None:
    ref = Ref(type="StudyPlan", id=new_id())
    values = {"task_id": new_id(), "to": person(person_id("hao.yuhai")), "kind": "plan", "ref": ref, "title_zh": "计划"}
    task = learning.TaskOpened(**values, due=date(2027, 2, 3), provisional=True)
    other = learning.TaskOpened(**{**values, "task_id": new_id()}, due=date(2027, 3, 1), provisional=True)
    moved = learning.DeadlineRecomputed(
        object=ref, key="plan", old_due=task.due, new_due=date(2027, 2, 9), provisional=False, calendar_version=1
    )
    await say(fresh_directory, task, other, moved)
    seen = await todos(fresh_directory, "hao.yuhai")
    assert (seen[str(task.task_id)]["due"], seen[str(task.task_id)]["provisional"]) == ("2027-02-09", False)
    assert seen[str(other.task_id)]["due"] == "2027-03-01"
    (notice,) = (await fresh_directory.ask(NOTICES, as_="hao.yuhai"))["notices"]["nodes"]
    assert "2027-02-03改为2027-02-09" in notice["text"]


async def test_me_tells_who_i_am_and_what_time_it_is(directory: RunningService) -> None:
    me = await directory.ask("{ me { person { name } posts { title } serverNow { wall office } } }", as_="lin.qiulin")
    assert (me["person"]["name"], me["posts"][0]["title"]) == ("林秋林", "常务副县长")
    assert me["serverNow"]["office"].startswith("2022-02-07T09:00:00+08:00")
    assert await directory.error_code("{ me { unreadCount } }") == "UNAUTHENTICATED"


async def test_a_subscriber_hears_of_his_desk_alone(fresh_directory: RunningService) -> None:
    url = fresh_directory.url.replace("http", "ws") + "/graphql"
    query = "subscription { todosChanged { todos { totalCount } unreadCount } }"
    async with fresh_directory.http.ws_connect(url, protocols=["graphql-transport-ws"]) as socket:
        token = f"Bearer {fresh_directory.issuer.token('hao.yuhai')}"
        await socket.send_json({"type": "connection_init", "payload": {"authorization": token}})
        assert (await socket.receive_json())["type"] == "connection_ack"
        await socket.send_json({"type": "subscribe", "id": "1", "payload": {"query": query}})
        assert await _count(socket) == 0
        await say(fresh_directory, opened(person(person_id("zhou.lihai"))))
        task = opened(post(PostCode.UNIT_HEAD, unit_id("CZJ")))
        await say(fresh_directory, task)
        assert await _count(socket) == 1
        await say(fresh_directory, closed(task))
        assert await _count(socket) == 0
        fresh_directory.set_clock("2022-02-08T00:00")
        assert await _count(socket) == 0


async def _count(socket: aiohttp.ClientWebSocketResponse) -> int:
    message = await socket.receive_json(timeout=10)
    assert message["type"] == "next", message
    count: int = message["payload"]["data"]["todosChanged"]["todos"]["totalCount"]
    return count
