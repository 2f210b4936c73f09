"""How much of its time a clock has spent, computed from when it started and never stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.kernel.deadlines import Term
from services.kernel.labels import Labelled


class ClockMark(Labelled):
    """What a clock shows beside the figures (GZ-17.4, GZ-20.3)."""

    NONE = "NONE", "计时中"
    NEARLY = "NEARLY", "即将到时"
    OVER = "OVER", "时间到"


@dataclass(frozen=True)
class Spent:
    """A clock at one moment, in whole seconds; `remaining` is negative once time is up, None where nothing limits."""

    started_at: datetime
    ended_at: datetime | None
    limit_minutes: int | None
    elapsed: int
    remaining: int | None
    mark: ClockMark


def spent(term: Term | None, started_at: datetime, ended_at: datetime | None, now: datetime) -> Spent:
    """The clock of `term` as it stands now, or as it stood when it was stopped."""
    elapsed = max(int(((ended_at or now) - started_at).total_seconds()), 0)
    if term is None:
        return Spent(started_at, ended_at, None, elapsed, None, ClockMark.NONE)
    remaining = term.length * 60 - elapsed
    nearly = (term.remind_before or timedelta()).total_seconds()
    mark = ClockMark.OVER if remaining <= 0 else ClockMark.NEARLY if remaining <= nearly else ClockMark.NONE
    return Spent(started_at, ended_at, term.length, elapsed, remaining, mark)
