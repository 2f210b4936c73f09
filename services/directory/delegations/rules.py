"""Rules of procedure for 委托, in the order of the regulations."""

from collections.abc import Iterator

from services.contracts.words.directory import DelegationScope, PostCode
from services.directory.delegations.model import Delegation
from services.kernel.refusals import CONTENT_INVALID
from services.kernel.rules import Case, rule, rule_each

# Who may be given what: the scopes of GZ-5 are 常务副县长's (AMB-38), a special task any deputy head's (GZ-6.1), and
# the direction of the office one of its deputy directors' (AMB-32).
GRANTEES = {
    **dict.fromkeys(DelegationScope, PostCode.EXECUTIVE_DEPUTY_HEAD),
    DelegationScope.COMMISSIONED_TASK: PostCode.DEPUTY_HEAD,
    DelegationScope.OFFICE_DIRECTION: PostCode.DEPUTY_DIRECTOR,
}
GRANTORS = {
    **dict.fromkeys(DelegationScope, PostCode.COUNTY_HEAD),
    DelegationScope.OFFICE_DIRECTION: PostCode.OFFICE_DIRECTOR,
}


@rule_each(CONTENT_INVALID, "GZ-5", "受县长委托", path=("grantorId",))
def only_the_post_itself_is_delegated(case: Case[Delegation]) -> Iterator[str]:
    """A delegation is given by 县长, that of the office by 办主任; what one holds by delegation is not passed on."""
    for scope in map(DelegationScope, case.subject.scopes):
        if not case.act.view.holds(case.subject.grantor_id, GRANTORS[scope]):
            yield f"委托人不是{GRANTORS[scope].label}，不能委托“{scope.label}”"


@rule_each(CONTENT_INVALID, ("GZ-5", "GZ-6.1"), "受县长委托，常务副县长主持工作", path=("granteeId",))
def scopes_fit_the_grantee(case: Case[Delegation]) -> Iterator[str]:
    """县长's own powers go to 常务副县长, a special task to any deputy head, the office to a deputy director."""
    for scope in map(DelegationScope, case.subject.scopes):
        if not case.act.view.holds(case.subject.grantee_id, GRANTEES[scope]):
            yield f"“{scope.label}”只能委托{GRANTEES[scope].label}"


@rule(CONTENT_INVALID, "GZ-5", "县长公务外出、休假期间", path=("scopes",))
def a_delegation_names_its_scopes(case: Case[Delegation]) -> bool:
    """Scopes are named one by one; none is implied by another."""
    return bool(case.subject.scopes)


@rule_each(CONTENT_INVALID, "GZ-5", "受县长委托", path=("meetingId",))
def a_delegation_is_narrowed_to_one_case(case: Case[Delegation]) -> Iterator[str]:
    """A delegation is for a period, or for one meeting or one topic; the office is directed for a period (AMB-32)."""
    if case.subject.meeting_id is not None and case.subject.topic_id is not None:
        yield "委托只能限定于一次会议或一个议题"
    if case.subject.is_narrowed and case.subject.gives(DelegationScope.OFFICE_DIRECTION):
        yield f"“{DelegationScope.OFFICE_DIRECTION.label}”按期间委托，不限定会议或议题"


@rule_each(CONTENT_INVALID, "GZ-5", "县长公务外出、休假期间，受县长委托", path=("validFrom",))
def a_delegation_has_a_window_ahead(case: Case[Delegation]) -> Iterator[str]:
    """The window has a first and a last day and does not begin before the day of registration."""
    if case.subject.valid_until <= case.subject.valid_from:
        yield "委托期限的最后一日早于第一日"
    if case.subject.valid_from < case.on:
        yield "委托不能自登记之日以前起算"


@rule_each(CONTENT_INVALID, "GZ-5", "受县长委托，常务副县长主持", path=("evidence",))
def the_office_shows_the_instruction(case: Case[Delegation]) -> Iterator[str]:
    """Whoever registers a delegation for the grantor shows how he was told; the ground is always stated."""
    subject = case.subject
    if not subject.basis.strip():
        yield "委托事由"
    shown = subject.evidence.strip() or subject.evidence_file_ids
    if subject.registered_by != subject.grantor_id and not shown:
        yield "代为登记须附委托人指示的依据（说明或文件）"
