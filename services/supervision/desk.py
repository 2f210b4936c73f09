"""Whom supervision turns to: the desk, and who is meant by 督查室, 承办单位, 口副主任 and 分管县领导."""

from datetime import date
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import Desk, person, post
from services.contracts.shared import Addressee
from services.contracts.supervision import NoticeRaised, TaskClosed, TaskOpened
from services.contracts.words.directory import PostCode
from services.contracts.words.supervision import Handler
from services.kernel.acts import Act

desk = Desk(TaskOpened, TaskClosed, NoticeRaised)
OFFICE = [post(PostCode.SUPERVISION_CHIEF), post(PostCode.SUPERVISION_CLERK)]  # 督查室
DIRECTOR = [post(PostCode.OFFICE_DIRECTOR)]  # 办主任


class Supervised(Protocol):
    """What the addressees of an item, and what is said to them, depend on."""

    number: str | None
    title: str
    restricted: bool
    handler: Handler
    lead_unit_id: UUID | None
    leader_id: UUID | None


def unit_people(act: Act, unit_id: UUID | None) -> list[Addressee]:
    """承办单位: the head who answers for the unit, and its clerk."""
    if unit_id is None:
        return []
    head_unit = act.view.responsible_unit(unit_id)
    return [post(PostCode.UNIT_HEAD, head_unit), post(PostCode.UNIT_CLERK, unit_id)]


def lead_people(act: Act, item: Supervised) -> list[Addressee]:
    """The item's lead unit; of a restricted item its head alone knows (AMB-42)."""
    return unit_people(act, item.lead_unit_id)[: 1 if item.restricted else None]


def handlers(act: Act, item: Supervised) -> list[Addressee]:
    """Who supervises the item: 督查室, or the section of the leader's 口 (AMB-08); restricted: its chief alone."""
    if item.restricted:
        return OFFICE[:1]
    portfolio = act.view.portfolio_of_unit(item.lead_unit_id) if item.lead_unit_id else None
    if item.handler is Handler.SUPERVISION_OFFICE or portfolio is None or portfolio.section_id is None:
        return OFFICE
    return [post(PostCode.SECTION_HEAD, portfolio.section_id), post(PostCode.SECTION_CLERK, portfolio.section_id)]


def inspectors(item: Supervised) -> list[Addressee]:
    """督查室, which checks every feedback and extension (DC-7.2, DC-7.5)."""
    return OFFICE[:1] if item.restricted else OFFICE


def deputy_director(act: Act, item: Supervised) -> list[Addressee]:
    """口副主任 of the item's 口 (DC-4.2), who does not know of restricted items."""
    if item.restricted:
        return []
    portfolio = act.view.portfolio_of_unit(item.lead_unit_id) if item.lead_unit_id else None
    return [person(portfolio.deputy_director_id)] if portfolio and portfolio.deputy_director_id else []


def leader(act: Act, item: Supervised) -> list[Addressee]:
    """分管县领导, and who stands in for him today (GZ-6.2); of a restricted item 县长 himself."""
    if item.restricted:
        return [post(PostCode.COUNTY_HEAD)]
    if item.leader_id is None:
        return []
    return [person(item.leader_id), *(person(each) for each in act.view.substitutes(item.leader_id))]


def ask(
    session: AsyncSession,
    act: Act,
    item: Supervised,
    kind: str,
    what: str,
    to: list[Addressee],
    due: date | None = None,
) -> None:
    """Open a to-do about the item; its title is masked when the item is restricted."""
    title = f"{what}：{item.title}（{item.number or '未编号'}）"
    desk.open_task(session, act, item, kind, title, to, due=due, restricted=item.restricted)


def tell(
    session: AsyncSession, act: Act, item: Supervised, template: str, what: str, text: str, to: list[Addressee]
) -> None:
    """Say something about the item once; masked likewise."""
    title, words = f"{what}：{item.title}", f"{item.number}：{text}"
    desk.notify(session, act, item, template, title, words, to, restricted=item.restricted)
