"""Minutes as GraphQL shows them; translation only."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.meetings import MeetingKind, MinutesStep
from services.kernel.acts import Act
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.context import Info
from services.kernel.graphql.history import HistoryEntry, history_of, shown_history
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import Prospect, labels_of, prospects
from services.kernel.rules import Case
from services.meetings.findings import MeetingFinding, findings_of
from services.meetings.minutes import commands, model, queries
from services.meetings.minutes.correction import queries as correction_queries
from services.meetings.minutes.correction.shown import DecisionChange
from services.meetings.minutes.lifecycle import MINUTES
from services.meetings.minutes.reading.excerpts import load_excerpts
from services.meetings.minutes.reading.queries import what_changed
from services.meetings.minutes.reading.shown import MinutesDifference, MinutesExcerpt
from services.meetings.minutes.scans.queries import scans_of_minutes
from services.meetings.minutes.scans.shown import MinutesScan
from services.meetings.minutes.signing.commands import turn
from services.meetings.papers.schema import RequestedPaper
from services.meetings.procedures import procedure
from services.meetings.sittings import queries as sittings
from services.meetings.sittings.shown import Meeting
from services.meetings.stubs import Document, Person, document, person, some_person

HISTORY = history_of("Minutes")
ACTS = labels_of(MINUTES, draft_minutes="起草纪要", register_minutes="登记线下印发的纪要")

labelled(MinutesStep, "纪要审签环节")
labelled(model.MinutesState, "纪要状态")
labelled(model.MinutesVerdict, "审签意见")


@strawberry.type(description="纪要中的一个议题")
class MinutesEntry:
    id: strawberry.ID = strawberry.field(description="编号")
    item_id: strawberry.ID = strawberry.field(description="议程项编号")
    heading: str = strawberry.field(description="标题")
    text: str = strawberry.field(description="内容（一行一段）")
    restricted: bool = strawberry.field(description="是否人事事项，另行成文")

    @classmethod
    def of(cls, row: model.MinutesEntry) -> "MinutesEntry":
        return cls(
            id=strawberry.ID(str(row.id)),
            item_id=strawberry.ID(str(row.item_id)),
            heading=row.heading,
            text=row.text,
            restricted=row.restricted,
        )


@strawberry.type(description="纪要审签记录")
class MinutesSignature:
    edition: int = strawberry.field(description="稿次")
    step: MinutesStep = strawberry.field(description="环节")
    verdict: model.MinutesVerdict = strawberry.field(description="意见")
    person: Person = strawberry.field(description="审签人")
    on_behalf_of: Person | None = strawberry.field(description="代谁审签")
    stamp: str = strawberry.field(description="受县长委托，或B（代A）")
    comment: str = strawberry.field(description="批注、退回理由")
    at: datetime = strawberry.field(description="时间")

    @classmethod
    def of(cls, row: model.MinutesSignature) -> "MinutesSignature":
        return cls(
            edition=row.edition,
            step=row.step,
            verdict=row.verdict,
            person=person(row.person_id),
            on_behalf_of=some_person(row.on_behalf_of),
            stamp=row.stamp,
            comment=row.comment,
            at=row.at,
        )


@strawberry.federation.type(keys=["id"], description="会议纪要")
class Minutes:
    table = model.Minutes

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    row: strawberry.Private[model.Minutes]

    @classmethod
    def of(cls, row: model.Minutes) -> "Minutes":
        return cls(id=strawberry.ID(str(row.id)), version=row.version, row=row)

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Minutes | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="会议")
    async def meeting(self, info: Info) -> Meeting | None:
        row = await info.context.load(sittings.load_meetings, self.row.meeting_id)
        return Meeting.of(row) if row else None

    @strawberry.field(description="会议类型")
    def kind(self) -> MeetingKind:
        return self.row.kind

    @strawberry.field(description="状态")
    def state(self) -> model.MinutesState:
        return self.row.state

    @strawberry.field(description="稿次：退回后递增，审签从头开始")
    def edition(self) -> int:
        return self.row.edition

    @strawberry.field(description="当前审签环节")
    def step(self) -> MinutesStep | None:
        return self.row.step if self.row.state is model.MinutesState.IN_REVIEW else None

    @strawberry.field(description="本稿的审签环节")
    def chain(self) -> list[MinutesStep]:
        return [MinutesStep(each) for each in self.row.chain]

    @strawberry.field(description="尚未会签的副县长（BG-6）")
    def waiting(self) -> list[Person]:
        return [person(each) for each in self.row.waiting]

    @strawberry.field(description="检查发现，如签批人离任不再签批；单位不见")
    async def findings(self, info: Info) -> list[MeetingFinding]:
        whole = await info.context.load(queries.load_whole, self.row.id)
        return await findings_of(info, self.row.id) if whole else []

    @strawberry.field(description="会议概要")
    def summary(self) -> str:
        return self.row.summary

    @strawberry.field(description="是否内部文件、不作为对外行政行为的直接依据（BG-7、ZT-7）")
    def internal(self) -> bool:
        return procedure(self.row.kind).internal is not None

    @strawberry.field(description="各议题的内容；单位只见与本单位有关的")
    async def entries(self, info: Info) -> list[MinutesEntry]:
        rows = await info.context.load(queries.load_entries, self.row.id) or []
        return [MinutesEntry.of(row) for row in rows]

    @strawberry.field(description="审签记录")
    async def signatures(self, info: Info) -> list[MinutesSignature]:
        rows = await info.context.load(queries.load_signatures, self.row.id) or []
        return [MinutesSignature.of(row) for row in rows]

    @strawberry.field(description="送审时间")
    def submitted_at(self) -> datetime | None:
        return self.row.submitted_at

    @strawberry.field(description="签发时间")
    def signed_at(self) -> datetime | None:
        return self.row.signed_at

    @strawberry.field(description="签发人")
    def signed_by(self) -> Person | None:
        return some_person(self.row.signed_by)

    @strawberry.field(description="代签注记：受县长委托等")
    def sign_stamp(self) -> str:
        return self.row.sign_stamp

    @strawberry.field(description="文书（印发后）")
    def document(self) -> Document | None:
        return document(self.row.document_id)

    @strawberry.field(description="期次（印发后）")
    def document_number(self) -> str:
        return self.row.document_number

    @strawberry.field(description="印发时间")
    def issued_at(self) -> datetime | None:
        return self.row.issued_at

    @strawberry.field(
        description="本稿与某一稿的不同（since 为稿次）；不填的，与上一稿比，更正纪要与被更正的纪要比。单位不见"
    )
    async def differences(self, info: Info, since: int | None = None) -> list[MinutesDifference]:
        return [MinutesDifference.of(each) for each in await info.context.read(what_changed, self.row, since)]

    @strawberry.field(description="各单位的摘录（印发后）；单位只见本单位的")
    async def excerpts(self, info: Info) -> list[MinutesExcerpt]:
        return [MinutesExcerpt.of(each) for each in await info.context.load(load_excerpts, self.row.id) or []]

    @strawberry.field(description="签字件扫描，先存的在前；更换过的一并保留")
    async def signed_scans(self, info: Info) -> list[MinutesScan]:
        return [MinutesScan.of(row) for row in await info.context.load(scans_of_minutes, self.row.id) or []]

    @strawberry.field(description="第几次更正；0 为原纪要")
    def correction(self) -> int:
        return self.row.correction

    @strawberry.field(description="更正理由；单位不见")
    async def correction_reason(self, info: Info) -> str | None:
        seen = await info.context.load(queries.load_whole, self.row.id)
        return self.row.correction_reason if seen else None

    @strawberry.field(description="被更正的纪要（上一次印发的）")
    async def corrects(self, info: Info) -> "Minutes | None":
        return await _minutes(info, self.row.corrects_id)

    @strawberry.field(description="更正本纪要的纪要；已印发更正的，以其为准")
    async def corrected_by(self, info: Info) -> "Minutes | None":
        return await _minutes(info, self.row.corrected_by_id)

    @strawberry.field(description="同一会议的历次更正，先发的在前")
    async def corrections(self, info: Info) -> list["Minutes"]:
        rows = await info.context.load(correction_queries.load_corrections, self.row.id) or []
        return [Minutes.of(row) for row in rows]

    @strawberry.field(description="更正的议定事项")
    async def decision_changes(self, info: Info) -> list[DecisionChange]:
        rows = await info.context.load(correction_queries.load_changes, self.row.id) or []
        return [DecisionChange.of(row) for row in rows]

    @strawberry.field(description="请求成文的文书；成文失败的注明原因")
    async def papers(self, info: Info) -> list[RequestedPaper]:
        rows = await info.context.load(queries.load_papers, self.row.id) or []
        return [RequestedPaper.of(row) for row in rows]

    @strawberry.field(description="办理经过")
    async def history(self, info: Info) -> list[HistoryEntry]:
        return await shown_history(info, HISTORY, self.row.id, ACTS, model.MinutesState)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, await info.context.read(_prospects, self.row))


async def _minutes(info: Info, minutes_id: UUID | None) -> Minutes | None:
    row = await info.context.load(queries.load_minutes, minutes_id) if minutes_id else None
    return Minutes.of(row) if row else None


async def _prospects(session: AsyncSession, act: Act, minutes: model.Minutes) -> list[Prospect]:
    if minutes.state is model.MinutesState.DRAFTING:
        return prospects(MINUTES, Case(minutes, act, await commands.draft_of(session, act, minutes)))
    if minutes.state in model.OUT:
        return prospects(MINUTES, Case(minutes, act, await correction_queries.being_corrected(session, minutes)))
    return prospects(MINUTES, Case(minutes, act, await turn(session, act, minutes)))


MinutesResult = Annotated[Minutes | Refusal, strawberry.union("MinutesResult", description="纪要，或不予办理的原因")]
