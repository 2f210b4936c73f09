"""Papers of a meeting: 会议通知, 邀请函, 上会准备通知, 纪要 and 会议记录."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from services.documents.rendering import wording
from services.documents.rendering.paper import (
    Data,
    Imprint,
    Paper,
    Speech,
    Text,
    Texts,
    Title,
    attachment_lines,
    element,
    element_list,
    h1,
    imprinted,
    numbered,
    p,
    runin,
    table,
)


class MeetingNotice(Data):
    """会议通知 (CW-4.2)."""

    mark: Text
    organ: Text
    meeting_name: Text
    addressees: Texts
    starts_at: datetime
    place: Text
    topics: Texts
    attendees: Texts
    observers: Texts = []
    materials: Texts = []  # 份数, 报送期限
    leave: Text  # 请假要求与审批人
    contact: Text
    dated: date
    sealed: bool = True
    receipt_by: date | None = None  # 回执
    imprint: Imprint | None = None


def compose_meeting_notice(data: MeetingNotice) -> Paper:
    requests = [*data.materials, data.leave, f"联系人：{data.contact}。"]
    blocks = [
        p(f"经研究，定于{wording.moment(data.starts_at)}召开{data.meeting_name}。现将有关事项通知如下："),
        h1(1, "会议时间"),
        p(f"{wording.moment(data.starts_at)}。"),
        h1(2, "会议地点"),
        p(f"{data.place}。"),
        h1(3, "会议议题"),
        *numbered(data.topics),
        h1(4, "参会人员"),
        runin("出席人员：", f"{wording.names(data.attendees)}。"),
        *([runin("列席人员：", f"{wording.names(data.observers)}。")] if data.observers else []),
        h1(5, "有关要求"),
        *numbered(requests),
    ]
    annexes: list[dict[str, Any]] = []
    if data.receipt_by:
        lines = [["", "", "", ""] for _ in range(4)]
        ask = p(f"请于{wording.day(data.receipt_by)}前将本回执报会务联系人。")
        form = table(["单位", "姓名", "职务", "联系电话"], lines)
        annexes = [{"mark": "附件", "title": ["参会回执"], "blocks": [ask, form]}]
    return Paper(
        mark=data.mark,
        title=wording.title_lines(f"{data.organ}关于召开{data.meeting_name}的通知"),
        addressees=wording.groups(data.addressees),
        blocks=blocks,
        attachments=attachment_lines(["参会回执"] if data.receipt_by else []),
        annexes=annexes,
        imprint=imprinted(data.imprint),
    ).sign(data.organ, data.dated, sealed=data.sealed)


class Invitation(Data):
    """邀请函 (CW-4.3) to the offices of 县委, 人大 and 政协."""

    mark: Text
    organ: Text
    invitee: Text
    meeting_name: Text
    starts_at: datetime
    place: Text
    seats: Text  # 邀请对象与名额
    topics: Texts
    contact: Text
    dated: date


def compose_invitation(data: Invitation) -> Paper:
    blocks = [
        p(f"定于{wording.moment(data.starts_at)}在{data.place}召开{data.meeting_name}，诚邀{data.seats}参加会议。"),
        p("会议拟研究以下议题："),
        *numbered(data.topics),
        p(f"请将参会人员名单提前告知我单位。联系人：{data.contact}。"),
    ]
    title = wording.title_lines(f"关于邀请参加{data.meeting_name}的函")
    paper = Paper(mark=data.mark, title=title, addressees=data.invitee, blocks=blocks)
    return paper.sign(data.organ, data.dated, sealed=True)


class PreparationNotice(Data):
    """上会准备通知 (CW-3.2)."""

    mark: Text
    organ: Text
    units: Texts
    meeting_name: Text
    topics: Texts
    opinion: Text  # 县长意见
    due: date  # 报送期限
    materials: Texts
    contact: Text
    dated: date


def compose_preparation_notice(data: PreparationNotice) -> Paper:
    blocks = [
        p(f"你单位申报的下列议题，县长意见为“{data.opinion}”，拟提请{data.meeting_name}研究。请认真做好上会准备："),
        h1(1, "议题"),
        *numbered(data.topics),
        h1(2, "上会材料"),
        *numbered(data.materials),
        h1(3, "报送期限"),
        p(f"请于{wording.day(data.due)}前将上会材料报县政府办公室初审。联系人：{data.contact}。"),
    ]
    title = wording.title_lines("关于做好议题上会准备的通知")
    paper = Paper(mark=data.mark, title=title, addressees=wording.groups(data.units), blocks=blocks)
    return paper.sign(data.organ, data.dated, sealed=True)


class Decision(Data):
    """One 议定事项 with those who answer for it."""

    heading: Text
    paragraphs: Texts
    lead_unit: Text | None = None
    support_units: Texts = []
    due: date | None = None
    escalated: bool = False  # 报县委审定后实施 (GZ-3)


class Change(Data):
    """Paragraphs that stood in the minutes, and those that stand there now."""

    before: Texts = []
    after: Texts = []


class CorrectedPassage(Data):
    """What changes about one topic."""

    heading: Text
    changes: list[Change] = []
    note: Text | None = None  # in their place: what changes is told elsewhere


class Correction(Data):
    """更正: which minutes, why, and what they say instead."""

    number: Text  # of the minutes
    issued_on: date
    earlier: Texts = []  # numbers of earlier corrections
    reason: Text | None = None
    passages: Annotated[list[CorrectedPassage], Field(min_length=1)]


class Minutes(Data):
    """常务会议、县长办公会议、专题会议纪要 (CW-6.2, BG-6, ZT-5), or the correction of such."""

    mark: Text  # 平利县人民政府常务会议纪要
    issuer: Text  # 平利县人民政府办公室
    issued_on: date
    meeting_name: Text
    starts_at: datetime
    place: Text
    chair: Text
    mandate: Text | None = None  # 受县长委托, 按照分工
    summary: Text | None = None  # what the meeting dealt with, in one clause
    decisions: list[Decision] = []
    correction: Correction | None = None
    present: Texts = []
    leave: Texts = []
    observers: Texts = []
    countersigners: Texts = []  # 会签 (BG-6)
    signatory: Text | None = None  # 受县长委托签发, B（代A）: shown when one signed for another
    imprint: Imprint


STATEMENT = "本纪要为内部文件，不作为对外作出行政行为的直接依据"


def compose_minutes(data: Minutes) -> Paper:
    """Without a seal and without a signature (10.3)."""
    lists = [
        {"lead": lead, **_lines(listed)}
        for lead, listed in (
            ("出席", data.present),
            ("请假", data.leave),
            ("列席", data.observers),
            ("会签", data.countersigners),
            ("签发", [data.signatory] if data.signatory else []),
        )
        if listed
    ]
    return Paper(
        mark=data.mark,
        title=wording.title_lines(f"{data.meeting_name}纪要更正") if data.correction else [],
        issuer=data.issuer,
        issued_on=wording.day(data.issued_on),
        blocks=_corrected(data.meeting_name, data.correction) if data.correction else _minuted(data),
        lists=lists,
        imprint=imprinted(data.imprint),
    )


def _corrected(meeting_name: str, correction: Correction) -> list[dict[str, Any]]:
    """Old words and new ones side by side; what is not named stays as it was."""
    earlier = f"，已由{'、'.join(correction.earlier)}更正" if correction.earlier else ""
    reason = f"因{correction.reason.rstrip('。')}，" if correction.reason else ""
    which = f"{wording.day(correction.issued_on)}印发的《{meeting_name}纪要》（{correction.number}{earlier}）"
    blocks = [p(f"{which}，{reason}现更正如下：")]
    for index, passage in enumerate(correction.passages, 1):
        blocks.append(h1(index, passage.heading))
        for change in passage.changes:
            lead = "更正为：" if change.before else "增加："
            blocks += [runin("原文：" if change.after else "删去：", line) for line in change.before[:1]]
            blocks += [p(line) for line in change.before[1:]]
            blocks += [runin(lead, line) for line in change.after[:1]]
            blocks += [p(line) for line in change.after[1:]]
        blocks += [p(passage.note)] if passage.note else []
    return [*blocks, p("原纪要其他内容不变。")]


def _minuted(data: Minutes) -> list[dict[str, Any]]:
    mandate = f"{data.mandate}，" if data.mandate else ""
    summary = f"，{data.summary}" if data.summary else ""
    opening = (
        f"{wording.moment(data.starts_at)}，{mandate}{data.chair}在{data.place}主持召开{data.meeting_name}{summary}。"
    )
    blocks = [p(f"{opening}现将会议议定事项纪要如下：")]
    for index, decision in enumerate(data.decisions, 1):
        blocks.append(h1(index, decision.heading))
        blocks += [p(line) for line in decision.paragraphs]
        duty = _duty(decision)
        if duty:
            blocks.append(runin("落实责任：", duty))
    return blocks


def compose_internal_minutes(data: Minutes) -> Paper:
    """县长办公会议 and 专题会议纪要 say that they are internal (BG-7, ZT-7)."""
    paper = compose_minutes(data)
    paper.note = STATEMENT
    return paper


def _lines(listed: list[str]) -> dict[str, Any]:
    """A list of names in lines that break between names only."""
    first, *more = wording.filled(listed, wording.LIST_CHARS)
    return {"first": first, "more": more}


def _duty(decision: Decision) -> str:
    parts = []
    if decision.lead_unit:
        parts.append(f"由{decision.lead_unit}负责")
    if decision.support_units:
        parts.append(f"{wording.names(decision.support_units)}配合")
    if decision.due:
        parts.append(f"{wording.day(decision.due)}前完成")
    text = "，".join(parts) + "。" if parts else ""
    return text + ("本事项报县委审定后实施。" if decision.escalated else "")


class RecordedTopic(Data):
    """One topic in 会议记录: who reported, who said what, what the chair concluded."""

    heading: Text
    reporter: Text | None = None
    minutes: int | None = None  # 用时, in minutes
    speeches: list[Speech] = []
    written_opinions: list[Speech] = []
    dissents: list[Speech] = []  # 不同意见
    conclusion: Text | None = None
    note: Text | None = None  # in place of the rest: what was heard is recorded elsewhere


class MeetingRecord(Data):
    """会议记录 (CW-5.1)."""

    meeting_name: Text
    starts_at: datetime
    ends_at: datetime | None = None
    place: Text
    chair: Text
    members: Text | None = None  # 组成人员到会8/9 (AMB-21)
    present: Texts
    leave: Texts = []
    absent: Texts = []  # 缺席: who neither came nor had leave
    observers: Texts = []
    recorder: Text
    reviewer: Text | None = None
    topics: list[RecordedTopic]


def compose_meeting_record(data: MeetingRecord) -> Paper:
    blocks = [
        element("时　　间", wording.span(data.starts_at, data.ends_at)),
        element("地　　点", data.place),
        element("主 持 人", data.chair),
        *([element("到会情况", data.members)] if data.members else []),
        *element_list("出　　席", data.present),
        *element_list("请　　假", data.leave),
        *element_list("缺　　席", data.absent),
        *element_list("列　　席", data.observers),
    ]
    for index, topic in enumerate(data.topics, 1):
        blocks.append(h1(index, topic.heading))
        if topic.note:
            blocks.append(p(topic.note))
            continue
        used = f"，用时{topic.minutes}分钟" if topic.minutes is not None else ""
        blocks += [runin("汇报：", f"{topic.reporter}{used}。")] if topic.reporter else []
        blocks += [runin(f"{said.speaker}：", said.text) for said in topic.speeches]
        blocks += [runin(f"书面意见（{said.speaker}）：", said.text) for said in topic.written_opinions]
        blocks += [runin(f"不同意见（{said.speaker}）：", said.text) for said in topic.dissents]
        blocks += [runin("主持人结论：", topic.conclusion)] if topic.conclusion else []
    blocks.append(p(f"记录人：{data.recorder}　　　　审核人：{data.reviewer or ''}"))
    return Paper(title=wording.title_lines(f"{data.meeting_name}记录"), blocks=blocks)


class PressRelease(Data):
    """新闻稿 (CW-6.1): what the media may print, and who let it go."""

    title: Title
    lead: Text
    paragraphs: Annotated[Texts, Field(min_length=1)]
    source: Text  # 供稿
    approved_by: Text  # 审定
    dated: date


def compose_press_release(data: PressRelease) -> Paper:
    """No official paper: a title and the text, and below it where it comes from."""
    blocks = [p(data.lead), *(p(line) for line in data.paragraphs)]
    blocks += [runin("供稿：", data.source), runin("审定：", f"{data.approved_by}，{wording.day(data.dated)}")]
    return Paper(title=wording.title_lines(data.title), blocks=blocks)
