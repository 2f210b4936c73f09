"""The whole way: data, .docx, PDF, and the checker's verdict on it."""

import copy
from typing import Any

import pytest

from services.documents.rendering import gbt9704 as gb
from services.documents.rendering.engine import render
from services.documents.rendering.kinds import KINDS
from services.documents.rendering.measure import opened
from services.documents.rendering.pdf import PdfWorker
from services.documents.rendering.press import print_paper
from services.documents.rendering.samples import samples

# Kind → pages of its sample, and a few words that its last page must end with or hold.
GOLDEN = {
    "notice": (3, "2022年1月26日印发"),
    "topic_form": (1, "县长意见"),
    "preparation_notice": (2, "2022年1月28日"),
    "preliminary_review": (1, "初审日期"),
    "law_opinion": (2, "2022年2月16日"),
    "agenda_sheet": (1, "仅组成人员参加"),
    "meeting_notice": (3, "参会回执"),
    "invitation": (1, "2022年2月23日"),
    "sign_in_sheet": (1, "请假"),
    "attendance_bulletin": (2, "2022年3月2日前"),
    "meeting_record": (1, "主持人结论"),
    "press_release": (1, "审定"),
    "standing_minutes": (2, "2022年3月2日印发"),
    "mayor_minutes": (2, "内部文件"),
    "special_minutes": (2, "内部文件"),
    "assignment_sheet": (1, "签收人"),
    "warning_sheet": (1, "黄色预警"),
    "extension_reply": (1, "此复"),
    "supervision_bulletin": (2, "53.85%"),
    "study_plan": (2, "第四季度"),
    "study_attendance": (1, "请假1人"),
    "study_record": (1, "发言交流"),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_sample_of_every_kind_passes_the_checker(kind: str, worker: PdfWorker) -> None:
    sample = samples()[kind]
    printed = await print_paper(kind, sample.data, worker, number=sample.number)
    assert printed.findings == []
    pages, words = GOLDEN[kind]
    with opened(printed.pdf) as document:
        last = document.text(document.count).replace("\r\n", "")
        assert (document.count, words in last.replace(" ", "")) == (pages, True), last


CORRECTION = {
    "number": "常务会议纪要〔2022〕第2次",
    "issued_on": "2022-03-02",
    "earlier": ["纪要更正〔2022〕第1期"],
    "reason": "责任单位表述有误。",
    "passages": [
        {
            "heading": "研究城区供水管网改造项目有关事宜",
            "changes": [
                {
                    "before": ["由县城投公司组织实施。"],
                    "after": ["由县住房和城乡建设局牵头组织实施。", "县财政局配合。"],
                },
                {"before": [], "after": ["落实责任：由县住房和城乡建设局负责。"]},
                {"before": ["每月通报一次。"], "after": []},
            ],
        },
        {"heading": "人事事项", "note": "有关人事事项的更正，另行办理。"},
    ],
}


async def test_a_correction_sets_old_words_beside_new_ones(worker: PdfWorker) -> None:
    minutes = samples()["mayor_minutes"].data
    kept = ("mark", "issuer", "issued_on", "meeting_name", "starts_at", "place", "chair", "imprint")
    data = {name: minutes[name] for name in kept} | {"correction": CORRECTION}
    data["signatory"] = "常务副县长赵立新（受县长委托签发）"
    printed = await print_paper("mayor_minutes", data, worker, number="纪要更正〔2022〕第2期")
    assert printed.findings == []
    with opened(printed.pdf) as document:
        text = "".join(document.text(number) for number in range(1, document.count + 1))
    words = "".join(text.split())
    for phrase in (
        "纪要更正〔2022〕第2期",
        "第2次，已由纪要更正〔2022〕第1期更正），因责任单位表述有误，现更正如下：",
        "原文：由县城投公司组织实施。更正为：由县住房和城乡建设局牵头组织实施。县财政局配合。",
        "增加：落实责任：由县住房和城乡建设局负责。删去：每月通报一次。",
        "签发：常务副县长赵立新（受县长委托签发）",
        "不作为对外作出行政行为的直接依据",
    ):
        assert phrase in words, words


async def test_the_measures_of_a_notice(worker: PdfWorker, long_notice: dict[str, Any]) -> None:
    pdf = (await print_paper("notice", long_notice, worker, number="平政办发〔2022〕1号")).pdf
    with opened(pdf) as document:
        first, second = document.page(1), document.page(2)
        red = [glyph for glyph in first.glyphs if glyph.red]
        ink = first.ink(0, min(glyph.top for glyph in red), 210, max(glyph.bottom for glyph in red))
        assert ink is not None
        assert ink[1] == pytest.approx(gb.TOP_MM + gb.MARK_TOP_MM, abs=0.5)
        body = [line for line in second.lines if line.size == gb.SIZE_3_PT]
        assert len(body) == gb.LINES
        full = [line for line in body if line.x0 < 29 and line.x1 > 183]
        assert {len(line.glyphs) for line in full} == {gb.CHARS}
        assert min(line.x0 for line in full) == pytest.approx(28.05, abs=0.1)
        assert max(line.x1 for line in full) == pytest.approx(183.9, abs=0.3)


async def test_the_same_data_give_the_same_text(worker: PdfWorker) -> None:
    sample = samples()["supervision_bulletin"]
    docx = render("supervision_bulletin", sample.data, number=sample.number).docx
    layers = []
    for _ in range(2):
        with opened(await worker.convert(docx)) as document:
            layers.append([document.text(page) for page in range(1, document.count + 1)])
    assert layers[0] == layers[1]


@pytest.mark.parametrize("paragraphs", [1, 2, 9, 10, 14])
async def test_imprint_and_signature_never_stand_without_text(paragraphs: int, worker: PdfWorker) -> None:
    data = copy.deepcopy(samples()["notice"].data)
    line = {"kind": "p", "text": "为进一步加强督查工作，现就有关事项通知如下，请认真贯彻执行。"}
    data |= {"annexes": [], "blocks": [line] * paragraphs}
    assert (await print_paper("notice", data, worker)).findings == []


async def test_the_text_of_one_paragraph_goes_on_with_the_signature(worker: PdfWorker) -> None:
    """As in 平政办发〔2022〕1号: one paragraph fills the first page, the signature does not fit any more."""
    data = copy.deepcopy(samples()["notice"].data)
    names = "".join(f"《平利县人民政府第{at}项制度》" for at in "一二三四五六七八九十")
    data["blocks"] = [{"kind": "p", "text": f"{names}已经县政府第1次常务会议研究通过，现印发给你们，请严格遵照执行。"}]
    printed = await print_paper("notice", data, worker)
    assert printed.findings == []
    with opened(printed.pdf) as document:
        assert "《平利县人民政府第一项制度》" in document.text(1)
        assert "请严格遵照执行" in document.text(2).replace("\r\n", "")
        assert "2022年1月26日" in document.text(2)


async def test_rare_characters_of_names_are_printed_in_a_like_face(worker: PdfWorker) -> None:
    data = copy.deepcopy(samples()["standing_minutes"].data)
    data["present"] = ["王堃", "李喆", "赵垚", "孙犇", "周祎", "吴珅", "郑玥", "冯甦"]
    printed = await print_paper("standing_minutes", data, worker)
    assert printed.findings == []
    with opened(printed.pdf) as document:
        pages = [document.page(page) for page in range(1, document.count + 1)]
        faces = {glyph.face for page in pages for glyph in page.glyphs if glyph.text in "堃垚犇"}
    assert faces
    assert all(face.startswith("LXGWWenKai") for face in faces)
