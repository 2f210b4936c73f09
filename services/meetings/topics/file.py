"""What lies on a topic's file, as GraphQL shows it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from services.contracts.words.documents import ReviewConclusion
from services.contracts.words.meetings import DeferralReason, NoticeChannel, Opinion
from services.kernel import store
from services.kernel.graphql.context import Info
from services.kernel.graphql.files import File
from services.kernel.graphql.labels import labelled
from services.meetings.sittings.queries import load_meetings
from services.meetings.stubs import Person, Unit, person, some_person, unit
from services.meetings.topics import model
from services.meetings.topics.groundwork import model as ground
from services.meetings.topics.groundwork import steps
from services.meetings.topics.preparation import model as prepared
from services.meetings.topics.review import model as reviewed

if TYPE_CHECKING:
    from services.meetings.sittings.shown import Meeting

ShownMeeting = Annotated["Meeting", strawberry.lazy("services.meetings.sittings.shown")]

labelled(Opinion, "领导明确意见")
labelled(model.TopicState, "议题状态")
labelled(model.OpinionStep, "签署意见的环节")
labelled(DeferralReason, "议题缓议原因")
labelled(NoticeChannel, "通知方式")
labelled(ReviewConclusion, "合法性审查结论")
labelled(ground.ConsultationResult, "会商、征求意见结果", name="UnitConsultationResult")
labelled(ground.CoordinationResult, "协调结果")
labelled(ground.GroundworkKind, "前置程序种类")
labelled(steps.DecisionStep, "重大行政决策的必经程序（GZ-9）")
labelled(steps.StepState, "必经程序办理情况", name="DecisionStepState")
labelled(reviewed.ItemResult, "初审单项结果")


async def some_meeting(info: Info, meeting_id: UUID | None) -> "Meeting | None":
    """The meeting, as far as there is one that the asker sees."""
    from services.meetings.sittings.shown import Meeting

    row = await info.context.load(load_meetings, meeting_id) if meeting_id is not None else None
    return Meeting.of(row) if row else None


def _id(value: object) -> strawberry.ID:
    return strawberry.ID(str(value))


def _files(rows: Iterable[store.StoredFile]) -> list[File]:
    return [File.of(row) for row in rows]


@strawberry.type(description="领导签署的意见")
class TopicOpinion:
    step: model.OpinionStep = strawberry.field(description="环节")
    opinion: Opinion = strawberry.field(description="意见")
    text: str = strawberry.field(description="意见内容")
    person: Person = strawberry.field(description="签署人")
    on_behalf_of: Person | None = strawberry.field(description="代何人签署")
    stamp: str = strawberry.field(description="受县长委托，或“B（代A）”")
    given_at: datetime = strawberry.field(description="签署时间")

    @classmethod
    def of(cls, row: model.TopicOpinion) -> "TopicOpinion":
        return cls(
            step=row.step,
            opinion=row.opinion,
            text=row.text,
            person=person(row.person_id),
            on_behalf_of=some_person(row.on_behalf_of),
            stamp=row.stamp,
            given_at=row.given_at,
        )


@strawberry.type(description="一次缓议（列入下次会议研究）")
class Deferral:
    reason: DeferralReason = strawberry.field(description="原因")
    clause: str | None = strawberry.field(description="依据条款")
    note: str = strawberry.field(description="说明")
    from_state: model.TopicState = strawberry.field(description="缓议前的状态")
    deferred_at: datetime = strawberry.field(description="时间")
    missed: strawberry.Private[UUID | None]

    @strawberry.field(description="未能研究该议题的会议；因材料迟交缓议的，不得再列入该次会议（CW-3.3）")
    async def missed_meeting(self, info: Info) -> ShownMeeting | None:
        return await some_meeting(info, self.missed)

    @classmethod
    def of(cls, row: model.Deferral) -> "Deferral":
        return cls(
            reason=row.reason,
            clause=row.clause,
            note=row.note,
            from_state=row.from_state,
            deferred_at=row.deferred_at,
            missed=row.from_meeting_id,
        )


@strawberry.type(description="会商、征求意见记录")
class UnitConsultation:
    unit: Unit = strawberry.field(description="被征求意见的单位")
    result: ground.ConsultationResult = strawberry.field(description="结果")
    text: str = strawberry.field(description="意见内容")
    signatory: str = strawberry.field(description="签字人")
    consulted_on: date = strawberry.field(description="日期")

    @classmethod
    def of(cls, row: ground.UnitConsultation) -> "UnitConsultation":
        return cls(
            unit=unit(row.unit_id),
            result=row.result,
            text=row.text,
            signatory=row.signatory,
            consulted_on=row.consulted_on,
        )


@strawberry.type(description="协调记录")
class Coordination:
    result: ground.CoordinationResult = strawberry.field(description="结果")
    text: str = strawberry.field(description="协调情况")
    person: Person = strawberry.field(description="协调人")
    stamp: str = strawberry.field(description="补位注记")
    coordinated_at: datetime = strawberry.field(description="时间")

    @classmethod
    def of(cls, row: ground.Coordination) -> "Coordination":
        return cls(
            result=row.result,
            text=row.text,
            person=person(row.person_id),
            stamp=row.stamp,
            coordinated_at=row.coordinated_at,
        )


@strawberry.type(description="前置程序材料")
class Groundwork:
    id: strawberry.ID = strawberry.field(description="编号")
    kind: ground.GroundworkKind = strawberry.field(description="种类")
    applicable: bool = strawberry.field(description="是否适用")
    text: str = strawberry.field(description="办理情况，或不适用的理由")
    form: str = strawberry.field(description="形式、承担单位，或县委审定文号")
    heard: str = strawberry.field(description="听取对象")
    adoption: str = strawberry.field(description="意见采纳情况")
    done_on: date = strawberry.field(description="日期")
    approved_by: Person | None = strawberry.field(description="同意“不适用”的人员")
    files: list[File] = strawberry.field(description="附件")

    @classmethod
    def of(cls, row: ground.Groundwork, files: Iterable[store.StoredFile]) -> "Groundwork":
        return cls(
            id=_id(row.id),
            kind=row.kind,
            applicable=row.applicable,
            text=row.text,
            form=row.form,
            heard=row.heard,
            adoption=row.adoption,
            done_on=row.done_on,
            approved_by=some_person(row.approved_by),
            files=_files(files),
        )


@strawberry.type(description="重大行政决策的一项必经程序（GZ-9），恰为五项")
class DecisionStepSlot:
    step: steps.DecisionStep = strawberry.field(description="程序")
    state: steps.StepState = strawberry.field(description="办理情况")

    @classmethod
    def of(cls, slot: steps.StepSlot) -> "DecisionStepSlot":
        return cls(step=slot.step, state=slot.state)


@strawberry.type(description="合法性审查结论（公文服务告知）")
class TopicLegalityReview:
    sent_on: date | None = strawberry.field(description="送审日期")
    conclusion: ReviewConclusion | None = strawberry.field(description="结论，空为正在审查")
    concluded_on: date | None = strawberry.field(description="出具日期")
    suggestions: str = strawberry.field(description="意见建议")

    @classmethod
    def of(cls, row: ground.LegalityReviewCopy) -> "TopicLegalityReview":
        return cls(
            sent_on=row.sent_on, conclusion=row.conclusion, concluded_on=row.concluded_on, suggestions=row.suggestions
        )


@strawberry.type(description="公开征求意见情况（公文服务告知）")
class TopicPublicConsultation:
    starts_on: date = strawberry.field(description="开始日期")
    ends_on: date = strawberry.field(description="截止日期")
    short_reason: str = strawberry.field(description="缩短期限的理由，已随公告公布")
    closed: bool = strawberry.field(description="是否已结束")
    opinions: int | None = strawberry.field(description="收到意见数")
    adopted: int | None = strawberry.field(description="采纳意见数")

    @classmethod
    def of(cls, row: ground.PublicConsultationCopy) -> "TopicPublicConsultation":
        return cls(
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            short_reason=row.short_reason,
            closed=row.closed,
            opinions=row.opinions,
            adopted=row.adopted,
        )


@strawberry.type(description="上会准备通知；送达之日起算时限，签收仅作凭证")
class PreparationNotice:
    number: int = strawberry.field(description="第几次通知")
    channel: NoticeChannel = strawberry.field(description="通知方式")
    answered_by: str = strawberry.field(description="电话接听人")
    delivered_at: datetime = strawberry.field(description="送达时间")
    due: date = strawberry.field(description="报送期限")
    due_at: datetime | None = strawberry.field(description="增加议题的报送时限")
    provisional: bool = strawberry.field(description="期限是否暂定（放假安排未公布）")
    received_by: Person | None = strawberry.field(description="签收人")
    received_at: datetime | None = strawberry.field(description="签收时间")

    @classmethod
    def of(cls, row: prepared.PreparationNotice) -> "PreparationNotice":
        return cls(
            number=row.no,
            channel=row.channel,
            answered_by=row.answered_by,
            delivered_at=row.delivered_at,
            due=row.due,
            due_at=row.due_at,
            provisional=row.provisional,
            received_by=some_person(row.received_by),
            received_at=row.received_at,
        )


@strawberry.type(description="退回原因")
class ReturnReason:
    item: int | None = strawberry.field(description="初审第几项")
    text: str = strawberry.field(description="原因")


@strawberry.type(description="议题材料的一稿")
class Material:
    id: strawberry.ID = strawberry.field(description="编号")
    number: int = strawberry.field(description="稿次")
    note: str = strawberry.field(description="说明")
    late: bool = strawberry.field(description="是否逾期报送")
    submitted_by: Person = strawberry.field(description="报送人")
    submitted_at: datetime = strawberry.field(description="报送时间")
    returned_at: datetime | None = strawberry.field(description="退回时间")
    return_reasons: list[ReturnReason] = strawberry.field(description="退回原因")
    resubmit_due: date | None = strawberry.field(description="重新报送期限")
    files: list[File] = strawberry.field(description="文件")

    @classmethod
    def of(cls, row: prepared.Material, files: Iterable[store.StoredFile]) -> "Material":
        return cls(
            id=_id(row.id),
            number=row.number,
            note=row.note,
            late=row.late,
            submitted_by=person(row.submitted_by),
            submitted_at=row.submitted_at,
            returned_at=row.returned_at,
            return_reasons=[ReturnReason(item=each["item"], text=each["text"]) for each in row.return_reasons],
            resubmit_due=row.resubmit_due,
            files=_files(files),
        )


@strawberry.type(description="初审一项")
class ReviewItem:
    number: int = strawberry.field(description="第几项（1至5）")
    question: str = strawberry.field(description="审查内容")
    result: reviewed.ItemResult = strawberry.field(description="结果")
    evidence: str = strawberry.field(description="依据")

    @classmethod
    def of(cls, number: int, result: reviewed.ItemResult, evidence: str) -> "ReviewItem":
        return cls(number=number, question=reviewed.REVIEW_ITEMS[number], result=result, evidence=evidence)


@strawberry.type(description="初审记录，恰为五项")
class PreliminaryReview:
    material_number: int = strawberry.field(description="所审材料的稿次")
    items: list[ReviewItem] = strawberry.field(description="五项审查")
    opinion: str = strawberry.field(description="初审意见")
    reviewer: Person = strawberry.field(description="初审人")
    reviewed_at: datetime = strawberry.field(description="时间")

    @classmethod
    def of(cls, row: reviewed.PreliminaryReview) -> "PreliminaryReview":
        return cls(
            material_number=row.material_number,
            items=[
                ReviewItem.of(int(each["number"]), reviewed.ItemResult(each["result"]), each["evidence"])
                for each in row.items
            ],
            opinion=row.opinion,
            reviewer=person(row.reviewer_id),
            reviewed_at=row.reviewed_at,
        )


@strawberry.type(description="“一票否决”部门审查意见")
class VetoReview:
    unit: Unit = strawberry.field(description="部门")
    vetoed: bool = strawberry.field(description="是否否决")
    text: str = strawberry.field(description="意见")
    given_at: datetime = strawberry.field(description="时间")

    @classmethod
    def of(cls, row: reviewed.VetoReview) -> "VetoReview":
        return cls(unit=unit(row.unit_id), vetoed=row.vetoed, text=row.text, given_at=row.given_at)


@strawberry.type(description="议题的一个时限")
class TopicDeadline:
    key: str = strawberry.field(description="种类")
    clause: str = strawberry.field(description="依据条款")
    started_on: date = strawberry.field(description="起算日（当日不计入）")
    due: date = strawberry.field(description="期限")
    due_at: datetime | None = strawberry.field(description="到时点的期限")
    provisional: bool = strawberry.field(description="是否暂定（放假安排未公布）")
    state: str = strawberry.field(description="OPEN 未到期、MET 按时、MISSED 逾期、CANCELLED 取消")
    met_on: date | None = strawberry.field(description="办理日期")

    @classmethod
    def of(cls, row: store.Deadline) -> "TopicDeadline":
        return cls(
            key=row.key,
            clause=row.clause,
            started_on=row.started_on,
            due=row.due,
            due_at=row.due_at,
            provisional=row.provisional,
            state=row.state,
            met_on=row.met_on,
        )


@strawberry.type(description="检查发现或特许：通过了、但留有记录")
class TopicFinding:
    kind: str = strawberry.field(description="ADVISORY 提示、DISPENSATION 特许、LATE_REGISTRATION 补登")
    code: str = strawberry.field(description="代码")
    message_zh: str = strawberry.field(description="说明")
    reason: str | None = strawberry.field(description="理由")
    at: datetime = strawberry.field(description="时间")

    @classmethod
    def of(cls, row: store.Finding) -> "TopicFinding":
        return cls(kind=row.kind, code=row.code, message_zh=row.message_zh, reason=row.reason, at=row.at)
