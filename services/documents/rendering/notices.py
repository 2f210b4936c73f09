"""公文 of the plain kind: 通知, 函, 通报, with or without annexed texts; and the 通报 of who came to a meeting."""

from datetime import date, datetime
from typing import Literal

from pydantic import model_validator

from services.documents.rendering import wording
from services.documents.rendering.paper import (
    Annex,
    Block,
    Data,
    Imprint,
    Paper,
    Text,
    Texts,
    Title,
    annexed,
    attachment_lines,
    dressed,
    h1,
    imprinted,
    p,
    runin,
    table,
)


class Notice(Data):
    """A paper of free text: 发文机关标志, 标题, 主送, 正文, 署名; annexes follow on new pages."""

    mark: Text  # 发文机关标志
    organ: Text  # 发文机关署名
    title: Title
    addressees: Texts = []  # groups; set apart by a comma
    blocks: list[Block]
    attachments: Texts = []  # 附件说明; stays empty when the paper issues its annexes (印发)
    dated: date  # 成文日期
    sealed: bool = True
    note: Text | None = None  # 附注
    annexes: list[Annex] = []
    annexes_marked: bool = False  # 附件1 … above each annex
    urgency: Literal["特急", "加急"] | None = None
    copy_number: Text | None = None  # 份号
    imprint: Imprint | None = None


def compose(data: Notice) -> Paper:
    return Paper(
        mark=data.mark,
        title=wording.title_lines(data.title),
        addressees=wording.groups(data.addressees),
        blocks=dressed(list(data.blocks)),
        attachments=attachment_lines(data.attachments),
        note=data.note or "",
        annexes=annexed(data.annexes, marked=data.annexes_marked),
        urgency=data.urgency or "",
        copy_number=data.copy_number or "",
        imprint=imprinted(data.imprint),
    ).sign(data.organ, data.dated, sealed=data.sealed)


class Turnout(Data):
    """How many of one category were to come to a meeting, and what became of them."""

    name: Text
    expected: int  # 应到
    present: int  # 实到, late and early ones among them
    on_leave: int
    absent: int
    late: int = 0
    left_early: int = 0

    @model_validator(mode="after")
    def reconcile(self) -> "Turnout":
        if self.present + self.on_leave + self.absent != self.expected:
            raise ValueError(f"{self.name}：实到、请假、缺席之和与应到人数 {self.expected} 不一致")
        return self


class AttendanceBulletin(Data):
    """到会情况通报 (GZ-18, CW-5): figures, names, and until when units explain themselves."""

    mark: Text
    organ: Text
    meeting_name: Text
    addressees: Texts
    starts_at: datetime
    place: Text
    figures: list[Turnout]
    on_leave: Texts = []  # 财政局张三（县长批准）
    absent: Texts = []  # 住建局李四（未请假，副局长王五代会）
    late: Texts = []
    left_early: Texts = []
    units: Texts = []  # that explain themselves
    explain_by: date | None = None
    dated: date
    imprint: Imprint | None = None

    @model_validator(mode="after")
    def explanations_have_a_day(self) -> "AttendanceBulletin":
        if bool(self.units) != (self.explain_by is not None):
            raise ValueError("要求书面说明的，须写明单位和期限")
        return self


TURNOUT_COLUMNS = ["类别", "应到", "实到", "请假", "缺席", "迟到", "早退"]
DISCIPLINE = "请各单位严格执行会议请假制度，不能参加会议的应当提前请假，未经批准不得安排他人代会。"


def compose_attendance_bulletin(data: AttendanceBulletin) -> Paper:
    counts = ("expected", "present", "on_leave", "absent", "late", "left_early")
    sums = {name: sum(getattr(row, name) for row in data.figures) for name in counts}
    rows = [[row.name, *(str(getattr(row, name)) for name in counts)] for row in data.figures]
    rows.append(["合计", *(str(sums[name]) for name in counts)])
    overall = (
        f"本次会议应到{sums['expected']}人，实到{sums['present']}人，请假{sums['on_leave']}人，缺席{sums['absent']}人；"
        f"实到人员中迟到{sums['late']}人，早退{sums['left_early']}人（受邀人员不计）。"
    )
    marks = [
        runin(f"{lead}：", f"{wording.names(listed)}。")
        for lead, listed in (("迟到", data.late), ("早退", data.left_early))
        if listed
    ]
    ask = (
        [
            f"请{wording.names(data.units)}就未履行请假手续的情况，于{wording.day(data.explain_by)}前向{data.organ}作出书面说明。"
        ]
        if data.explain_by
        else []
    )
    sections = [
        ("总体情况", [p(overall), table(TURNOUT_COLUMNS, rows)]),
        ("请假情况", [p(f"经批准请假：{wording.names(data.on_leave)}。")] if data.on_leave else []),
        ("未履行请假手续情况", [p(f"{wording.names(data.absent)}。")] if data.absent else []),
        ("迟到早退情况", marks),
        ("有关要求", [p("".join([*ask, DISCIPLINE]))]),
    ]
    held = f"{wording.moment(data.starts_at)}，{data.meeting_name}在{data.place}召开。"
    blocks = [p(f"{held}现将到会情况通报如下：")]
    for index, (heading, content) in enumerate([section for section in sections if section[1]], 1):
        blocks += [h1(index, heading), *content]
    return Paper(
        mark=data.mark,
        title=wording.title_lines(f"{data.organ}关于{data.meeting_name}到会情况的通报"),
        addressees=wording.groups(data.addressees),
        blocks=blocks,
        imprint=imprinted(data.imprint),
    ).sign(data.organ, data.dated, sealed=True)
