"""Whose to-do a paper is in each state."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import desk
from services.contracts.shared import Addressee
from services.contracts.words.directory import PostCode
from services.documents.desk import DESK
from services.documents.papers.model import OfficialPaper, PaperState
from services.documents.papers.rules import of_the_county
from services.kernel.acts import Act

S = PaperState
DO = {
    S.PROPOSED: "发文立项",
    S.ADMITTED: "拟稿",
    S.DRAFTED: "审核把关",
    S.UNIT_HEAD_SIGNED: "收稿",
    S.ACCEPTED: "核稿",
    S.EDITED: "签发",
    S.COUNTERSIGNING: "签发",
    S.RETURNED: "修改拟稿",
}
COUNTERSIGN = "COUNTERSIGN_PAPER"
REVIEW = "REVIEW_PAPER"


def _whose(paper: OfficialPaper, act: Act) -> Iterable[Addressee]:
    match paper.state:
        case S.PROPOSED | S.UNIT_HEAD_SIGNED | S.ACCEPTED:
            return [desk.post(PostCode.OFFICE_CLERK)]
        case S.ADMITTED | S.RETURNED:
            return [desk.person(paper.drafted_by or paper.proposed_by)]
        case S.DRAFTED:
            return [desk.post(PostCode.UNIT_HEAD, act.view.responsible_unit(paper.unit_id))]
        case S.EDITED | S.COUNTERSIGNING:
            return [desk.post(PostCode.COUNTY_HEAD if of_the_county(paper) else PostCode.OFFICE_DIRECTOR)]
        case _:
            return []


Waiting = tuple[str, tuple[Addressee, ...]]


def current(paper: OfficialPaper, act: Act) -> Waiting:
    """The to-do that the paper stands for now; asked before it moves."""
    return f"PAPER_{paper.state.value}", tuple(_whose(paper, act))


def close(session: AsyncSession, act: Act, paper: OfficialPaper, waiting: Waiting) -> None:
    """What the paper waited for is done."""
    kind, addressees = waiting
    DESK.close_task(session, act, paper, kind, addressees)


def open_next(session: AsyncSession, act: Act, paper: OfficialPaper) -> None:
    """Tell whoever the paper waits for in its new state."""
    if paper.state in DO:
        kind, addressees = current(paper, act)
        DESK.open_task(session, act, paper, kind, f"{DO[paper.state]}：{paper.title}", addressees)


def reviewers(paper: OfficialPaper, act: Act) -> list[Addressee]:
    """分管副县长, who looks at the office's papers before they are signed (AMB-43)."""
    leader = act.view.leader_of_unit(paper.unit_id)
    return [desk.person(leader.id)] if leader and not of_the_county(paper) else []


def ask_units(session: AsyncSession, act: Act, paper: OfficialPaper) -> None:
    """Ask the affected units to countersign, and the leader in charge to look at the paper."""
    for unit_id in paper.affected_unit_ids:
        to = [desk.post(PostCode.UNIT_HEAD, act.view.responsible_unit(unit_id))]
        DESK.open_task(session, act, paper, COUNTERSIGN, f"会签：{paper.title}", to)
    DESK.open_task(session, act, paper, REVIEW, f"审核：{paper.title}", reviewers(paper, act))
