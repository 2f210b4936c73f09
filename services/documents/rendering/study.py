"""Papers of study: 年度集中学习计划, 年度学法计划, 学习记录."""

from datetime import date, datetime
from typing import Literal

from services.documents.rendering import wording
from services.documents.rendering.paper import (
    Data,
    Imprint,
    Paper,
    Speech,
    Text,
    Texts,
    Title,
    element,
    element_list,
    h1,
    imprinted,
    numbered,
    p,
    runin,
    table,
)


class PlannedSession(Data):
    """One line of a yearly plan."""

    period: Text  # 3月, 第二季度
    theme: Text
    category: Text | None = None  # 内容类别, 学法重点
    form: Text  # 学习方式
    speaker: Text | None = None  # 主讲, 领学
    place: Text | None = None
    unit: Text | None = None  # 责任单位


class StudyPlan(Data):
    """年度集中学习计划 (XX-4.3) or 年度学法计划 (XF-6)."""

    purpose: Literal["集中学习", "学法"]
    mark: Text
    organ: Text
    title: Title
    addressees: Texts = []
    introduction: Texts
    sessions: list[PlannedSession]
    demands: Texts
    dated: date
    sealed: bool = True
    imprint: Imprint | None = None


def compose_study_plan(data: StudyPlan) -> Paper:
    if data.purpose == "学法":
        columns = ["时间", "学习方式", "学习内容", "学法重点", "主讲人", "责任单位"]
        rows = [[s.period, s.form, s.theme, s.category or "", s.speaker or "", s.unit or ""] for s in data.sessions]
    else:
        columns = ["月份", "学习主题", "内容类别", "形式", "主讲（领学）", "地点"]
        rows = [[s.period, s.theme, s.category or "", s.form, s.speaker or "", s.place or ""] for s in data.sessions]
    blocks = [
        *(p(text) for text in data.introduction),
        h1(1, "学习安排"),
        table(columns, rows, f"年度{data.purpose}安排表"),
        h1(2, "学习要求"),
        *numbered(data.demands),
    ]
    return Paper(
        mark=data.mark,
        title=wording.title_lines(data.title),
        addressees=wording.groups(data.addressees),
        blocks=blocks,
        imprint=imprinted(data.imprint),
    ).sign(data.organ, data.dated, sealed=data.sealed)


class StudyRecord(Data):
    """学习记录 (XX-5.4)."""

    title: Title
    starts_at: datetime
    ends_at: datetime | None = None
    place: Text
    chair: Text
    form: Text
    present: Texts
    absent: Texts = []
    agenda: Texts
    content: Texts  # 领学内容
    exchanges: list[Speech] = []  # 发言交流
    recorder: Text


def compose_study_record(data: StudyRecord) -> Paper:
    blocks = [
        element("时　　间", wording.span(data.starts_at, data.ends_at)),
        element("地　　点", data.place),
        element("主 持 人", data.chair),
        element("学习形式", data.form),
        *element_list("参加人员", data.present),
        *element_list("缺　　席", data.absent),
        element("记 录 人", data.recorder),
        h1(1, "学习议程"),
        *numbered(data.agenda),
        h1(2, "领学内容"),
        *(p(text) for text in data.content),
    ]
    if data.exchanges:
        blocks += [h1(3, "发言交流"), *(runin(f"{said.speaker}：", said.text) for said in data.exchanges)]
    return Paper(title=wording.title_lines(data.title), blocks=blocks)
