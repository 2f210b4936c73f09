"""Rules of procedure for warning sheets."""

from collections.abc import Iterator

from services.contracts import refusals
from services.kernel.refusals import CONTENT_INVALID
from services.kernel.rules import Case, rule_each
from services.supervision.items.rules import may_lead
from services.supervision.warnings.model import WarningSheet


@rule_each(refusals.UNIT_NOT_IN_SCOPE, "DC-2", "适用于各镇，县政府各工作部门、直属机构", path=("unitId",))
def warned_unit_is_in_scope(case: Case[WarningSheet]) -> Iterator[str]:
    """Only a unit in the scope of supervision is warned."""
    if not may_lead(case.act.view, case.subject.unit_id):
        yield case.act.view.unit_name(case.subject.unit_id) or "被督办单位"


@rule_each(CONTENT_INVALID, "DC-9.2", "发督办单进行预警提示")
def warning_is_complete(case: Case[WarningSheet]) -> Iterator[str]:
    """A warning names the matter, the problems and what is demanded, and leaves time for both."""
    sheet = case.subject
    if not sheet.matter.strip():
        yield "督办事项"
    if not [text for text in sheet.problems if text.strip()]:
        yield "存在问题"
    if not [text for text in sheet.demands if text.strip()]:
        yield "督办要求"
    if sheet.rectify_by < case.on:
        yield "整改期限"
    if sheet.reply_due <= case.on:
        yield "反馈期限"


@rule_each(CONTENT_INVALID, "DC-9.2", "进行预警提示", path=("reply",))
def warning_is_answered_in_words(case: Case[WarningSheet]) -> Iterator[str]:
    """The unit says what it has put right."""
    if isinstance(case.given, str) and not case.given.strip():
        yield "回复内容"
