"""The papers of a consultation: 征求意见公告 and 意见采纳情况 (GZ-12.2c)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid5

from services.contracts.base import Ref
from services.contracts.shared import DocumentRequested
from services.contracts.words.shared import DocumentKind, PublicAttribute
from services.documents.consultations.model import ConsultationOpinion, PublicConsultation
from services.kernel.acts import Act

COLUMNS = ["序号", "意见来源", "意见内容", "是否采纳", "说明"]


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _request(
    consultation: PublicConsultation, act: Act, kind: DocumentKind, title: str, blocks: list[dict[str, Any]]
) -> DocumentRequested:
    organ = act.view.unit_name(consultation.unit_id)
    return DocumentRequested(
        request_id=uuid5(consultation.id, kind.value),
        requester=Ref(type="PublicConsultation", id=consultation.id),
        kind=kind,
        title=title,
        data={
            "mark": f"{organ}文件",
            "organ": organ,
            "title": title,
            "blocks": blocks,
            "dated": act.on.isoformat(),
        },
        signed_on=act.on,
        public_attribute=PublicAttribute.PUBLIC,
        actor=None if act.system else act.doer.id,
    )


def announcement(consultation: PublicConsultation, act: Act) -> DocumentRequested:
    """公告: what is consulted on, until when, and by which way; a shortened period says why (AMB-24)."""
    link = f"（网址：{consultation.link}）" if consultation.link else ""
    period = f"征求意见期限为{_day(consultation.starts_on)}至{_day(consultation.ends_on)}。"
    paragraphs = [
        f"为提高行政决策和规范性文件制定质量，根据《平利县人民政府工作规则》第十二条，现就《{consultation.title}》"
        "（征求意见稿）向社会公开征求意见。",
        f"{period}有关单位和社会各界人士可以通过{consultation.channel}{link}提出意见建议。",
    ]
    if consultation.short_reason:
        paragraphs.append(f"本次征求意见期限缩短的理由：{consultation.short_reason}。")
    blocks = [{"kind": "p", "text": text} for text in paragraphs]
    title = f"关于公开征求《{consultation.title}》意见的公告"
    return _request(consultation, act, DocumentKind.CONSULTATION_ANNOUNCEMENT, title, blocks)


def adoption_table(
    consultation: PublicConsultation, act: Act, opinions: Sequence[ConsultationOpinion]
) -> DocumentRequested:
    """采纳情况: every opinion with what became of it."""
    adopted = sum(bool(opinion.adopted) for opinion in opinions)
    summary = (consultation.summary or "").strip()
    says = (
        f"《{consultation.title}》（征求意见稿）于{_day(consultation.starts_on)}至{_day(consultation.ends_on)}"
        f"公开征求意见，共收到意见{len(opinions)}条，采纳{adopted}条。"
    )
    blocks: list[dict[str, Any]] = [{"kind": "p", "text": says + summary}]
    if opinions:
        rows = [
            [str(number), each.source, each.text, "采纳" if each.adopted else "不采纳", each.answer or ""]
            for number, each in enumerate(opinions, 1)
        ]
        blocks.append({"kind": "table", "caption": "意见采纳情况表", "columns": COLUMNS, "rows": rows})
    title = f"关于《{consultation.title}》公开征求意见采纳情况的公告"
    return _request(consultation, act, DocumentKind.ADOPTION_TABLE, title, blocks)
