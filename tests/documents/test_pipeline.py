"""From the request to the issued paper."""

import hashlib
from typing import Any

import pytest

from services.contracts.shared import DocumentRequested, Recipient
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import DocumentKind, FileFormat, PublicAttribute
from services.documents.issuing.kinds import KINDS, WORKBOOKS
from services.documents.issuing.model import DocumentState
from services.documents.rendering.samples import samples
from services.documents.rendering.statistics import check_statistics
from tests.documents.story import READ, RESULT, Story, a_request, codes
from tests.service import known_id

RECEIVE = "mutation($id: ID!, $unit: ID!) { receiveDocument(id: $id, unitId: $unit) { %s } }" % RESULT
RETRY = "mutation($id: ID!) { retryDocument(id: $id) { %s } }" % RESULT
VOID = "mutation($id: ID!, $act: ActInput) { voidDocument(id: $id, act: $act) { %s } }" % RESULT
PUBLISH = 'mutation($id: ID!) { publishDocument(id: $id, link: "https://www.pingli.example/1") { %s } }' % RESULT
ARCHIVE = 'mutation($id: ID!) { archiveDocument(id: $id, archiveNo: "2022-WS-001") { %s } }' % RESULT
DOWNLOAD = "mutation($id: ID!) { prepareDocumentsDownload(fileId: $id) { path } }"
NUMBERS = """query($series: String!, $year: Int!) { paperNumbers(series: $series, year: $year, first: 100) {
nodes { number fullNumber external voidReason document { id } } } }"""


async def test_a_requested_paper_is_numbered_issued_and_delivered(documents: Story) -> None:
    request = a_request(series="OFFICE_LETTER")
    row = await documents.issued(request)
    shown = await documents.ask(READ, as_="finance-clerk", id=str(row.id))
    assert shown["number"].startswith("平政办函〔2022〕")
    assert {file["format"]: file["draft"] for file in shown["files"]} == {"DOCX": False, "PDF": False}
    (pdf,) = (file for file in shown["files"] if file["format"] == "PDF")
    assert pdf["pages"] >= 1
    assert shown["findings"] == []

    (numbered,) = await documents.told(row.id, "documents.document.numbered.v1")
    (issued,) = await documents.told(row.id, "documents.document.issued.v1")
    (rendered,) = await documents.told(row.id, "documents.document.rendered.v1")
    assert numbered["full_number"] == issued["number"] == shown["number"]
    assert issued["request_id"] == str(request.request_id)
    assert [file["sha256"] for file in issued["files"]] == [file["sha256"] for file in shown["files"]]
    assert rendered["files"][0]["format"] == "DOCX"

    content = await download(documents, pdf["id"], "finance-clerk")
    assert hashlib.sha256(content).hexdigest() == pdf["sha256"]
    assert content.startswith(b"%PDF")
    assert await documents.error_code(DOWNLOAD, as_="town-clerk", id=pdf["id"]) == "NOT_FOUND"


async def download(story: Story, file_id: str, as_: str) -> bytes:
    link = await story.ask(DOWNLOAD, as_=as_, id=file_id)
    token = link["path"].rsplit("/", 1)[-1]
    async with story.service.http.get(f"{story.service.url}/files/{token}") as answer:
        return await answer.read()


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - WORKBOOKS))
async def test_every_kind_has_a_template_that_takes_its_sample(kind: DocumentKind) -> None:
    assert KINDS[kind].template in samples()


async def test_the_same_request_again_is_answered_with_the_same_document(documents: Story) -> None:
    request = a_request()
    row = await documents.issued(request)
    assert row.full_number is None  # no series, no number
    await documents.send(request)
    again = await documents.row(request.request_id)
    assert (again.id, again.version) == (row.id, row.version)
    first, second = await documents.told(row.id, "documents.document.issued.v1")
    assert first == second
    assert await documents.told(row.id, "documents.document.numbered.v1") == []


async def test_bad_data_fail_with_the_reason_and_the_corrected_request_succeeds(documents: Story) -> None:
    request = a_request(series="OFFICE_LETTER", data={"mark": "平利县人民政府文件"})
    await documents.send(request)
    row = await documents.settled(request.request_id)
    assert row.state is DocumentState.FAILED
    (failed,) = await documents.told(row.id, "documents.document.failed.v1")
    assert failed["code"] == "CONTENT_INVALID"
    assert "通知" in failed["message_zh"]
    retried = await documents.ask(RETRY, as_="clerk", id=str(row.id))
    assert retried["state"] == "REQUESTED"
    assert (await documents.settled(request.request_id)).state is DocumentState.FAILED

    corrected = request.model_copy(update={"data": samples()["notice"].data})
    assert (await documents.issued(corrected)).id == row.id
    register = await documents.ask(NUMBERS, as_="clerk", series="OFFICE_LETTER", year=2022)
    numbers = [each["number"] for each in register["nodes"]]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"series": "STANDING_SESSION"}, "CONTENT_INVALID"),
        ({"series": "NO_SUCH_SERIES"}, "CONTENT_INVALID"),
        ({"kind": DocumentKind.INCOMING_SHEET, "data": {}}, "TEMPLATE_REJECTED"),
        ({"series": "COUNTY_PAPER", "external_number": "平政发[2022]9号"}, "CONTENT_INVALID"),
        ({"series": "COUNTY_PAPER", "external_number": "平政发〔2023〕9号"}, "CONTENT_INVALID"),
    ],
)
async def test_a_request_that_cannot_be_met_fails(documents: Story, changes: dict[str, Any], code: str) -> None:
    request = a_request(**changes) if "kind" not in changes else a_request(changes["kind"], data=changes["data"])
    await documents.send(request)
    row = await documents.settled(request.request_id)
    assert (row.state, row.failure_code, row.full_number) == (DocumentState.FAILED, code, None)


async def test_amb47_a_number_given_on_paper_is_kept_once_and_stepped_over(documents: Story) -> None:
    first = await documents.issued(a_request(series="CRITICISM", external_number="平政办通报〔2022〕2号"))
    assert first.full_number == "平政办通报〔2022〕2号"
    shown = await documents.ask(READ, as_="clerk", id=str(first.id))
    assert (shown["external"], shown["files"], shown["deliveries"]) == (True, [], [])  # it went out on paper
    twice = a_request(series="CRITICISM", external_number="平政办通报〔2022〕2号")
    await documents.send(twice)
    assert (await documents.settled(twice.request_id)).failure_code == "NUMBER_NOT_FREE"
    own = [(await documents.issued(a_request(series="CRITICISM"))).number for _ in range(2)]
    assert own == [1, 3]
    register = await documents.ask(NUMBERS, as_="clerk", series="CRITICISM", year=2022)
    assert [(each["number"], each["external"]) for each in register["nodes"]] == [(1, False), (2, True), (3, False)]


async def test_a_voided_number_stays_with_its_reason(documents: Story) -> None:
    row = await documents.issued(a_request(series="INTERVIEW"))
    assert codes(await documents.ask(VOID, as_="clerk", id=str(row.id))) == ["ACTOR_NOT_ALLOWED"]
    assert codes(await documents.ask(VOID, as_="director", id=str(row.id))) == ["REASON_REQUIRED"]
    voided = await documents.ask(VOID, as_="director", id=str(row.id), act={"reason": "重复印发"})
    assert voided["state"] == "VOIDED"
    assert codes(await documents.ask(PUBLISH, as_="clerk", id=str(row.id))) == ["DOCUMENT_VOIDED"]
    (told,) = await documents.told(row.id, "documents.document.voided.v1")
    assert (told["number"], told["reason"]) == ("督办约〔2022〕1号", "重复印发")
    assert (await documents.issued(a_request(series="INTERVIEW"))).number == 2
    register = await documents.ask(NUMBERS, as_="clerk", series="INTERVIEW", year=2022)
    assert [each["voidReason"] for each in register["nodes"]] == ["重复印发", None]


async def test_units_receive_and_the_office_archives(documents: Story) -> None:
    recipients = (
        Recipient(name="县财政局", unit_id=known_id("finance")),
        Recipient(name="县人大办", unit_id=known_id("congress")),
    )
    row = await documents.issued(a_request(recipients=recipients))
    document, finance, congress = str(row.id), str(known_id("finance")), str(known_id("congress"))
    assert await documents.error_code(RECEIVE, as_="town-clerk", id=document, unit=finance) == "NOT_FOUND"
    refused = await documents.ask(RECEIVE, as_="clerk", id=document, unit=finance)
    assert codes(refused) == ["ACTOR_NOT_ALLOWED"]
    received = await documents.ask(RECEIVE, as_="finance-clerk", id=document, unit=finance)
    times = {each["unit"]["id"]: each["receivedAt"] for each in received["deliveries"]}
    assert times[finance] is not None
    assert times[congress] is None
    await documents.ask(RECEIVE, as_="finance-clerk", id=document, unit=finance)
    await documents.ask(RECEIVE, as_="clerk", id=document, unit=congress)  # a body without accounts
    told = await documents.told(row.id, "documents.document.received.v1")
    assert [each["unit_id"] for each in told] == [finance, congress]
    archived = await documents.ask(ARCHIVE, as_="clerk", id=document)
    assert archived["state"] == "ARCHIVED"
    (told_archived,) = await documents.told(row.id, "documents.document.archived.v1")
    assert told_archived["retention"] == "永久"


async def test_internal_minutes_are_not_declared_public(documents: Story) -> None:
    declared = a_request(DocumentKind.MAYOR_MINUTES, public_attribute=PublicAttribute.PUBLIC)
    await documents.send(declared)
    assert (await documents.settled(declared.request_id)).failure_code == "INTERNAL_DOCUMENT"


async def test_internal_minutes_stay_in_the_government(documents: Story) -> None:
    outside = (Recipient(name="县人大办", unit_id=known_id("congress")),)
    sent_out = a_request(DocumentKind.SPECIAL_MINUTES, recipients=outside)
    await documents.send(sent_out)
    assert (await documents.settled(sent_out.request_id)).failure_code == "EXTERNAL_RECIPIENT"


async def test_at28_internal_minutes_are_not_published(documents: Story) -> None:
    row = await documents.issued(a_request(DocumentKind.MAYOR_MINUTES, series="MAYOR_MINUTES"))
    refused = await documents.ask(PUBLISH, as_="clerk", id=str(row.id))
    assert codes(refused) == ["INTERNAL_DOCUMENT", "CONTENT_INVALID"]


async def test_only_public_documents_are_published(documents: Story) -> None:
    row = await documents.issued(a_request())
    assert codes(await documents.ask(PUBLISH, as_="clerk", id=str(row.id))) == ["CONTENT_INVALID"]


async def test_no_paper_is_signed_in_the_future(documents: Story) -> None:
    request = a_request(series="OFFICE_PAPER", signed_on="2099-01-01")
    await documents.send(request)
    row = await documents.settled(request.request_id)
    assert (row.failure_code, row.full_number) == ("CONTENT_INVALID", None)


async def test_gz_24_a_public_document_is_open_to_all(documents: Story) -> None:
    row = await documents.issued(a_request(public_attribute=PublicAttribute.PUBLIC))
    published = await documents.ask(PUBLISH, as_="clerk", id=str(row.id))
    assert published["state"] == "ISSUED"
    assert (await documents.ask(READ, as_="town-clerk", id=str(row.id)))["title"]
    assert await documents.error_code(READ, as_="admin", id=str(row.id)) == "NOT_FOUND"


async def test_amb42_a_restricted_document_exists_for_the_named_few(documents: Story) -> None:
    request = a_request(
        restricted=True,
        series="REFERRAL",
        title="关于移送问题线索的函",
        actor=known_id("inspector"),
        recipients=(Recipient(name="县财政局", unit_id=known_id("finance")),),
    )
    row = await documents.issued(request)
    for login in ("clerk", "deputy-director", "mayor", "inspector-clerk", "section-clerk", "finance-clerk", "admin"):
        assert await documents.error_code(READ, as_=login, id=str(row.id)) == "NOT_FOUND", login
        listed = await documents.ask(
            "query($id: ID!) { documents(requesterId: $id) { totalCount nodes { id } } }",
            as_=login,
            id=str(request.requester.id),
        )
        assert listed == {"totalCount": 0, "nodes": []}, login
    for login in ("inspector", "director", "finance-head"):
        assert (await documents.ask(READ, as_=login, id=str(row.id)))["number"] == "督办移〔2022〕1号"
    (issued,) = await documents.told(row.id, "documents.document.issued.v1")
    assert issued["recipients"] == []
    assert {file["name"] for file in issued["files"]} == {"人事事项"}
    for task in await documents.told(row.id, "documents.task.opened.v1"):
        assert task["title_zh"] == "人事事项"


async def test_a_ledger_is_a_workbook(documents: Story) -> None:
    ledger = {
        "organ": "县政府办（督查室）",
        "title": "2022年督办台账",
        "cut_off": "2022-02-07",
        "rows": [
            {
                "item_no": "2022-001",
                "source": "常务会议",
                "title": "城区供水管网改造",
                "lead_unit": "县住房和城乡建设局",
                "assigned_on": "2022-02-07",
                "due": "2022-03-07",
                "light": "绿",
            }
        ],
    }
    row = await documents.issued(a_request(DocumentKind.LEDGER, data=ledger))
    shown = await documents.ask(READ, as_="clerk", id=str(row.id))
    (file,) = shown["files"]
    assert file["format"] == FileFormat.XLSX
    assert (await download(documents, file["id"], "clerk")).startswith(b"PK")


async def test_statistics_are_a_workbook(documents: Story) -> None:
    sheet = {
        "name": "单位",
        "columns": [{"name": "单位", "width": 20, "sort": "TEXT"}, {"group": "议题", "name": "提出", "summed": True}],
        "rows": [["县财政局", 3], ["县司法局", 4]],
    }
    data = {"organ": "县政府办公室", "title": "2022年会议情况统计表", "cut_off": "2022-12-31", "sheets": [sheet]}
    request = a_request(DocumentKind.MEETING_STATISTICS, data=data)
    row = await documents.issued(request)
    shown = await documents.ask(READ, as_="clerk", id=str(row.id))
    (file,) = shown["files"]
    assert (file["format"], shown["number"], shown["findings"]) == (FileFormat.XLSX, None, [])
    assert check_statistics(await download(documents, file["id"], "clerk")) == []
    broken = a_request(DocumentKind.MEETING_STATISTICS, data=data | {"sheets": [sheet | {"rows": [["县财政局"]]}]})
    await documents.send(broken)
    failed = await documents.settled(broken.request_id)
    assert (failed.state, failed.failure_code) == (DocumentState.FAILED, "CONTENT_INVALID")


async def test_lists_find_by_word_series_and_state(documents: Story) -> None:
    row = await documents.issued(a_request(series="BULLETIN", title="2022年第一季度督办通报"))
    query = """query($title: String, $series: String, $state: DocumentState) {
    documents(title: $title, series: $series, state: $state) { nodes { id } } }"""
    found = await documents.ask(query, as_="clerk", title="季度 督办", series="BULLETIN", state="ISSUED")
    assert [each["id"] for each in found["nodes"]] == [str(row.id)]
    none = await documents.ask(query, as_="clerk", title="季度 学习", series="BULLETIN", state="ISSUED")
    assert none["nodes"] == []


async def test_the_signer_sees_his_paper_before_it_is_issued(documents: Story) -> None:
    request: DocumentRequested = a_request(data={"mark": "缺"})
    assert request.signer is not None
    assert request.signer.post is PostCode.OFFICE_DIRECTOR
    await documents.send(request)
    row = await documents.settled(request.request_id)
    assert (await documents.ask(READ, as_="director", id=str(row.id)))["failureCode"] == "CONTENT_INVALID"
    assert await documents.error_code(READ, as_="finance-clerk", id=str(row.id)) == "NOT_FOUND"
