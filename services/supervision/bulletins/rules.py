"""Rules of procedure for bulletins."""

from collections import Counter
from collections.abc import Iterator

from services.kernel.refusals import CONTENT_INVALID
from services.kernel.rules import Case, rule_each
from services.supervision.bulletins.model import Bulletin


@rule_each(CONTENT_INVALID, "CW-6.3b", "每季度对县政府常务会议决定事项落实情况汇总整理一次")
def figures_reconcile(case: Case[Bulletin]) -> Iterator[str]:
    """Every item is counted once, and per meeting and per unit the same items are counted."""
    counted = Counter(row.number for row in case.subject.rows)
    twice = [number for number, times in counted.items() if times > 1]
    if twice:
        yield f"重复统计：{'、'.join(twice)}"
    if not case.subject.figures.reconcile():
        yield "分会议、分单位的合计与总数不一致"


@rule_each(CONTENT_INVALID, "DC-9.1", "客观反映进展情况、推进举措和存在问题，并对下步工作提出要求")
def bulletin_has_its_four_sections(case: Case[Bulletin]) -> Iterator[str]:
    """总体情况, 进展与举措, 存在问题 and 下步要求 are all written."""
    bulletin = case.subject
    sections = {"进展与举措": bulletin.progress, "存在问题": bulletin.problems, "下步要求": bulletin.demands}
    yield from (name for name, texts in sections.items() if not [text for text in texts if text.strip()])
