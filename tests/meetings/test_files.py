"""Files come in once by a link, stay what they are, and go out only to who may see their object."""

import hashlib
from typing import Any

from tests.meetings.topics.steps import do, noticed
from tests.service import RunningService

UPLOAD = "mutation($name: String!) { prepareMeetingsUpload(name: $name) { fileId path expiresInSeconds } }"
DOWNLOAD = "mutation($id: ID!) { prepareMeetingsDownload(fileId: $id) { path } }"
PDF = b"%PDF-1.4\n% " + b"0123456789" * 50 + b"\n%%EOF\n"


def inside(service: RunningService, path: str) -> str:
    """The gateway's path as the service serves it."""
    return service.url + path.replace("/files/meetings/", "/files/")


async def put(service: RunningService, link: dict[str, Any], content: bytes) -> tuple[int, dict[str, Any]]:
    async with service.http.put(inside(service, link["path"]), data=content) as response:
        return response.status, await response.json()


async def test_a_link_takes_bytes_once(meetings: RunningService) -> None:
    link = await meetings.ask(UPLOAD, as_="housing-clerk", name="方案.pdf")
    status, answer = await put(meetings, link, PDF)
    assert (status, answer["sha256"]) == (200, hashlib.sha256(PDF).hexdigest())
    assert answer["mediaType"] == "application/pdf"
    again, refused = await put(meetings, link, PDF)
    assert (again, refused["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
    strange, _ = await put(meetings, {"path": "/files/meetings/no-such-link"}, PDF)
    assert strange == 404


async def test_the_bytes_decide_what_a_file_is(meetings: RunningService) -> None:
    link = await meetings.ask(UPLOAD, as_="housing-clerk", name="方案.pdf")
    status, refused = await put(meetings, link, b"MZ\x90\x00 this is a program")
    assert (status, refused["errors"][0]["extensions"]["code"]) == (422, "FILE_TYPE_NOT_ALLOWED")
    assert await meetings.error_code(UPLOAD, as_="housing-clerk", name="程序.exe") == "FILE_TYPE_NOT_ALLOWED"
    fake, answer = await put(meetings, await meetings.ask(UPLOAD, as_="housing-clerk", name="表.xlsx"), PDF)
    assert (fake, answer["errors"][0]["extensions"]["code"]) == (422, "FILE_TYPE_NOT_ALLOWED")


async def test_material_goes_out_in_ranges_to_who_may_see_its_topic(meetings: RunningService) -> None:
    topic = await noticed(meetings)
    link = await meetings.ask(UPLOAD, as_="housing-clerk", name="议题材料.pdf")
    await put(meetings, link, PDF)
    handed_in = await do(meetings, "submitTopicMaterial", as_="housing-clerk", id=topic, fileIds=[link["fileId"]])
    assert handed_in["__typename"] == "Topic"
    assert await meetings.error_code(DOWNLOAD, as_="letters-head", id=link["fileId"]) == "NOT_FOUND"
    assert await meetings.error_code(DOWNLOAD, as_="admin", id=link["fileId"]) == "NOT_FOUND"
    out = await meetings.ask(DOWNLOAD, as_="clerk", id=link["fileId"])
    url = inside(meetings, out["path"])
    async with meetings.http.get(url) as response:
        assert (response.status, await response.read()) == (200, PDF)
        etag = response.headers["ETag"]
    async with meetings.http.get(url, headers={"Range": "bytes=5-9"}) as response:
        assert (response.status, await response.read()) == (206, PDF[5:10])
        assert response.headers["Content-Range"] == f"bytes 5-9/{len(PDF)}"
    async with meetings.http.get(url, headers={"Range": "bytes=-7"}) as response:
        assert await response.read() == PDF[-7:]
    async with meetings.http.get(url, headers={"Range": f"bytes={len(PDF)}-"}) as response:
        assert response.status == 416
    async with meetings.http.get(url, headers={"If-None-Match": etag}) as response:
        assert response.status == 304


async def test_nobody_attaches_what_another_has_uploaded(meetings: RunningService) -> None:
    topic = await noticed(meetings)
    link = await meetings.ask(UPLOAD, as_="finance-clerk", name="别人的.pdf")
    await put(meetings, link, PDF)
    query = "mutation($id: ID!, $files: [ID!]!) { submitTopicMaterial(id: $id, fileIds: $files) { __typename } }"
    code = await meetings.error_code(query, as_="housing-clerk", id=topic, files=[link["fileId"]])
    assert code == "NOT_FOUND"
    unfinished = await meetings.ask(UPLOAD, as_="housing-clerk", name="未传完.pdf")
    refused = await do(meetings, "submitTopicMaterial", as_="housing-clerk", id=topic, fileIds=[unfinished["fileId"]])
    assert refused["violations"][0]["code"] == "FILE_NOT_UPLOADED"
