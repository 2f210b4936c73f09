"""Papers of supervision and review: 督办通报, 延期批复, 合法性审查意见书."""

from datetime import date
from typing import Any, Literal

from pydantic import model_validator

from services.documents.rendering import wording
from services.documents.rendering.paper import (
    Annex,
    Data,
    Imprint,
    Paper,
    Text,
    Texts,
    Title,
    annexed,
    h1,
    imprinted,
    numbered,
    p,
    runin,
    table,
)


class Figures(Data):
    """Items of one meeting or unit by state; each item counts once."""

    name: Text
    total: int
    closed: int  # 已办结
    ongoing: int  # 正在办理
    overdue: int  # 逾期
    extended: int = 0  # 延期
    suspended: int = 0  # 暂缓

    @model_validator(mode="after")
    def reconcile(self) -> "Figures":
        parts = (self.closed, self.ongoing, self.overdue, self.extended, self.suspended)
        if min(parts) < 0 or sum(parts) != self.total:
            raise ValueError(f"{self.name}：各项之和 {sum(parts)} 与总数 {self.total} 不一致（CW-6.3）")
        return self


class Bulletin(Data):
    """督办通报 (季度) and 督查通报 (专题): four sections and the figures (CW-6.3, DC-9.1)."""

    mark: Text  # 督办通报
    issuer: Text
    issued_on: date
    title: Title
    cut_off: date
    overview: Texts = []  # 总体情况, besides the sentence of figures
    figures: list[Figures]
    progress: Texts  # 进展与举措
    problems: Texts  # 存在问题
    demands: Texts  # 下步要求
    annexes: list[Annex] = []
    imprint: Imprint


FIGURE_COLUMNS = ["会议（单位）", "总数", "已办结", "正在办理", "逾期", "延期", "暂缓", "办结率"]


def compose_bulletin(data: Bulletin) -> Paper:
    counts = ("total", "closed", "ongoing", "overdue", "extended", "suspended")
    sums = {name: sum(getattr(row, name) for row in data.figures) for name in counts}
    rows = [
        [row.name, *(str(getattr(row, name)) for name in counts), wording.percent(row.closed, row.total)]
        for row in data.figures
    ]
    rate = wording.percent(sums["closed"], sums["total"])
    rows.append(["合计", *(str(sums[name]) for name in counts), rate])
    overall = (
        f"截至{wording.day(data.cut_off)}，纳入督办事项共{sums['total']}项，已办结{sums['closed']}项，"
        f"正在办理{sums['ongoing']}项，逾期{sums['overdue']}项，延期{sums['extended']}项，"
        f"暂缓{sums['suspended']}项，办结率{rate}。"
    )
    blocks = [
        h1(1, "总体情况"),
        p(overall),
        *(p(line) for line in data.overview),
        table(FIGURE_COLUMNS, rows, "督办事项办理情况统计表"),
        h1(2, "进展与举措"),
        *_points(data.progress),
        h1(3, "存在问题"),
        *_points(data.problems),
        h1(4, "下步要求"),
        *_points(data.demands),
    ]
    return Paper(
        mark=data.mark,
        issuer=data.issuer,
        issued_on=wording.day(data.issued_on),
        title=wording.title_lines(data.title),
        blocks=blocks,
        annexes=annexed(data.annexes, marked=True),
        imprint=imprinted(data.imprint),
    )


def _points(texts: list[str]) -> list[dict[str, Any]]:
    if len(texts) == 1:
        return [p(texts[0])]
    return [p(f"（{wording.numeral(index)}）{text}") for index, text in enumerate(texts, 1)]


class ExtensionReply(Data):
    """延期批复 (DC-7.2)."""

    mark: Text
    organ: Text
    unit: Text
    item_title: Text
    item_no: Text
    applied_on: date
    original_due: date
    requested_due: date
    findings: Text  # 核查意见
    approved: bool
    new_due: date | None = None
    approver: Text  # 批准人
    demands: Texts = []
    dated: date

    @model_validator(mode="after")
    def due_follows_approval(self) -> "ExtensionReply":
        if self.approved != (self.new_due is not None):
            raise ValueError("同意延期的必须写明新时限，不同意的不得写新时限（DC-7.2）")
        return self


def compose_extension_reply(data: ExtensionReply) -> Paper:
    asked = (
        f"你单位{wording.day(data.applied_on)}报来的延期申请收悉。“{data.item_title}”（编号：{data.item_no}）"
        f"原定办理时限为{wording.day(data.original_due)}，申请延至{wording.day(data.requested_due)}。"
    )
    if data.new_due:
        reply = f"经{data.approver}批准，同意该事项办理时限延至{wording.day(data.new_due)}。"
    else:
        reply = f"经{data.approver}审定，不同意延期，该事项仍按原定时限办理。"
    blocks = [
        p(asked),
        runin("一、核查意见。", data.findings),
        runin("二、批复意见。", reply),
        *(
            [runin("三、有关要求。", "；".join(text.rstrip("。；") for text in data.demands) + "。")]
            if data.demands
            else []
        ),
        p("此复。"),
    ]
    title = wording.title_lines(f"关于{data.item_title}延期申请的批复")
    paper = Paper(mark=data.mark, title=title, addressees=data.unit, blocks=blocks)
    return paper.sign(data.organ, data.dated, sealed=True)


class LegalCheck(Data):
    """One point of legality review: 权限, 程序, 内容."""

    subject: Literal["权限", "程序", "内容"]
    lawful: bool
    text: Text


class LawOpinion(Data):
    """合法性审查意见书 (GZ-12.2a)."""

    mark: Text  # 平利县司法局
    organ: Text
    subject: Text  # the draft under review
    unit: Text  # 送审单位
    submitted_on: date
    received_on: date
    basis: Texts
    checks: list[LegalCheck]
    conclusion: Text
    suggestions: Texts = []
    counsel: Text | None = None  # 法律顾问意见
    reviewer: Text
    head: Text
    dated: date


def compose_law_opinion(data: LawOpinion) -> Paper:
    sections = [
        ("审查依据", numbered(data.basis)),
        (
            "审查内容",
            [
                runin(
                    f"（{wording.numeral(index)}）{check.subject}。",
                    ("合法。" if check.lawful else "不合法。") + check.text,
                )
                for index, check in enumerate(data.checks, 1)
            ],
        ),
        ("审查结论", [p(data.conclusion)]),
        ("修改建议", numbered(data.suggestions)),
        ("法律顾问意见", [p(data.counsel)] if data.counsel else []),
    ]
    blocks = [
        p(
            f"你单位{wording.day(data.submitted_on)}送审的《{data.subject}》，我局于{wording.day(data.received_on)}收到。"
            "经审查，现提出如下意见："
        )
    ]
    for index, (heading, content) in enumerate([section for section in sections if section[1]], 1):
        blocks += [h1(index, heading), *content]
    blocks.append(p(f"审查人：{data.reviewer}　　负责人：{data.head}"))
    title = wording.title_lines(f"关于《{data.subject}》的合法性审查意见书")
    paper = Paper(mark=data.mark, title=title, addressees=data.unit, blocks=blocks)
    return paper.sign(data.organ, data.dated, sealed=True)
