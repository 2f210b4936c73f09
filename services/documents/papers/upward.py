"""What 县政府 hands up after a 常务会议 agreed to it: the draft of a 请示, 报告 or 议案 begins by itself."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import meetings
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import UpwardPaper
from services.documents.papers import drafts, tasks
from services.documents.papers.model import OfficialPaper, PaperGenre, PaperSeries, PaperState
from services.kernel.acts import Act
from services.kernel.audit import Record, record

CLAUSES = {UpwardPaper.REQUEST_OR_REPORT: "CW-2.2", UpwardPaper.BILL: "CW-2.3"}


async def propose_upward_paper(session: AsyncSession, act: Act, event: meetings.DecisionRecorded) -> None:
    """发文立项 for the unit that answers for the decision, once for a topic (CW-2.2, CW-2.3)."""
    decision, kind = event.decision, event.upward_paper
    unit_id = decision.lead_unit_id
    if kind is None or decision.restricted or unit_id is None:
        return
    head = act.view.holder(PostCode.UNIT_HEAD, act.view.responsible_unit(unit_id))
    known = select(exists().where(OfficialPaper.topic_id == decision.topic_id))
    if head is None or await session.scalar(known):
        return
    genre = _genre(kind, decision.topic_title)
    paper = OfficialPaper(
        state=PaperState.PROPOSED,
        unit_id=unit_id,
        proposed_by=head.id,
        title=_title(decision.topic_title, genre),
        genre=genre,
        series=PaperSeries.COUNTY_PAPER,
        in_county_name=True,
        purpose=f"{decision.number}：{decision.text}",
        law_is_clear=False,
        department_suffices=False,
        needs_decision=genre is PaperGenre.REQUEST,
        normative=False,
        topic_id=decision.topic_id,
        decision_ids=[decision.decision_id],
        **drafts.blank(),
        created_at=act.at,
    )
    session.add(paper)
    await session.flush()
    clauses = (CLAUSES[kind], "GZ-22.1")
    record(session, Record(act, "propose_paper", "OfficialPaper", paper.id, to_state=paper.state, clauses=clauses))
    tasks.open_next(session, act, paper)


def _genre(kind: UpwardPaper, title: str) -> PaperGenre:
    if kind is UpwardPaper.BILL:
        return PaperGenre.BILL
    return PaperGenre.REPORT if "报告" in title and "请示" not in title else PaperGenre.REQUEST


def _title(topic: str, genre: PaperGenre) -> str:
    return topic if topic.endswith(genre.label) else f"关于{topic.removeprefix('关于')}的{genre.label}"
