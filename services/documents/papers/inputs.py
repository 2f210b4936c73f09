"""What a person fills in about a paper."""

import strawberry

from services.contracts.words.shared import PublicAttribute
from services.documents.papers import drafts, model
from services.kernel.graphql.context import as_id
from services.kernel.graphql.labels import labelled

labelled(model.PaperGenre, "文种：《党政机关公文处理工作条例》规定的十五种")
labelled(model.PaperSeries, "发文机关代字")
labelled(model.PaperUrgency, "公文紧急程度")
labelled(model.Secrecy, "密级（本系统只办理“无”）")


@strawberry.input(description="发文立项（GZ-22）")
class PaperProposal:
    unit_id: strawberry.ID = strawberry.field(description="主办单位")
    title: str = strawberry.field(description="标题")
    genre: model.PaperGenre = strawberry.field(description="文种")
    series: model.PaperSeries = strawberry.field(description="代字")
    law_is_clear: bool = strawberry.field(description="法律法规已有明确规定？")
    department_suffices: bool = strawberry.field(description="部门发文或联合发文能解决？")
    purpose: str = strawberry.field(default="", description="发文理由")
    in_county_name: bool = strawberry.field(default=False, description="以县政府名义（由县长签发）")
    needs_decision: bool = strawberry.field(default=False, description="有具体办理事项或请示事项（GZ-23）")
    normative: bool = strawberry.field(default=False, description="是否规范性文件（GZ-12）")
    confidential_basis: str | None = strawberry.field(default=None, description="依法保密、不公开征求意见的依据")
    topic_id: strawberry.ID | None = strawberry.field(default=None, description="所依据的议题")
    decision_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="所依据的议定事项")


@strawberry.input(description="收文对象：单位、人员，或仅有名称的机构")
class AddresseeInput:
    name: str = strawberry.field(description="名称")
    unit_id: strawberry.ID | None = strawberry.field(default=None, description="单位")
    person_id: strawberry.ID | None = strawberry.field(default=None, description="人员")


@strawberry.input(description="正文的一段：h1、h2、centre、p；runin 带段首标题；table 为表格")
class PaperBlockInput:
    kind: str = strawberry.field(description="种类：h1、h2、centre、p、runin、table")
    text: str | None = strawberry.field(default=None, description="内容")
    lead: str | None = strawberry.field(default=None, description="段首标题（runin），如“第一条”")
    columns: list[str] | None = strawberry.field(default=None, description="表头（table）")
    rows: list[list[str]] | None = strawberry.field(default=None, description="各行（table）")


@strawberry.input(description="附件，或公文印发的文本")
class PaperAnnexInput:
    title: str = strawberry.field(description="标题")
    blocks: list[PaperBlockInput] = strawberry.field(description="正文")


@strawberry.input(description="文稿（GZ-21）")
class PaperDraft:
    title: str = strawberry.field(description="标题；换行处即分行处")
    addressees: list[str] = strawberry.field(description="主送（印制），如“各镇人民政府”")
    blocks: list[PaperBlockInput] = strawberry.field(description="正文")
    recipients: list[AddresseeInput] = strawberry.field(default_factory=list, description="主送（送达）")
    copied: list[str] = strawberry.field(default_factory=list, description="抄送（印制）")
    cc: list[AddresseeInput] = strawberry.field(default_factory=list, description="抄送（送达）")
    annexes: list[PaperAnnexInput] = strawberry.field(default_factory=list, description="附件，或所印发的文本")
    annexes_marked: bool = strawberry.field(default=False, description="附件首页是否标“附件”字样（印发类不标）")
    attachments: list[str] = strawberry.field(default_factory=list, description="附件说明（印发类为空）")
    affected_unit_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="内容涉及其职权、须会签的单位（GZ-21）"
    )
    note: str | None = strawberry.field(default=None, description="附注")
    urgency: model.PaperUrgency = strawberry.field(default=model.PaperUrgency.ORDINARY, description="紧急程度")
    secrecy: model.Secrecy = strawberry.field(default=model.Secrecy.NONE, description="密级")
    public_attribute: PublicAttribute = strawberry.field(
        default=PublicAttribute.PUBLIC, description="公开属性（GZ-24）"
    )
    not_public_reason: str | None = strawberry.field(default=None, description="不主动公开的理由")
    regulation_ids: list[str] = strawberry.field(
        default_factory=list, description="随文施行的制度编号，如 GZ、CW；印发后记入制度库"
    )


def as_proposal(given: PaperProposal) -> drafts.Proposal:
    values = vars(given) | {
        "unit_id": as_id(given.unit_id, "Unit"),
        "topic_id": as_id(given.topic_id, "Topic") if given.topic_id else None,
        "decision_ids": [as_id(each, "Decision") for each in given.decision_ids],
    }
    return drafts.Proposal(**values)


def as_draft(given: PaperDraft) -> drafts.Draft:
    values = vars(given) | {
        "blocks": _blocks(given.blocks),
        "annexes": [drafts.Annex(annex.title, _blocks(annex.blocks)) for annex in given.annexes],
        "recipients": [_addressee(each) for each in given.recipients],
        "cc": [_addressee(each) for each in given.cc],
        "affected_unit_ids": list(dict.fromkeys(as_id(each, "Unit") for each in given.affected_unit_ids)),
    }
    return drafts.Draft(**values)


def _blocks(given: list[PaperBlockInput]) -> list[drafts.Block]:
    return [drafts.Block(**vars(block)) for block in given]


def _addressee(given: AddresseeInput) -> drafts.Addressee:
    return drafts.Addressee(
        given.name,
        as_id(given.unit_id, "Unit") if given.unit_id else None,
        as_id(given.person_id, "Person") if given.person_id else None,
    )
