"""What may be asked of bulletins: drafting from a frozen snapshot, editing, reviewing, signing."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import post
from services.contracts.shared import Addressee
from services.contracts.supervision import BulletinIssued, Figure
from services.contracts.words.directory import PostCode, UnitKind
from services.contracts.words.shared import DocumentKind
from services.contracts.words.supervision import BulletinKind
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.authority import Capacity, authorise
from services.kernel.deadlines import WORKDAYS, Term, meet, open_deadline
from services.kernel.ids import new_id
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, Attempt, Refused, Violation, refuse
from services.kernel.rules import IN_FORCE, Case
from services.supervision import desk as people
from services.supervision.bulletins import queries
from services.supervision.bulletins.figures import Row, Standing, Tally, as_uuid, quarter_before, quarter_days
from services.supervision.bulletins.lifecycle import BULLETIN, SUPERVISION
from services.supervision.bulletins.model import Bulletin, BulletinState
from services.supervision.desk import desk
from services.supervision.papers.commands import line, office_name, recipients, request_paper
from services.supervision.papers.model import Paper

QUARTERLY_BULLETIN = Term(
    "quarterly_bulletin", "CW-6.3b", 10, WORKDAYS, remind_workdays_before=(5,)
)  # `bulletin_due_wd`
PREPARE, REVIEW, SIGN = "submit_bulletin", "review_bulletin", "sign_bulletin"
QUARTERS = "一二三四"
MOST_LINES = 30  # of the drafted sections; the annexed figures hold every item


@dataclass(frozen=True)
class Sections:
    """The text of the bulletin, worded anew; None stays."""

    title: str | None = None
    overview: list[str] | None = None
    progress: list[str] | None = None
    problems: list[str] | None = None
    demands: list[str] | None = None


async def draft_bulletin(session: AsyncSession, act: Act, *, year: int, quarter: int) -> Bulletin:
    """起草 a quarter's bulletin: the snapshot is frozen now and never counted anew; a second draft is the first one."""
    if not act.system:
        by = authorise(SUPERVISION, Bulletin(), act)
        if isinstance(by, Violation):
            raise Refused([by], Attempt("draft_bulletin", "Bulletin"))
    if quarter not in (1, 2, 3, 4) or not 2000 <= year <= 9000:
        raise refuse(CONTENT_INVALID, "年度、季度", path=("quarter",))
    first, cutoff = quarter_days(year, quarter)
    if cutoff >= act.today:
        raise refuse(CONTENT_INVALID, "该季度尚未结束", path=("quarter",))
    period = f"{year}-Q{quarter}"
    rows = await queries.standing_at(session, act, first, cutoff)
    texts = drafted(rows, cutoff)
    values = {
        "id": new_id(),
        "version": 1,
        "unconfirmed": False,
        "created_at": act.at,
        "kind": BulletinKind.QUARTERLY,
        "period": period,
        "year": year,
        "quarter": quarter,
        "state": BulletinState.DRAFT,
        "title": f"关于{year}年第{QUARTERS[quarter - 1]}季度{_meetings(rows)}议定事项落实情况的通报",
        "cutoff": cutoff,
        "snapshot": [row.stored() for row in rows],
        "frozen_at": act.at,
        "signer_post": act.policies.text("bulletin_signer"),
        "stamp": "",
        "number": "",
        **texts,
    }
    # Two at once: the second waits on the key and finds the first one's.
    query = insert(Bulletin).values(**values).on_conflict_do_nothing().returning(Bulletin.id)
    is_new = (await session.execute(query)).scalar_one_or_none() is not None
    mine = Bulletin.kind == BulletinKind.QUARTERLY, Bulletin.period == period
    bulletin = (await session.execute(select(Bulletin).where(*mine))).scalar_one()
    if is_new:
        record(
            session,
            Record(act, "draft_bulletin", "Bulletin", bulletin.id, to_state=bulletin.state, clauses=("CW-6.3b",)),
        )
        term = replace(QUARTERLY_BULLETIN, length=act.policies.number("bulletin_due_wd"))
        deadline = await open_deadline(session, act, bulletin, term, cutoff, title=bulletin.title)
        desk.open_task(
            session, act, bulletin, PREPARE, f"起草《督办通报》：{bulletin.title}", people.OFFICE, due=deadline.due
        )
    return bulletin


def _meetings(rows: list[Row]) -> str:
    """县政府常务会议, when the items come from no other kind of meeting."""
    standing = all("常务会议" in row.meeting for row in rows)
    return "县政府常务会议" if standing else "县政府会议"


def drafted(rows: list[Row], cutoff: date) -> dict[str, list[str]]:
    """The four sections as the snapshot words them; the office edits them."""
    told = [row for row in rows if row.unit_id is not None]
    closed = [f"{row.unit}“{line(row.title)}”已办结。" for row in told if row.standing is Standing.CLOSED]
    going = [
        f"{row.unit}“{line(row.title)}”：{line(row.progress).rstrip('。')}。"
        for row in told
        if row.standing is not Standing.CLOSED and row.progress.strip()
    ]
    late = [
        f"{row.unit}“{line(row.title)}”逾期{row.overdue_days}天，尚未报送办理结果。"
        for row in told
        if row.standing is Standing.OVERDUE
    ]
    demands = ["各承办单位要严格落实主要负责人责任，按时限以正式公文反馈，做到逐项答复、据实报告。"]
    if late:
        demands.insert(0, "逾期事项的承办单位要限期整改，尽快以正式公文报送办理结果。")
    whole = tally_of(rows)
    shares = "，".join(
        f"{standing.label}占{share}%" for standing, share in zip(Standing, whole.percentages, strict=True) if share
    )
    return {
        "overview": [f"各项占比为：{shares}。"] if shares else ["本季度没有纳入督办的会议议定事项。"],
        "progress": [*closed, *going][:MOST_LINES] or ["纳入督办的事项正在办理，尚无单位报送进展。"],
        "problems": late[:MOST_LINES] or [f"截至{cutoff.year}年{cutoff.month}月{cutoff.day}日，没有逾期事项。"],
        "demands": demands,
    }


def tally_of(rows: list[Row]) -> Tally:
    return queries.figures(rows).overall


async def edit_bulletin(session: AsyncSession, act: Act, *, bulletin_id: UUID, sections: Sections) -> Bulletin:
    """Word the sections anew; figures are not typed by hand."""
    bulletin = await load(session, Bulletin, bulletin_id, act)
    advance(session, BULLETIN, "edit_bulletin", Case(bulletin, act))
    for name, value in vars(sections).items():
        if value is not None:
            setattr(bulletin, name, value)
    return bulletin


async def submit_bulletin(session: AsyncSession, act: Act, *, bulletin_id: UUID) -> Bulletin:
    """督查室 hands the draft to 办主任."""
    bulletin = await load(session, Bulletin, bulletin_id, act)
    advance(session, BULLETIN, "submit_bulletin", Case(bulletin, act))
    bulletin.submitted_by = act.doer.id
    desk.close_task(session, act, bulletin, PREPARE, people.OFFICE)
    desk.open_task(session, act, bulletin, REVIEW, f"审核《督办通报》：{bulletin.title}", people.DIRECTOR)
    return bulletin


async def review_bulletin(session: AsyncSession, act: Act, *, bulletin_id: UUID) -> Bulletin:
    """办主任审核 (AMB-43)."""
    bulletin = await load(session, Bulletin, bulletin_id, act)
    advance(session, BULLETIN, "review_bulletin", Case(bulletin, act))
    bulletin.reviewed_by, bulletin.reviewed_at = act.doer.id, act.at
    desk.close_task(session, act, bulletin, REVIEW, people.DIRECTOR)
    desk.open_task(session, act, bulletin, SIGN, f"签发《督办通报》：{bulletin.title}", _signers(bulletin))
    return bulletin


def _signers(bulletin: Bulletin) -> list[Addressee]:
    return [post(PostCode(bulletin.signer_post))]


async def return_bulletin(session: AsyncSession, act: Act, *, bulletin_id: UUID) -> Bulletin:
    """退回修改 with a reason."""
    bulletin = await load(session, Bulletin, bulletin_id, act)
    advance(session, BULLETIN, "return_bulletin", Case(bulletin, act))
    desk.close_task(session, act, bulletin, REVIEW, people.DIRECTOR)
    desk.close_task(session, act, bulletin, SIGN, _signers(bulletin))
    desk.open_task(session, act, bulletin, PREPARE, f"修改《督办通报》：{bulletin.title}", people.OFFICE)
    text = act.reason or ""
    desk.notify(session, act, bulletin, "bulletin_returned", f"《督办通报》退回：{bulletin.title}", text, people.OFFICE)
    return bulletin


async def sign_bulletin(session: AsyncSession, act: Act, *, bulletin_id: UUID) -> Bulletin:
    """签发 by 常务副县长 (policy `bulletin_signer`); documents numbers and issues it."""
    bulletin = await load(session, Bulletin, bulletin_id, act)
    by = advance(session, BULLETIN, "sign_bulletin", Case(bulletin, act))
    bulletin.signed_by, bulletin.signed_at, bulletin.stamp = act.doer.id, act.at, by.stamp if by else ""
    desk.close_task(session, act, bulletin, SIGN, _signers(bulletin))
    await _request_bulletin(session, act, bulletin, by)
    return bulletin


def _counts(each: Tally) -> dict[str, Any]:
    return {
        "name": each.label,
        "total": each.total,
        "closed": each.closed,
        "ongoing": each.ongoing,
        "overdue": each.overdue,
        "extended": each.extended,
        "suspended": each.suspended,
    }


async def _request_bulletin(session: AsyncSession, act: Act, bulletin: Bulletin, by: Capacity | None) -> None:
    figures, issuer = bulletin.figures, office_name(act)
    columns = ["单位", "总数", "已办结", "正在办理", "逾期", "延期", "暂缓"]
    by_unit = [[str(value) for value in _counts(each).values()] for each in figures.by_unit]
    annex = {
        "title": "各承办单位督办事项办理情况统计表",
        "blocks": [{"kind": "table", "columns": columns, "rows": by_unit}],
    }
    data = {
        "mark": "督办通报",
        "issuer": issuer,
        "issued_on": act.on.isoformat(),
        "title": bulletin.title,
        "cut_off": bulletin.cutoff.isoformat(),
        "overview": [line(text) for text in bulletin.overview if text.strip()],
        "figures": [_counts(each) for each in figures.by_meeting],
        "progress": [line(text) for text in bulletin.progress if text.strip()],
        "problems": [line(text) for text in bulletin.problems if text.strip()],
        "demands": [line(text) for text in bulletin.demands if text.strip()],
        "annexes": [annex] if by_unit else [],
        "imprint": {"cc": [], "issuer": issuer, "issued_on": act.on.isoformat()},
    }
    kinds = (UnitKind.TOWN, UnitKind.DEPARTMENT, UnitKind.DIRECT_BODY)
    units = [unit.id for unit in act.view.units.values() if unit.supervised and unit.kind in kinds]
    await request_paper(
        session,
        act,
        bulletin,
        DocumentKind.QUARTERLY_BULLETIN,
        bulletin.title,
        data,
        series="BULLETIN",
        to=recipients(act, units),
        by=by,
        signed_on=act.on,
    )


async def bulletin_issued(session: AsyncSession, act: Act, paper: Paper) -> None:
    """documents has numbered and issued it: the duty of the quarter is done."""
    bulletin = await load(session, Bulletin, paper.object_id)
    advance(session, BULLETIN, "issue_bulletin", Case(bulletin, act))
    assert paper.document_id is not None
    bulletin.number, bulletin.document_id, bulletin.issued_at = paper.number, paper.document_id, paper.issued_at
    await meet(session, act, bulletin, QUARTERLY_BULLETIN.key)
    figures = bulletin.figures
    event = BulletinIssued(
        bulletin_id=bulletin.id,
        kind=bulletin.kind,
        period=bulletin.period,
        cutoff=bulletin.cutoff,
        figures=tuple(_figure(each) for each in (figures.overall, *figures.by_meeting, *figures.by_unit)),
        document_id=paper.document_id,
        document_number=paper.number,
    )
    publish(session, act, event, bulletin)


def _figure(each: Tally) -> Figure:
    return Figure(
        label=each.label,
        unit_id=as_uuid(each.unit_id),
        meeting_id=as_uuid(each.meeting_id),
        total=each.total,
        closed=each.closed,
        running=each.running,
        overdue=each.overdue,
        extended=each.extended,
    )


async def draft_due_bulletin(session: AsyncSession, act: Act) -> None:
    """The quarter that has ended gets its draft on the next day; quarters before the rules came into force do not."""
    year, quarter = quarter_before(act.today)
    if quarter_days(year, quarter)[1] < IN_FORCE:
        return
    mine = Bulletin.kind == BulletinKind.QUARTERLY, Bulletin.period == f"{year}-Q{quarter}"
    if (await session.execute(select(Bulletin.id).where(*mine))).first() is None:
        await draft_bulletin(session, act, year=year, quarter=quarter)
