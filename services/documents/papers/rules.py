"""Rules for papers, in the order of the regulations."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.contracts import refusals
from services.contracts.words.directory import DelegationScope, PostCode
from services.contracts.words.documents import ReviewConclusion
from services.contracts.words.shared import PublicAttribute
from services.documents.papers.model import (
    UPWARD,
    OfficialPaper,
    PaperCountersignature,
    PaperGenre,
    PaperOpinion,
    PaperSeries,
    Secrecy,
)
from services.kernel.authority import about
from services.kernel.refusals import CHAIN_ORDER, CONTENT_INVALID
from services.kernel.rules import Case, Severity, rule, rule_each

COUNTY_SERIES = frozenset({PaperSeries.COUNTY_PAPER, PaperSeries.COUNTY_LETTER})


@dataclass(frozen=True)
class Standing:
    """What is known about a paper beside itself when it is to be signed."""

    opinion: PaperOpinion | None = None
    opinion_text: str = ""
    countersignatures: tuple[PaperCountersignature, ...] = field(default=())
    pending_decisions: int = 0
    conclusion: ReviewConclusion | None = None
    consulted: bool = False
    consultation_open: bool = False
    too_short_by: int | None = None  # the days asked for, when fewer were given without a published reason


def of_the_county(paper: OfficialPaper) -> bool:
    """Is it signed by 县长: the county's series, its name, or 上行文 (AMB-43)?"""
    return paper.series in COUNTY_SERIES or paper.in_county_name or paper.genre in UPWARD


@rule(refusals.PARTY_APPROVAL_REQUIRED, "GZ-3", "必须报县委审定", bar=True)
def party_committee_has_approved(case: Case[OfficialPaper]) -> bool:
    """A paper that rests on a decision waits until 县委审定 of that decision is recorded."""
    return not case.given.pending_decisions


@rule(refusals.LEGAL_REVIEW_REQUIRED, ("GZ-12.2a", "GZ-21.4"), "由县司法局负责合法性审查", bar=True)
def normative_paper_was_reviewed(case: Case[OfficialPaper]) -> bool:
    """A 规范性文件 has an opinion of 县司法局."""
    return not case.subject.normative or case.given.conclusion is not None


@rule(refusals.LEGAL_REVIEW_NEGATIVE, "GZ-12.2a", "由县司法局负责合法性审查", bar=True)
def review_is_not_negative(case: Case[OfficialPaper]) -> bool:
    """不合法 stops the paper."""
    return not case.subject.normative or case.given.conclusion is not ReviewConclusion.ILLEGAL


def _must_consult(case: Case[OfficialPaper]) -> bool:
    return case.subject.normative and not case.subject.confidential_basis


@rule(refusals.CONSULTATION_REQUIRED, "GZ-12.2c", "都要公开征求意见")
def normative_paper_was_consulted_on(case: Case[OfficialPaper]) -> bool:
    """Every 规范性文件 but a lawfully confidential one was open to the public's opinion."""
    return not _must_consult(case) or case.given.consulted or case.given.consultation_open


@rule(refusals.CONSULTATION_NOT_ENDED, "GZ-12.2c", "都要公开征求意见", bar=True)
def consultation_has_ended(case: Case[OfficialPaper]) -> bool:
    """The last day for opinions has passed."""
    return not (_must_consult(case) and case.given.consultation_open)


@rule_each(refusals.CONSULTATION_TOO_SHORT, "GZ-12.2c", "都要公开征求意见")
def consultation_was_long_enough(case: Case[OfficialPaper]) -> Iterable[str]:
    """Fifteen days, or a published reason for fewer (AMB-24)."""
    if _must_consult(case) and case.given.consulted and case.given.too_short_by is not None:
        yield str(case.given.too_short_by)


@rule(refusals.SIGNER_NOT_ALLOWED, "GZ-21.1", "严格按照中省《党政机关公文处理工作条例》")
def signer_is_the_one_for_the_paper(case: Case[OfficialPaper]) -> bool:
    """县长 signs what bears the county's name or goes upward, 办主任 the office's papers (AMB-43)."""
    view, doer = case.act.view, case.act.doer
    if view.holds(doer.id, PostCode.COUNTY_HEAD):
        return True
    if not of_the_county(case.subject):
        return view.holds(doer.id, PostCode.OFFICE_DIRECTOR)
    delegation = view.delegation(doer.id, DelegationScope.SIGN, about(case.subject))
    return delegation is not None and view.holds(delegation.grantor_id, PostCode.COUNTY_HEAD)


@rule_each(CHAIN_ORDER, "GZ-21.1", "严格按照中省《党政机关公文处理工作条例》")
def leader_in_charge_saw_the_offices_paper(case: Case[OfficialPaper]) -> Iterable[str]:
    """平政办发 and 平政办函 are signed after 分管副县长 has looked at them (AMB-43)."""
    if not of_the_county(case.subject) and case.subject.reviewed_by is None:
        yield "分管副县长"


@rule(refusals.UNIT_HEAD_APPROVAL_REQUIRED, "GZ-21.2", "主要负责人要对代拟文稿认真审核把关")
def unit_head_approved_the_draft(case: Case[OfficialPaper]) -> bool:
    """The office takes no draft that the head of the drafting unit has not approved."""
    return case.subject.unit_head_id is not None


@rule_each(refusals.COUNTERSIGN_INCOMPLETE, "GZ-21.3", "主办部门应主动与有关部门协商会签")
def affected_units_countersigned(case: Case[OfficialPaper]) -> Iterable[str]:
    """Every unit whose competence is touched has countersigned; a 不同意 was settled by the leader in charge."""
    for row in case.given.countersignatures:
        if row.open:
            yield case.act.view.unit_name(row.unit_id)


@rule(
    refusals.DOC_NOT_NEEDED,
    "GZ-22.1",
    "凡法律法规已作出明确规定的，不再制发文件",
    severity=Severity.DISPENSABLE,
    dispensable_by=PostCode.OFFICE_DIRECTOR,
)
def paper_is_needed(case: Case[OfficialPaper]) -> bool:
    """No paper where the law is clear, or where departments can issue it themselves."""
    return not (case.subject.law_is_clear or case.subject.department_suffices)


@rule(refusals.EXPLICIT_OPINION_REQUIRED, "GZ-23", "应签署明确意见", path=("opinion",))
def signer_writes_an_explicit_opinion(case: Case[OfficialPaper]) -> bool:
    """On a 请示, or a paper with a matter to settle, 圈阅 is no opinion; 其他意见 needs words."""
    opinion, paper = case.given.opinion, case.subject
    if opinion in (None, PaperOpinion.CIRCLED):
        return opinion is not None and not paper.needs_decision and paper.genre is not PaperGenre.REQUEST
    return opinion is not PaperOpinion.OTHER or bool(case.given.opinion_text.strip())


@rule_each(CONTENT_INVALID, "GZ-24", "以公开为常态、不公开为例外", path=("notPublicReason",))
def what_is_not_public_says_why(case: Case[OfficialPaper]) -> Iterable[str]:
    """依申请公开 and 不予公开 carry a reason."""
    if case.subject.public_attribute is not PublicAttribute.PUBLIC and not case.subject.not_public_reason:
        yield "不主动公开的，须说明理由"


@rule(refusals.CLASSIFIED_NOT_ALLOWED, "GZ-28.3", "严格遵守保密和外事纪律", bar=True, path=("secrecy",))
def paper_is_not_classified(case: Case[OfficialPaper]) -> bool:
    """Nothing classified is handled in this system."""
    return case.subject.secrecy is Secrecy.NONE
