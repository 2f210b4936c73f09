"""The data of 会议情况统计表, in the field names that documents renders: one sheet for each view."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.contracts import refusals as codes
from services.contracts.words.meetings import MeetingKind
from services.kernel import refusals as general
from services.kernel.acts import Act
from services.kernel.lifecycle import Step
from services.meetings.attendance.lifecycle import DOOR, LEAVE
from services.meetings.countywide.queries import CountyWideFigures
from services.meetings.minutes.lifecycle import MINUTES
from services.meetings.sittings.lifecycle import AGENDA_ITEM, MEETING
from services.meetings.sittings.model import Meeting
from services.meetings.sittings.naming import meeting_name, office, one_line
from services.meetings.statistics import columns
from services.meetings.statistics.columns import DATE, NUMBER, Column
from services.meetings.statistics.figures import (
    ADVISORY,
    DISPENSATION,
    LATE_REGISTRATION,
    KindFigures,
    LeaderFigures,
    MeetingFigures,
    UnitFigures,
)
from services.meetings.topics.lifecycle import TOPIC

SORTS = {DISPENSATION: "特许（原则上）", ADVISORY: "检查发现", LATE_REGISTRATION: "补登时发现"}
STEPS: dict[str, Step[Any]] = {**TOPIC, **DOOR, **LEAVE, **MINUTES, **AGENDA_ITEM, **MEETING}
MASK = "…"  # where a sentence would name its matter: no table of figures does


@dataclass(frozen=True)
class MeetingRow:
    """One meeting with its name."""

    name: str
    on: date
    host: str
    state: str
    figures: MeetingFigures


@dataclass(frozen=True)
class CountyWideRow:
    """The county-wide meetings of one unit, of every sort."""

    name: str
    figures: CountyWideFigures


@dataclass(frozen=True)
class UnitRow:
    """One unit with its name."""

    name: str
    figures: UnitFigures

    def county_wide(self, what: str) -> int:
        """Its own 全县性业务工作会议 of the year (GZ-20.2)."""
        return getattr(self.figures.county_wide, what) if self.figures.county_wide else 0


@dataclass(frozen=True)
class LeaderRow:
    """One leader with his name and post."""

    name: str
    title: str
    figures: LeaderFigures

    def activities(self, what: str) -> int:
        return getattr(self.figures.activities, what) if self.figures.activities else 0


@dataclass(frozen=True)
class RecordRow:
    """Findings of one sort, or registrations of one act."""

    kind: MeetingKind
    sort: str
    clauses: Sequence[str]
    text: str
    count: int
    unconfirmed: int | None = None


@dataclass(frozen=True)
class Views:
    """The views of one year as the asker has them."""

    kinds: Sequence[KindFigures]
    meetings: Sequence[tuple[Meeting, MeetingFigures]]
    units: Sequence[UnitFigures]
    leaders: Sequence[LeaderFigures]
    county_wide: Sequence[CountyWideFigures]

    @property
    def row_count(self) -> int:
        return sum(map(len, (self.kinds, self.meetings, self.units, self.leaders, self.county_wide)))


def statistics(act: Act, year: int, views: Views) -> dict[str, Any]:
    """The whole workbook; a view that the asker does not have is left out."""
    view = act.view
    meetings = [
        MeetingRow(meeting_name(meeting), meeting.on, view.person_name(meeting.host_id), meeting.state.label, figures)
        for meeting, figures in views.meetings
    ]
    units = [UnitRow(view.unit_name(figures.unit_id), figures) for figures in views.units]
    leaders = [
        LeaderRow(view.person_name(figures.person_id), view.title_of(figures.person_id), figures)
        for figures in views.leaders
    ]
    county_wide = [CountyWideRow(view.unit_name(figures.unit_id), figures) for figures in views.county_wide]
    sheets = (
        ("年度", columns.KINDS, views.kinds),
        ("议题和缓议", columns.CAUSES, views.kinds),
        ("会议", columns.MEETINGS, meetings),
        ("单位", columns.UNITS, units),
        ("领导", columns.LEADERS, leaders),
        ("全县性会议", columns.COUNTY_WIDE, county_wide),
        ("特许、检查发现和补登", columns.ON_RECORD, [row for kind in views.kinds for row in _on_record(kind)]),
    )
    return {
        "organ": office(view),
        "title": f"{year}年会议情况统计表",
        "cut_off": min(act.today, date(year, 12, 31)).isoformat(),
        "sheets": [_sheet(name, table, rows) for name, table, rows in sheets if rows],
    }


def _on_record(figures: KindFigures) -> Iterator[RecordRow]:
    for each in figures.records:
        yield RecordRow(figures.kind, SORTS.get(each.sort, each.sort), each.clauses, _sentence(each.code), each.count)
    for entry in figures.registrations:
        step = STEPS.get(entry.action)
        text, clauses = (step.label, step.clauses) if step else (entry.action, ())
        yield RecordRow(figures.kind, "补登", clauses, text, entry.count, entry.unconfirmed)


def _sentence(code: str) -> str:
    found = getattr(codes, code, None) or getattr(general, code, None)
    return found.sentence(MASK) if isinstance(found, general.Code) else code


def _sheet(name: str, table: Sequence[Column], rows: Iterable[Any]) -> dict[str, Any]:
    return {
        "name": name,
        "columns": [
            {
                "group": column.group or None,
                "name": column.name,
                "width": column.width,
                "sort": column.sort,
                "summed": column.sort == NUMBER and column.summed,
            }
            for column in table
        ],
        "rows": [[_cell(column, row) for column in table] for row in rows],
    }


def _cell(column: Column, row: Any) -> Any:
    value = column.value(row)
    if column.sort == DATE:
        return value.isoformat() if value else None
    return one_line(value) or None if isinstance(value, str) else value
