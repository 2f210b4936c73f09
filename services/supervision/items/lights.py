"""Lights and overdue days of an item on a given day: one definition for screens, timers, lists and figures."""

from datetime import date

from sqlalchemy import ColumnElement, and_, case, false, or_

from services.contracts.words.shared import Light
from services.contracts.words.supervision import ItemState
from services.kernel.acts import Act
from services.kernel.calendar import WorkCalendar
from services.supervision.items.model import RUNNING, UNDER_WAY, SupervisedItem

S = SupervisedItem
STILL = (ItemState.SUSPENDED, ItemState.CANCELLED, ItemState.EXPECTED)


def is_overdue(item: SupervisedItem, on: date) -> bool:
    """Late ⇔ the day is after the due date and no result was handed in by then."""
    if item.state not in UNDER_WAY or item.due is None or item.due >= on:
        return False
    return item.reported_on is None or item.reported_on > item.due


def yellow_before(calendar: WorkCalendar, on: date, yellow_days: int) -> date:
    """A due date before this day is at most `yellow_days` working days away."""
    return calendar.add_workdays(on, yellow_days + 1).date


def light(item: SupervisedItem, act: Act) -> Light:
    """绿 · 黄 (≤ yellow_days_wd working days) · 红 (overdue) · 灰 (not running) · 蓝 (closed)."""
    if item.state is ItemState.CLOSED:
        return Light.BLUE
    if item.state in STILL:
        return Light.GREY
    if is_overdue(item, act.today):
        return Light.RED
    limit = yellow_before(act.calendar, act.today, act.policies.number("yellow_days_wd"))
    waits = item.due is not None and item.due < limit and item.reported_on is None
    return Light.YELLOW if waits else Light.GREEN


def overdue(on: date) -> ColumnElement[bool]:
    """`is_overdue` as a condition of a query."""
    late = or_(S.reported_on.is_(None), S.reported_on > S.due)
    return and_(S.state.in_(UNDER_WAY), S.due < on, late)


def light_is(wanted: Light, act: Act) -> ColumnElement[bool]:
    """`light` as a condition of a query."""
    red = overdue(act.today)
    limit = yellow_before(act.calendar, act.today, act.policies.number("yellow_days_wd"))
    near = and_(S.due < limit, S.reported_on.is_(None))
    yellow = and_(S.state.in_(RUNNING), case((red, false()), else_=near).is_(True))
    if wanted is Light.BLUE:
        return S.state == ItemState.CLOSED
    if wanted is Light.GREY:
        return S.state.in_(STILL)
    if wanted is Light.RED:
        return red
    if wanted is Light.YELLOW:
        return yellow
    neither = and_(red.is_not(True), yellow.is_not(True))
    return and_(S.state.in_(RUNNING), neither)
