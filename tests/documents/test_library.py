"""平政办发〔2022〕1号 with its seven annexes, through the whole chain into the library (TZ-1, AT-60)."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pypdfium2
import pytest

from services.contracts.county import NoticeOfIssue, read_regulations
from services.documents.rendering.pdf import PdfWorker
from services.documents.rendering.press import print_paper
from services.kernel.graphql import follow
from services.kernel.settings import ROOT
from tests.conftest import Serving
from tests.documents.chain import drafted, sign, step
from tests.documents.story import WAIT_SECONDS, Story, a_request
from tests.documents.test_papers import issued
from tests.documents.test_pipeline import download
from tests.roster import roster

REGULATIONS = """{ regulations { id title inForceOn number clauses { id text } blocks { kind lead text }
document { number } } }"""


@pytest.fixture(scope="module")
async def january(office: None, serving: Serving) -> AsyncIterator[Story]:
    """A service of its own, on the day of the notice."""
    async with serving("documents", "2022-01-24T08:00") as service:
        await service.give_roster(roster())
        service.set_clock("2022-01-26T09:00")
        yield Story(service)


@pytest.fixture(scope="module")
def notice() -> NoticeOfIssue:
    return read_regulations(ROOT / "deploy" / "county").notice


async def the_notice(story: Story, notice: NoticeOfIssue) -> Any:
    """Propose, draft, approve, accept, edit and sign the notice; the paper once it is issued."""
    regulations = await story.ask(REGULATIONS, as_="clerk")
    paper = await drafted(
        story,
        {"series": "OFFICE_PAPER", "inCountyName": True, "title": notice.title},
        title="\n".join(notice.title_lines),
        addressees=notice.addressees.split("，"),
        copied=notice.cc.split("，"),
        blocks=[{"kind": "p", "text": text} for text in notice.body],
        annexes=[{"title": each["title"], "blocks": each["blocks"]} for each in regulations],
        regulationIds=[each["id"] for each in regulations],
    )
    for name, login in (("approve", "housing-head"), ("accept", "clerk"), ("edit", "deputy-director")):
        paper = await step(story, name, paper["id"], as_=login)
    await sign(story, paper["id"])
    shown = await issued(story, paper["id"])
    assert shown["state"] == "ISSUED", shown["failureZh"]
    return shown


async def test_at60_the_notice_is_issued_and_the_regulations_come_into_force(
    january: Story, notice: NoticeOfIssue
) -> None:
    before = await january.ask(REGULATIONS, as_="town-clerk")
    assert [each["id"] for each in before] == ["GZ", "XX", "CW", "XF", "BG", "ZT", "DC"]
    assert {each["number"] for each in before} == {None}
    shown = await the_notice(january, notice)
    assert shown["number"] == notice.number
    after = await january.ask(REGULATIONS, as_="town-clerk")
    assert {(each["number"], each["inForceOn"]) for each in after} == {(notice.number, "2022-01-26")}
    assert {each["document"]["number"] for each in after} == {notice.number}

    files = await january.ask(
        "query($id: ID!) { document(id: $id) { files { id format pages } } }",
        as_="town-clerk",
        id=shown["document"]["id"],
    )
    (pdf,) = (file for file in files["files"] if file["format"] == "PDF")
    text = words(await download(january, pdf["id"], "town-clerk"))
    in_order = [
        notice.letterhead,
        notice.number,
        notice.title,
        notice.addressees,
        notice.body[0],
        notice.signature,
        "2022年1月26日",
        before[0]["title"],
        "第一条",
        before[6]["title"],
        "抄送：",
        "2022年1月26日印发",
    ]
    place = 0
    for part in in_order:
        found = text.find("".join(part.split()), place)
        assert found >= 0, part
        place = found
    for regulation in before:
        for clause in regulation["clauses"]:
            for paragraph in clause["text"].split("\n"):
                assert "".join(paragraph.split()) in text, clause["id"]


def words(pdf: bytes) -> str:
    """The text of all pages without white space, page numbers left out."""
    document: Any = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    lines = [line.strip() for page in pages for line in page.splitlines()]
    return "".join("".join(line.split()) for line in lines if not line.startswith("—"))


async def test_at60_the_same_data_give_the_same_text(notice: NoticeOfIssue, office: None, tmp_path: Path) -> None:
    worker = PdfWorker(tmp_path / "office", ROOT / ".zhengban" / "fonts" / "fonts.conf")
    data = {
        "mark": notice.letterhead,
        "organ": notice.signature,
        "title": notice.title,
        "blocks": [{"kind": "p", "text": notice.body[0]}],
        "dated": "2022-01-26",
    }
    try:
        made = [await print_paper("notice", data, worker, number=notice.number) for _ in range(2)]
    finally:
        await worker.stop()
    first, second = (hashlib.sha256(words(each.pdf).encode()).hexdigest() for each in made)
    assert first == second
    assert made[0].docx == made[1].docx


async def test_clause_and_rulebook_can_be_read(january: Story) -> None:
    clause = await january.ask('{ clause(id: "CW-3.2") { id regulation article text } }', as_="town-clerk")
    assert "备选议题" in clause["text"]
    assert await january.error_code('{ clause(id: "CW-99") { id } }', as_="town-clerk") == "NOT_FOUND"
    assert await january.error_code('{ clause(id: "CW-3.2") { id } }') == "UNAUTHENTICATED"
    query = '{ rulebook(regulation: "GZ") { clause { id } summary codes } }'
    rows = await january.ask(query, as_="town-clerk")
    codes = {row["clause"]["id"]: row["codes"] for row in rows}
    assert "DOC_NOT_NEEDED" in codes["GZ-22.1"]


@asynccontextmanager
async def following(story: Story, argument: str, as_: str = "clerk") -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A subscriber of a paper's way, who has been heard."""
    query = f"subscription {{ documentRendered({argument}) {{ state number }} }}"
    headers = {"Authorization": f"Bearer {story.service.issuer.token(as_)}"}
    url = story.service.url.replace("http", "ws") + "/graphql"
    async with (
        asyncio.timeout(WAIT_SECONDS),
        story.service.http.ws_connect(url, protocols=("graphql-transport-ws",), headers=headers) as socket,
    ):
        await socket.send_json({"type": "connection_init"})
        assert (await socket.receive_json())["type"] == "connection_ack"
        await socket.send_json({"id": "1", "type": "subscribe", "payload": {"query": query}})
        yield socket


async def told(socket: aiohttp.ClientWebSocketResponse) -> list[str]:
    """Every state that the subscriber is told, up to the last."""
    states = []
    async for message in socket:
        answer = message.json()
        if answer["type"] == "complete":
            return states
        if answer["type"] == "error":
            return [*states, answer["payload"][0]["extensions"]["code"]]
        data = answer["payload"]["data"]
        errors = answer["payload"].get("errors", ())
        states.append(data["documentRendered"]["state"] if data else errors[0]["extensions"]["code"])
    return states


async def test_a_subscriber_follows_the_paper(january: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the commit alone: what is read again now and then comes too late for anybody who waits here."""
    monkeypatch.setattr(follow, "AGAIN_SECONDS", 10.0 * WAIT_SECONDS)
    request = a_request(series="OFFICE_LETTER", signed_on="2022-01-26")
    async with following(january, f'requestId: "{request.request_id}"') as socket:
        await january.send(request)
        states = await told(socket)
    assert states[-1] == "ISSUED"
    assert len(states) == len(set(states))
    document = (await january.row(request.request_id)).id
    async with following(january, f'documentId: "{document}"') as late:
        assert await told(late) == ["ISSUED"]
    async with following(january, f'documentId: "{document}"', as_="admin") as stranger:
        assert await told(stranger) == ["NOT_FOUND"]
