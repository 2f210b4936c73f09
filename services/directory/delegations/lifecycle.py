"""A delegation's way from registration to its end: read this table first."""

from services.contracts.words.directory import DelegationScope, PostCode
from services.directory.delegations import rules
from services.directory.delegations.model import Delegation
from services.directory.delegations.model import DelegationState as S
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.kernel.rules import Case


def _of_the_office(delegation: Delegation) -> bool:
    return delegation.gives(DelegationScope.OFFICE_DIRECTION)


def _of_the_county_head(delegation: Delegation) -> bool:
    return not _of_the_office(delegation)


# No right here is delegable or substitutable: a delegation is never passed on (spec 06, 6.2.2).
COUNTY_HEAD = Right[Delegation](PostCode.COUNTY_HEAD, person=lambda d: d.grantor_id, when=_of_the_county_head)
OFFICE_DIRECTOR = Right[Delegation](PostCode.OFFICE_DIRECTOR, person=lambda d: d.grantor_id, when=_of_the_office)
ON_INSTRUCTION = (
    Right[Delegation](PostCode.OFFICE_CLERK),
    Right[Delegation](PostCode.OFFICE_DIRECTOR, when=_of_the_county_head),
)


def _begun(case: Case[Delegation]) -> S:
    return S.ACTIVE if case.subject.valid_from <= case.on else S.REGISTERED


DELEGATION: dict[str, Step[Delegation]] = {
    "register_delegation": Step(
        label="登记委托",
        after=states(S.NEW),
        becomes=_begun,
        by=(COUNTY_HEAD, OFFICE_DIRECTOR, *ON_INSTRUCTION),
        rules=(
            rules.a_delegation_names_its_scopes,
            rules.only_the_post_itself_is_delegated,
            rules.scopes_fit_the_grantee,
            rules.a_delegation_is_narrowed_to_one_case,
            rules.a_delegation_has_a_window_ahead,
            rules.the_office_shows_the_instruction,
        ),
        clauses=("GZ-5", "GZ-6.1"),
    ),
    "begin_delegation": Step(label="委托期开始", after=states(S.REGISTERED), becomes=S.ACTIVE, clauses=("GZ-5",)),
    "expire_delegation": Step(
        label="委托到期", after=states(S.REGISTERED, S.ACTIVE), becomes=S.EXPIRED, clauses=("GZ-5",)
    ),
    "revoke_delegation": Step(
        label="撤销委托",
        after=states(S.REGISTERED, S.ACTIVE),
        becomes=S.REVOKED,
        by=(COUNTY_HEAD, OFFICE_DIRECTOR, *ON_INSTRUCTION),
        clauses=("GZ-5",),
        needs_reason=True,
    ),
}
