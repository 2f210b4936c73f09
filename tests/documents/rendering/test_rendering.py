"""Data in, .docx out: every kind, the same bytes for the same data, and nothing from bad data."""

import copy
import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from docx import Document
from lxml import etree

from services.documents.rendering.engine import BadPaper, render
from services.documents.rendering.kinds import KINDS
from services.documents.rendering.ooxml import unordered
from services.documents.rendering.package import unzipped
from services.documents.rendering.samples import samples
from services.documents.rendering.templates import built


def _words(docx: bytes) -> str:
    root = etree.fromstring(unzipped(docx)["word/document.xml"])
    return "".join(str(text) for text in root.itertext())


def _notice(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(samples()["notice"].data) | changes


def test_every_kind_has_a_sample() -> None:
    assert set(samples()) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_a_file_that_word_opens(kind: str) -> None:
    files = unzipped(built(KINDS[kind].template)[0])
    for name, content in files.items():
        if name.startswith("word/") and name.endswith(".xml"):
            assert unordered(etree.fromstring(content)) == [], name
            assert b"Theme" not in content, "theme fonts would win over ours"
    Document(io.BytesIO(built(KINDS[kind].template)[0]))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_data_give_the_same_bytes(kind: str) -> None:
    sample = samples()[kind]
    first, second = (render(kind, sample.data, number=sample.number) for _ in range(2))
    assert hashlib.sha256(first.docx).hexdigest() == hashlib.sha256(second.docx).hexdigest()
    assert first.template_version == built(KINDS[kind].template)[1]
    words = _words(first.docx)
    assert "{{" not in words
    assert "{%" not in words
    assert unordered(etree.fromstring(unzipped(first.docx)["word/document.xml"])) == []


def test_threads_do_not_mix_papers_up() -> None:
    numbers = [f"平政办发〔2022〕{at}号" for at in range(1, 21)]
    with ThreadPoolExecutor(4) as pool:
        papers = list(pool.map(lambda number: render("notice", _notice(), number=number).docx, numbers))
    assert all(number in _words(paper) for number, paper in zip(numbers, papers, strict=True))
    assert len(set(papers)) == len(numbers)


def test_the_author_is_the_organ_and_the_day_is_the_papers() -> None:
    properties = Document(io.BytesIO(render("notice", _notice()).docx)).core_properties
    assert properties.author == "平利县人民政府"
    assert properties.title == "平利县人民政府关于印发平利县人民政府工作规则等制度的通知"
    assert str(properties.created)[:10] == "2022-01-26"


def test_markup_in_the_text_is_text() -> None:
    hostile = "A & B <b>“甲”</b> {{ 7*7 }} {% raw %}"
    words = _words(render("notice", _notice(blocks=[{"kind": "p", "text": hostile}])).docx)
    assert hostile in words


def test_annexed_texts_of_an_issuing_notice_carry_no_mark_and_others_do() -> None:
    assert "附件1" not in _words(render("notice", _notice()).docx)
    assert "附件1" in _words(render("notice", _notice(annexes_marked=True)).docx)


def test_internal_minutes_say_so() -> None:
    statement = "不作为对外作出行政行为的直接依据"
    for kind, said in (("standing_minutes", False), ("mayor_minutes", True), ("special_minutes", True)):
        assert (statement in _words(render(kind, samples()[kind].data).docx)) is said


@pytest.mark.parametrize(
    "number",
    [
        "平政办发[2022]1号",
        "平政办发【2022】1号",
        "平政办发〔2022〕01号",
        "平政办发〔2022〕第1号",
        "平政办发〔22〕1号",
        "〔2022〕1号",
        "",
    ],
)
def test_a_number_that_breaks_the_rule_is_refused(number: str) -> None:
    with pytest.raises(BadPaper) as refused:
        render("notice", _notice(), number=number)
    assert refused.value.code == "BAD_NUMBER"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "含\x07控制字符"}, "title"),
        ({"organ": "  "}, "organ"),
        ({"dated": "2022-02-30"}, "dated"),
        ({"surprise": 1}, "surprise"),
        ({"blocks": [{"kind": "p", "text": "字" * 20_001}]}, "text"),
        ({"blocks": [{"kind": "script", "text": "字"}]}, "blocks"),
        ({"mark": "平利县\n人民政府"}, "mark"),
    ],
)
def test_bad_data_are_refused_by_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadPaper) as refused:
        render("notice", _notice(**changes))
    assert refused.value.code == "BAD_DATA"
    assert field in str(refused.value)


def test_a_missing_field_is_refused() -> None:
    data = _notice()
    del data["organ"]
    with pytest.raises(BadPaper, match="organ"):
        render("notice", data)


def test_figures_that_do_not_add_up_are_refused() -> None:
    data = copy.deepcopy(samples()["supervision_bulletin"].data)
    data["figures"][0]["total"] += 1
    with pytest.raises(BadPaper, match=r"CW-6\.3"):
        render("supervision_bulletin", data)


def test_a_turnout_that_does_not_add_up_is_refused() -> None:
    data = copy.deepcopy(samples()["attendance_bulletin"].data)
    data["figures"][0]["present"] -= 1
    with pytest.raises(BadPaper, match="组成人员"):
        render("attendance_bulletin", data)
    without_a_day = copy.deepcopy(samples()["attendance_bulletin"].data) | {"explain_by": None}
    with pytest.raises(BadPaper, match="期限"):
        render("attendance_bulletin", without_a_day)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadPaper) as refused:
        render("love_letter", {})
    assert refused.value.code == "UNKNOWN_KIND"
