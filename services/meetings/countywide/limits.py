"""The three sorts of county-wide meeting side by side: which limits of GZ-20 bind each of them."""

from dataclasses import dataclass
from typing import Final

from services.contracts.words.directory import UnitKind
from services.meetings.countywide.model import CountyWideKind

GOVERNMENT_BODIES = (UnitKind.OFFICE, UnitKind.DEPARTMENT, UnitKind.DIRECT_BODY, UnitKind.SUBORDINATE_BODY)


@dataclass(frozen=True)
class Limits:
    """What binds a meeting of this sort; the figures are the county's policies."""

    by: tuple[UnitKind, ...]  # which bodies may ask for it
    counted: bool  # 原则上每年只召开1次: policy `dept_meetings_per_year`
    half_a_day: bool  # 时间不超过半天: policy `half_day_h`
    short: bool  # 控制在90分钟以内: policy `meeting_limit_min`


LIMITS: Final[dict[CountyWideKind, Limits]] = {
    CountyWideKind.COMPREHENSIVE: Limits(GOVERNMENT_BODIES, counted=False, half_a_day=False, short=False),
    CountyWideKind.GOVERNMENT: Limits(GOVERNMENT_BODIES, counted=False, half_a_day=False, short=True),
    CountyWideKind.DEPARTMENT: Limits(GOVERNMENT_BODIES[1:], counted=True, half_a_day=True, short=True),
}
