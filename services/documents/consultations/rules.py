"""Rules for public consultation (GZ-12.2c)."""

from collections.abc import Iterable

from services.contracts import refusals
from services.documents.consultations.model import SHORTEST, PublicConsultation
from services.kernel.refusals import CONTENT_INVALID
from services.kernel.rules import Case, rule, rule_each

WORDS = "除依法需要保密的外，所有政府规范性文件草案都要公开征求意见"


def shortest(case: Case[PublicConsultation]) -> int:
    """Days asked for at least."""
    return case.act.policies.number(SHORTEST[case.subject.kind])


@rule_each(refusals.CONSULTATION_TOO_SHORT, "GZ-12.2c", WORDS, path=("endsOn",))
def consultation_is_long_enough(case: Case[PublicConsultation]) -> Iterable[str]:
    """Fifteen days for a 规范性文件, thirty for a 重大行政决策; fewer only with a published reason (AMB-24)."""
    if case.subject.days < shortest(case) and not (case.subject.short_reason or "").strip():
        yield str(shortest(case))


@rule_each(CONTENT_INVALID, "GZ-12.2c", WORDS, path=("startsOn",))
def consultation_opens_on_its_first_day(case: Case[PublicConsultation]) -> Iterable[str]:
    """What is announced is what happens: neither before its first day nor after it."""
    if case.on != case.subject.starts_on:
        yield "起始日期"


@rule(refusals.CONSULTATION_NOT_ENDED, "GZ-12.2c", WORDS, bar=True)
def last_day_has_passed(case: Case[PublicConsultation]) -> bool:
    """Opinions are taken until the end of the last day."""
    return case.on > case.subject.ends_on


@rule_each(CONTENT_INVALID, "GZ-12.2c", WORDS, path=("opinions",))
def every_opinion_is_answered(case: Case[PublicConsultation]) -> Iterable[str]:
    """采纳情况 says of each opinion whether it was adopted, and why not."""
    for number, opinion in enumerate(case.given, 1):
        if opinion.adopted is None or (opinion.adopted is False and not (opinion.answer or "").strip()):
            yield f"第{number}条意见尚未说明采纳情况"
