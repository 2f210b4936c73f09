"""What a county may settle (spec 12) and what each value has to be: a slip in the file stops the start, no meeting."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    AfterValidator,
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from services.contracts.county import Row
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import TopicFlag
from services.contracts.words.supervision import SourceType

FILE = "policies.yaml"
FIELDS = {"missing": "缺少栏目", "extra_forbidden": "没有这一栏目："}


class ThresholdRow(Row):
    """From which amount, in 万元, a topic bears a flag by itself (AMB-27)."""

    flag: TopicFlag
    lowest: Decimal = Field(alias="from", gt=0)


def _day_of_a_year(text: str) -> str:
    date.fromisoformat(f"2023-{text}")
    return text


Count = Annotated[int, Field(strict=True, gt=0)]
Percent = Annotated[int, Field(strict=True, gt=0, le=100)]
Choice = Annotated[bool, Field(strict=True)]
Off = Literal["off"]
MonthDay = Annotated[str, Field(pattern=r"^\d\d-\d\d$"), AfterValidator(_day_of_a_year)]
Reminder = Annotated[str, Field(pattern=r"^\d\d-\d\d:\d+$")]  # month-day:how many there should be by then
Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-4]):[0-5]\d$")]

KINDS: dict[str, Any] = {
    "session_numbering": Literal["year", "term"],
    "government_terms": tuple[date, ...],
    "report_limit_min": Count,
    "discussion_limit_min": Count | Off,
    "meeting_limit_min": Count,
    "half_day_h": Count,
    "dept_meetings_per_year": Count,
    "late_material": Literal["defer", "keep"],
    "agenda_signer": Literal[PostCode.OFFICE_DIRECTOR, PostCode.COUNTY_HEAD],
    "quorum_ratio": Percent | Off,
    "money_thresholds": tuple[ThresholdRow, ...],
    "minutes_issue_target_wd": Count,
    "minutes_draft_wd": Count,
    "zt_deputy_check": Choice,
    "receive_wd": Count,
    "yellow_days_wd": Count,
    "urgent_rhythm_wd": Count,
    "important_rhythm_days": Count,
    "general_rhythm_months": Count,
    "status_report_months": Count,
    "allow_late_extension": Choice,
    "extension_by_county_head": tuple[SourceType, ...],
    "rating_on_close": Choice,
    "bulletin_due_wd": Count,
    "bulletin_signer": PostCode,
    "warning_signer": PostCode,
    "annual_cutoff": MonthDay,
    "plan_due": MonthDay,
    "research_reminders": tuple[Reminder, ...],
    "lecture_reminders": tuple[Reminder, ...],
    "consult_days_norm": Count,
    "consult_days_major": Count,
    "legal_review_min_wd": Count,
    "legal_review_norm_min_wd": Count,
    "legal_review_norm_max_wd": Count,
    "evaluation_months": Count,
    "refuse_wd": Count,
    "issue_docx_only": Choice,
    "absence_approver_leaders": PostCode,
    "absence_approver_others": PostCode,
    "deadline_cutoff": Hour,
    "roster_max_age_h": Count,
    "file_max_mb": Count,
    "object_files_max_mb": Count,
    "idempotency_days": Count,
    "audit_retention_years": Count,
}


class PolicyRow(Row):
    """A policy parameter: where the texts leave something open, what the county settled, and on what ground."""

    name: str
    value: Any
    unit: str
    source: str

    @field_validator("value", mode="before")
    @classmethod
    def _of_its_kind(cls, value: Any, info: ValidationInfo) -> Any:
        name = info.data["name"]
        if name not in KINDS:
            raise ValueError(f"没有名为 {name} 的参数")
        try:
            return TypeAdapter(KINDS[name]).validate_python(value)
        except ValidationError as fault:
            raise ValueError(f"值“{value}”不合要求") from fault


class PoliciesFile(Row):
    """`policies.yaml`."""

    policies: tuple[PolicyRow, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [row.name for row in self.policies]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"参数 {'、'.join(twice)} 出现多次")
        if missing := sorted(KINDS.keys() - names):
            raise ValueError(f"缺少参数 {'、'.join(missing)}")
        return self


class PoliciesWrong(Exception):
    """The county's file cannot be used; the text says in Chinese what is wrong with which parameter."""


def read_policies(county: Path) -> dict[str, PolicyRow]:
    """The county's policies by name; raises `PoliciesWrong`."""
    path = county / FILE
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {row.name: row for row in PoliciesFile.model_validate(rows).policies}
    except (OSError, yaml.YAMLError) as fault:
        raise PoliciesWrong(f"政策参数文件 {path} 无法读取：{fault}") from fault
    except ValidationError as fault:
        said = "；".join(dict.fromkeys(_said(rows, error) for error in fault.errors()))
        raise PoliciesWrong(f"政策参数文件 {path} 有误：{said}") from fault


def _said(rows: Any, error: Any) -> str:
    """Which parameter, and what is wrong with it."""
    place, why = error["loc"], str(error["msg"]).removeprefix("Value error, ")
    if error["type"] in FIELDS:
        why = f"{FIELDS[error['type']]} {place[-1]}"
    if len(place) < 2 or place[0] != "policies":
        return why
    row = rows["policies"][place[1]]
    if not isinstance(row, dict) or "name" not in row:
        return f"第{place[1] + 1}项：{why}"
    return f"{row['name']}（{row.get('unit', '')}）：{why}"
