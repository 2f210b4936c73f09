"""From the request to the issued paper."""

import hashlib

from tests.documents.story import READ, RESULT, Story, a_request

RECEIVE = "mutation($id: ID!, $unit: ID!) { receiveDocument(id: $id, unitId: $unit) { %s } }" % RESULT
DOWNLOAD = "mutation($id: ID!) { prepareDocumentsDownload(fileId: $id) { path } }"


async def test_a_requested_paper_is_numbered_issued_and_delivered(documents: Story) -> None:
    request = a_request(series="OFFICE_LETTER")
    row = await documents.issued(request)
    shown = await documents.ask(READ, as_="finance-clerk", id=str(row.id))
    assert shown["number"] == "平政办函〔2022〕1号"
    assert {file["format"]: file["draft"] for file in shown["files"]} == {"DOCX": False, "PDF": False}
    (pdf,) = (file for file in shown["files"] if file["format"] == "PDF")
    assert pdf["pages"] >= 1
    assert shown["findings"] == []

    (numbered,) = await documents.told(row.id, "documents.document.numbered.v1")
    (issued,) = await documents.told(row.id, "documents.document.issued.v1")
    (rendered,) = await documents.told(row.id, "documents.document.rendered.v1")
    assert numbered["full_number"] == issued["number"] == "平政办函〔2022〕1号"
    assert issued["request_id"] == str(request.request_id)
    assert [file["sha256"] for file in issued["files"]] == [file["sha256"] for file in shown["files"]]
    assert rendered["files"][0]["format"] == "DOCX"

    link = await documents.ask(DOWNLOAD, as_="finance-clerk", id=pdf["id"])
    token = link["path"].rsplit("/", 1)[-1]
    async with documents.service.http.get(f"{documents.service.url}/files/{token}") as answer:
        content = await answer.read()
    assert hashlib.sha256(content).hexdigest() == pdf["sha256"]
    assert content.startswith(b"%PDF")
