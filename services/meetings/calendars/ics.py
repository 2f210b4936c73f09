"""A calendar written as iCalendar (RFC 5545), by the library; times are Asia/Shanghai."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from services.kernel.clock import SHANGHAI
from services.meetings.calendars.entry import EntryKind
from services.meetings.calendars.model import ToldEntry

PRODUCT = "-//Zhengban//政办日程//ZH"
REFRESH = timedelta(hours=1)
OFFSET = timedelta(hours=8)
STATUS_CANCELLED = "CANCELLED"


def write(name: str, told: Iterable[ToldEntry]) -> bytes:
    """The feed's bytes; the same lines give the same bytes."""
    calendar = Calendar()
    for key, value in (
        ("PRODID", PRODUCT),
        ("VERSION", "2.0"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("NAME", name),
        ("X-WR-CALNAME", name),
        ("X-WR-TIMEZONE", SHANGHAI.key),
    ):
        calendar.add(key, value)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add_component(_timezone())
    for row in told:
        calendar.add_component(_event(row))
    return bytes(calendar.to_ical())


def _timezone() -> Timezone:
    """China has known no summer time since 1991."""
    standard = TimezoneStandard()
    standard.add("DTSTART", datetime(1991, 9, 15))  # noqa: DTZ001 -- local time by definition (RFC 5545, 3.6.5)
    standard.add("TZOFFSETFROM", OFFSET)
    standard.add("TZOFFSETTO", OFFSET)
    standard.add("TZNAME", "CST")
    zone = Timezone()
    zone.add("TZID", SHANGHAI.key)
    zone.add_component(standard)
    return zone


def _event(row: ToldEntry) -> Event:
    line: dict[str, Any] = row.line
    event = Event()
    event.add("UID", row.uid)
    event.add("DTSTAMP", row.told_at.astimezone(UTC))
    event.add("LAST-MODIFIED", row.told_at.astimezone(UTC))
    event.add("SEQUENCE", row.sequence)
    event.add("STATUS", STATUS_CANCELLED if row.cancelled else line["state"])
    starts, ends = row.starts_at.astimezone(SHANGHAI), row.ends_at.astimezone(SHANGHAI)
    event.add("DTSTART", starts.date() if line["all_day"] else starts)
    event.add("DTEND", ends.date() if line["all_day"] else ends)
    event.add("SUMMARY", row.title)
    event.add("CATEGORIES", [EntryKind(line["kind"]).label])
    event.add("CLASS", "PRIVATE")
    if line["place"]:
        event.add("LOCATION", line["place"])
    if line["note"]:
        event.add("DESCRIPTION", line["note"])
    return event
