"""The yearly notice of the State Council as CSV: one line for each holiday and each make-up working day."""

import csv
from collections.abc import Iterator
from datetime import date

from services.kernel.calendar import CalendarDay, CalendarStatus, DayKind, whole_year

KINDS = {word: kind for kind in DayKind for word in (kind.value, kind.label)}
HEADER = ("date", "日期")
MAX_LINES = 400


class InvalidNotice(ValueError):
    """The text is no such list; every wrong line is named."""


def read_notice(year: int, text: str, source: str) -> tuple[CalendarDay, ...]:
    """All days of the year from lines `date,kind,name`; raises `InvalidNotice`.

    Days that are not named are ordinary: Monday to Friday working, weekends off.
    """
    special: dict[date, tuple[DayKind, str]] = {}
    faults: list[str] = []
    for number, fields in _lines(text):
        try:
            day, kind, name = _line(year, fields)
            if day in special:
                raise InvalidNotice("日期重复")
            special[day] = (kind, name)
        except InvalidNotice as fault:
            faults.append(f"第{number}行{fault}")
    if not special and not faults:
        faults.append("没有任何日期")
    if faults:
        raise InvalidNotice("；".join(faults[:20]))
    return whole_year(year, special, source, CalendarStatus.OFFICIAL)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, fields in enumerate(csv.reader(text.lstrip("\ufeff").splitlines()), start=1):
        cells = [cell.strip() for cell in fields]
        if not any(cells) or cells[0].lower() in HEADER:
            continue
        if number > MAX_LINES:
            raise InvalidNotice(f"超过{MAX_LINES}行")
        yield number, cells


def _line(year: int, cells: list[str]) -> tuple[date, DayKind, str]:
    if len(cells) not in (2, 3):
        raise InvalidNotice("应为“日期,类别,名称”")
    try:
        day = date.fromisoformat(cells[0])
    except ValueError:
        raise InvalidNotice(f"日期无效：{cells[0]}") from None
    kind = KINDS.get(cells[1])
    if kind is None:
        raise InvalidNotice(f"类别无效：{cells[1]}")
    if day.year != year:
        raise InvalidNotice(f"{day}不在{year}年")
    if kind is DayKind.MAKEUP_WORKDAY and day.weekday() < 5:
        raise InvalidNotice(f"{day}不是周末，不能是调休上班日")
    return day, kind, cells[2] if len(cells) == 3 else ""
