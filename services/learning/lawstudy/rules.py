"""Rules for law study, in the order of 《常务会议学法制度》."""

from services.contracts import refusals
from services.contracts.words.directory import DelegationScope, PostCode, UnitRole
from services.contracts.words.learning import LawStudyKind
from services.kernel.authority import about
from services.kernel.rules import Case, rule
from services.learning.lawstudy.model import LawStudy


@rule(refusals.ORGANISER_NOT_JUSTICE, "XF-3.3", "由县司法局组织邀请相关法律专家、学者主讲", path=("organiser",))
def a_lecture_is_organised_by_the_justice_bureau(case: Case[LawStudy]) -> bool:
    """专题学法 is organised by 县司法局."""
    study = case.subject
    justice = {unit.id for unit in case.act.view.units_with_role(UnitRole.JUSTICE_BUREAU)}
    return study.kind is not LawStudyKind.LECTURE or study.organiser_unit_id in justice


@rule(refusals.LECTURER_REQUIRED, "XF-3.3", "法律专家、学者主讲", path=("lecturer",))
def a_lecture_names_its_lecturer(case: Case[LawStudy]) -> bool:
    """专题学法 names its lecturer with unit and title."""
    study = case.subject
    named = study.lecturer.strip() and study.lecturer_unit.strip() and study.lecturer_title.strip()
    return study.kind is not LawStudyKind.LECTURE or bool(named)


@rule(refusals.HOST_NOT_ALLOWED, "XF-5", "县政府常务会议学法活动由县长主持", path=("hostId",))
def a_lecture_is_hosted_by_the_county_head(case: Case[LawStudy]) -> bool:
    """县长 presides, or 常务副县长 whom he has entrusted with presiding study (AMB-04)."""
    study, view = case.subject, case.act.view
    if study.kind is not LawStudyKind.LECTURE or study.host_id is None:
        return True
    delegated = view.delegation(study.host_id, DelegationScope.PRESIDE_STUDY, about(study))
    return view.holds(study.host_id, PostCode.COUNTY_HEAD) or delegated is not None
