"""A paper that corrects another: both name each other once the later one is out, and the old one stays."""

from services.contracts.words.shared import DocumentKind
from services.documents.rendering.samples import samples
from tests.documents.story import Story, a_request

QUERY = "query($id: ID!) { document(id: $id) { state number corrects { id } correctedBy { id number } } }"


async def test_both_papers_name_each_other(documents: Story) -> None:
    first = a_request(DocumentKind.STANDING_MINUTES, title="县政府第2次常务会议纪要", series="STANDING_MINUTES")
    await documents.send(first)
    old = await documents.settled(first.request_id)
    minutes = samples()["standing_minutes"].data
    kept = ("mark", "issuer", "issued_on", "meeting_name", "starts_at", "place", "chair", "imprint")
    change = {"before": ["由县城投公司负责。"], "after": ["由县住建局负责。"]}
    data = {name: minutes[name] for name in kept}
    data["correction"] = {
        "number": old.full_number,
        "issued_on": "2022-02-07",
        "passages": [{"heading": "研究城区供水管网改造项目有关事宜", "changes": [change]}],
    }
    second = a_request(
        DocumentKind.STANDING_MINUTES,
        title="县政府第2次常务会议纪要更正",
        series="MINUTES_CORRECTION",
        data=data,
        corrects_id=old.id,
    )
    await documents.send(second)
    new = await documents.settled(second.request_id)
    assert (new.state.value, new.full_number) == ("ISSUED", "纪要更正〔2022〕第1期"), new.failure_zh
    was = await documents.ask(QUERY, as_="clerk", id=str(old.id))
    assert was == {
        "state": "ISSUED",
        "number": old.full_number,
        "corrects": None,
        "correctedBy": [{"id": str(new.id), "number": "纪要更正〔2022〕第1期"}],
    }
    now = await documents.ask(QUERY, as_="clerk", id=str(new.id))
    assert (now["corrects"]["id"], now["correctedBy"]) == (str(old.id), [])
