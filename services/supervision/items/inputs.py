"""What front ends send about items; translation only."""

from datetime import date

import strawberry

from services.contracts.words.shared import Light
from services.contracts.words.supervision import Handler, ItemCategory, ItemState, SourceType
from services.kernel.graphql.context import as_id
from services.kernel.graphql.labels import labelled
from services.supervision.followup.commands import Visit
from services.supervision.items import model
from services.supervision.items.commands import ItemChange, ItemDraft
from services.supervision.items.queries import LedgerFilter

labelled(SourceType, "督办事项来源（DC-5、DC-6）")
labelled(ItemCategory, "督办事项类别（DC-7.3）")
labelled(ItemState, "督办事项状态（督查室告知）", name="SupervisionState")  # as meetings shows it
labelled(Handler, "由谁督办（DC-5、DC-6）")
labelled(Light, "状态灯：按工作日计算，临近办理期限为黄，逾期为红，未设期限为灰")  # as the desk shows it
labelled(model.ReportRhythm, "反馈频次")
labelled(model.ClosingRating, "办结评价")

UNIT_FIELDS = ("lead_unit_id",)
PERSON_FIELDS = ("responsible_id", "leader_id", "source_leader_id")


def _read(values: dict[str, object]) -> dict[str, object]:
    """Ids as UUIDs, everything else as it is."""
    read = dict(values)
    for names, what in ((UNIT_FIELDS, "Unit"), (PERSON_FIELDS, "Person")):
        for name in names:
            value = values.get(name)
            if isinstance(value, str):
                read[name] = as_id(value, what)
    assist = values.get("assist_unit_ids")
    if isinstance(assist, list):
        read["assist_unit_ids"] = [as_id(each, "Unit") for each in assist]
    return read


@strawberry.input(description="立项要素（DC-7.1）")
class ItemInput:
    source_type: SourceType = strawberry.field(description="来源")
    title: str = strawberry.field(description="事项名称")
    content: str = strawberry.field(default="", description="事项内容")
    basis: str = strawberry.field(default="", description="依据文号")
    points: list[str] = strawberry.field(default_factory=list, description="要点，逐项办理、逐项答复")
    category: ItemCategory = strawberry.field(default=ItemCategory.GENERAL, description="类别")
    lead_unit_id: strawberry.ID | None = strawberry.field(default=None, description="牵头承办单位（一个）")
    assist_unit_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="协办单位")
    responsible_id: strawberry.ID | None = strawberry.field(default=None, description="责任人，默认为单位主要负责人")
    leader_id: strawberry.ID | None = strawberry.field(default=None, description="分管县领导，默认按分工")
    source_leader_id: strawberry.ID | None = strawberry.field(default=None, description="批示或交办的领导")
    due: date | None = strawberry.field(default=None, description="办结时限；长期事项为首次反馈期限")
    long_term: bool = strawberry.field(default=False, description="是否长期事项")
    report_rhythm: model.ReportRhythm | None = strawberry.field(default=None, description="长期事项的反馈频次")
    is_project: bool = strawberry.field(default=False, description="是否项目类")

    def read(self) -> ItemDraft:
        return ItemDraft(**_read(vars(self)))  # type: ignore[arg-type]


@strawberry.input(description="调整要素；不填的不变。交办后调整须说明理由")
class ItemChangeInput:
    title: str | None = strawberry.field(default=None, description="事项名称")
    content: str | None = strawberry.field(default=None, description="事项内容")
    points: list[str] | None = strawberry.field(default=None, description="要点")
    category: ItemCategory | None = strawberry.field(default=None, description="类别")
    lead_unit_id: strawberry.ID | None = strawberry.field(default=None, description="牵头承办单位")
    assist_unit_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="协办单位")
    responsible_id: strawberry.ID | None = strawberry.field(default=None, description="责任人")
    leader_id: strawberry.ID | None = strawberry.field(default=None, description="分管县领导")
    due: date | None = strawberry.field(default=None, description="办结时限；长期事项为下次反馈期限")
    long_term: bool | None = strawberry.field(default=None, description="是否长期事项")
    report_rhythm: model.ReportRhythm | None = strawberry.field(default=None, description="反馈频次")
    is_project: bool | None = strawberry.field(default=None, description="是否项目类")

    def read(self) -> ItemChange:
        return ItemChange(**_read(vars(self)))  # type: ignore[arg-type]


@strawberry.input(description="现场督查情况（DC-7.3）")
class VisitInput:
    visited_on: date = strawberry.field(description="督查日期")
    place: str = strawberry.field(description="督查地点")
    findings: str = strawberry.field(description="发现问题，没有问题的写明情况")
    inspectors: list[str] = strawberry.field(default_factory=list, description="督查人员，默认为登记人")
    unannounced: bool = strawberry.field(default=True, description="是否“四不两直”")
    rectify_by: date | None = strawberry.field(default=None, description="整改期限")
    file_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="照片等附件")

    def read(self) -> Visit:
        return Visit(**{**vars(self), "file_ids": [as_id(each, "File") for each in self.file_ids]})


@strawberry.input(description="台账筛选；不填的不限")
class LedgerFilterInput:
    state: list[ItemState] | None = strawberry.field(default=None, description="状态")
    category: list[ItemCategory] | None = strawberry.field(default=None, description="类别")
    source_type: list[SourceType] | None = strawberry.field(default=None, description="来源")
    light: Light | None = strawberry.field(default=None, description="状态灯")
    unit_id: strawberry.ID | None = strawberry.field(default=None, description="牵头或协办单位")
    leader_id: strawberry.ID | None = strawberry.field(default=None, description="分管县领导")
    meeting_id: strawberry.ID | None = strawberry.field(default=None, description="会议")
    handler: Handler | None = strawberry.field(default=None, description="由谁督办")
    overdue: bool | None = strawberry.field(default=None, description="是否逾期")
    is_project: bool | None = strawberry.field(default=None, description="是否项目类")
    due_from: date | None = strawberry.field(default=None, description="时限不早于")
    due_to: date | None = strawberry.field(default=None, description="时限不晚于")
    search: str | None = strawberry.field(default=None, description="事项名称或内容含有的文字，或编号")

    def read(self) -> LedgerFilter:
        ids = {"unit_id": "Unit", "leader_id": "Person", "meeting_id": "Meeting"}
        given = {name: value for name, value in vars(self).items() if name in ids and value is not None}
        read = {name: as_id(str(value), ids[name]) for name, value in given.items()}
        return LedgerFilter(**{**vars(self), **read})
