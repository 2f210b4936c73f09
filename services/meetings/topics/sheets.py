"""The papers of a topic as data: 议题申报审批表, 上会准备通知, 初审意见表 (in the words documents renders)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.shared import Recipient
from services.contracts.words.shared import DocumentKind
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.clock import SHANGHAI
from services.meetings.papers.commands import request_paper
from services.meetings.papers.model import RequestedPaper
from services.meetings.procedures import procedure
from services.meetings.sittings import naming
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.groundwork.model import Groundwork
from services.meetings.topics.model import OpinionStep, Topic, TopicOpinion
from services.meetings.topics.review.model import REVIEW_ITEMS, ItemResult, PreliminaryReview

MATERIALS = ("议题汇报材料及电子版。", "会商（征求）意见、论证评估等前置程序材料。")
LEADERS_STEPS = (OpinionStep.ENDORSEMENT, OpinionStep.LEADER_REVIEW, OpinionStep.HOST)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()] or ["无"]


def _sum(topic: Topic) -> list[str]:
    return [] if topic.amount is None else [f"涉及金额{topic.amount.normalize():f}万元。"]


def _told(work: Groundwork) -> str:
    """What was done; who was heard, and what became of it, stand with it (GZ-9.2)."""
    parts = (work.text, work.heard and f"听取对象：{work.heard}", work.adoption and f"采纳情况：{work.adoption}")
    return "；".join(part for part in parts if part)


def _opinion(act: Act, opinions: Sequence[TopicOpinion | None]) -> dict[str, Any] | None:
    found = next((each for each in opinions if each is not None), None)
    if found is None:
        return None
    return {
        "text": naming.one_line(found.text) or found.opinion.label,
        "name": found.stamp or act.view.person_name(found.person_id),
        "on": found.given_at.astimezone(SHANGHAI).date(),
    }


def topic_form(act: Act, topic: Topic, dossier: Dossier) -> dict[str, Any]:
    """议题申报审批表 (CW-3.1, BG-4, GZ-17)."""
    view = act.view
    scope = procedure(topic.kind).scope(topic.scope_code)
    done = [
        {
            "name": each.kind.label,
            "result": "已完成" if each.applicable else "不涉及",
            "reason": naming.one_line(_told(each)) or None,
        }
        for each in dossier.groundwork
    ]
    said = [
        {"name": f"征求{view.unit_name(unit)}意见", "result": each.result.label}
        for unit, each in dossier.consulted().items()
    ]
    return {
        "organ": naming.office(view),
        "topic": naming.one_line(topic.title),
        "meeting_kind": topic.kind.label,
        "unit": view.unit_name(topic.unit_id),
        "reporter": view.person_name(topic.reporter_id or topic.unit_head_id) or "主要负责同志",
        "involved": [naming.short_unit(view, unit) for unit in topic.involved_unit_ids],
        "scope": f"{scope.code}.{scope.text}" if scope else "—",
        "summary": [*_lines(topic.summary), *_sum(topic)],
        "question": _lines(topic.question),
        "suggestion": _lines(topic.suggestion),
        "basis": _lines(topic.basis),
        "preconditions": [*said, *done],
        "flags": [flag.label for flag in topic.topic_flags],
        "unit_head": _opinion(act, [dossier.opinion(OpinionStep.UNIT_HEAD)]),
        "vice_mayor": _opinion(act, [dossier.opinion(step) for step in LEADERS_STEPS]),
        "mayor": _opinion(act, [dossier.opinion(OpinionStep.COUNTY_HEAD), dossier.opinion(OpinionStep.COMMISSION)]),
        "filed_on": (topic.unit_signed_at or topic.drafted_at).astimezone(SHANGHAI).date(),
    }


def preliminary_review(act: Act, topic: Topic, dossier: Dossier, review: PreliminaryReview) -> dict[str, Any]:
    """初审意见表 (CW-3.3) of the version that was reviewed."""
    material = next(each for each in dossier.materials if each.number == review.material_number)
    open_items = [item for item in review.items if item["result"] == ItemResult.NOT_MET]
    returned = material.returned_at is not None
    reasons = [naming.one_line(reason["text"]) for reason in material.return_reasons]
    return {
        "organ": naming.office(act.view),
        "topic": naming.one_line(topic.title),
        "unit": act.view.unit_name(topic.unit_id),
        "version": material.number,
        "received_on": material.submitted_at.astimezone(SHANGHAI).date(),
        "checks": [
            {
                "name": REVIEW_ITEMS[int(item["number"])],
                "result": ItemResult(item["result"]).label,
                "reason": naming.one_line(item["evidence"]) or None,
            }
            for item in review.items
        ],
        "result": "退回补正" if returned else "不通过" if open_items else "通过",
        "opinion": reasons if returned else _lines(review.opinion),
        "reviewer": act.view.person_name(review.reviewer_id),
        "reviewed_on": review.reviewed_at.astimezone(SHANGHAI).date(),
    }


async def request_preparation_notice(
    session: AsyncSession, act: Act, topic: Topic, dossier: Dossier, due: date, by: Capacity | None
) -> RequestedPaper:
    """上会准备通知 as a paper without a number (CW-3.2)."""
    view = act.view
    signed = dossier.opinion(OpinionStep.COUNTY_HEAD)
    units = (topic.unit_id, *topic.involved_unit_ids)
    data = {
        "mark": naming.office(view),
        "organ": naming.office(view),
        "units": [view.unit_name(unit) for unit in units],
        "meeting_name": f"县政府{topic.kind.label}",
        "topics": [naming.one_line(topic.title)],
        "opinion": naming.one_line(signed.text) or signed.opinion.label if signed else "同意上会",
        "due": due,
        "materials": list(MATERIALS),
        "contact": act.doer.name,
        "dated": act.on,
    }
    return await request_paper(
        session,
        act,
        topic,
        DocumentKind.PREPARATION_NOTICE,
        "关于做好议题上会准备的通知",
        data,
        by=by,
        recipients=[Recipient(name=view.unit_name(unit), unit_id=unit) for unit in units],
        signed_on=act.on,
        restricted=topic.restricted,
    )


async def request_form(
    session: AsyncSession, act: Act, topic: Topic, kind: DocumentKind, title: str, data: dict[str, Any]
) -> RequestedPaper:
    """One of the office's forms about the topic, without number and recipients."""
    return await request_paper(
        session, act, topic, kind, f"{title}：{topic.title}", data, signed_on=act.on, restricted=topic.restricted
    )
