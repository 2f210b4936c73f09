"""Rules for documents at large, in the order of the regulations."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from services.contracts import refusals
from services.contracts.words.directory import OUTSIDE_THE_GOVERNMENT
from services.contracts.words.shared import PublicAttribute
from services.documents.issuing.kinds import INTERNAL
from services.documents.issuing.model import Document
from services.kernel.refusals import CONTENT_INVALID
from services.kernel.rules import Case, rule, rule_each


@rule_each(CONTENT_INVALID, "GZ-21.1", "严格按照中省《党政机关公文处理工作条例》", bar=True, path=("signedOn",))
def no_paper_is_signed_in_the_future(case: Case[Document]) -> Iterable[str]:
    """成文日期 is the day on which the paper was signed; the year of its number is that of its issue."""
    signed_on = case.subject.signed_on
    # The clock of the service that signed may be a moment ahead of ours, also across midnight.
    if signed_on is not None and signed_on > case.act.today + timedelta(days=1):
        yield "成文日期晚于今日"


@rule_each(CONTENT_INVALID, "GZ-24", "以公开为常态、不公开为例外", bar=True)
def only_public_documents_are_published(case: Case[Document]) -> Iterable[str]:
    """On the public site stands what carries 主动公开, and nothing restricted."""
    if case.subject.public_attribute is not PublicAttribute.PUBLIC or case.subject.restricted:
        yield "公开属性不是“主动公开”"


@rule(refusals.INTERNAL_DOCUMENT, ("BG-7", "ZT-7"), "内部文件", bar=True)
def internal_minutes_are_not_published(case: Case[Document]) -> bool:
    """县长办公会议 and 专题会议纪要 stay inside."""
    return case.subject.kind not in INTERNAL


@rule(refusals.INTERNAL_DOCUMENT, ("BG-7", "ZT-7"), "内部文件", bar=True, path=("publicAttribute",))
def internal_minutes_are_not_declared_public(case: Case[Document]) -> bool:
    """县长办公会议 and 专题会议纪要 carry 不予公开."""
    document = case.subject
    return document.kind not in INTERNAL or document.public_attribute is PublicAttribute.NOT_PUBLIC


@rule_each(refusals.EXTERNAL_RECIPIENT, ("BG-7", "ZT-7"), "执行会议决定的内部文件", bar=True, path=("recipients",))
def internal_minutes_stay_in_the_government(case: Case[Document]) -> Iterable[str]:
    """县长办公会议 and 专题会议纪要 go to towns and departments alone."""
    if case.subject.kind not in INTERNAL:
        return
    for row in (*case.subject.recipients, *case.subject.cc):
        unit = case.act.view.unit(UUID(row["unit_id"])) if row.get("unit_id") else None
        if unit is not None and unit.kind in OUTSIDE_THE_GOVERNMENT:
            yield unit.name
