"""Rights that several subjects of this service share."""

from typing import Any

from services.contracts.words.directory import DelegationScope, PostCode
from services.kernel.acts import Act
from services.kernel.authority import Right

CLERK = Right[Any](PostCode.OFFICE_CLERK)
DIRECTOR = Right[Any](PostCode.OFFICE_DIRECTOR, delegable=DelegationScope.OFFICE_DIRECTION)  # AMB-32
OFFICE = (CLERK, DIRECTOR)
AGENDA_SIGNERS = {  # whom policy `agenda_signer` may name (AMB-14)
    PostCode.OFFICE_DIRECTOR: DIRECTOR,
    PostCode.COUNTY_HEAD: Right[Any](PostCode.COUNTY_HEAD, delegable=DelegationScope.SIGN),
}

LEADERS = (
    PostCode.COUNTY_HEAD,
    PostCode.EXECUTIVE_DEPUTY_HEAD,
    PostCode.DEPUTY_HEAD,
    PostCode.PARTY_GROUP_MEMBER,
    PostCode.PARK_PARTY_SECRETARY,
    PostCode.PARK_DIRECTOR,
)


def agenda_signer(act: Act) -> PostCode:
    """Who signs the 议题单 in this county: 办主任, unless policy names 县长 (CW-4.1, AMB-14)."""
    return PostCode(act.policies.text("agenda_signer"))


OFFICE_POSTS = (PostCode.OFFICE_DIRECTOR, PostCode.DEPUTY_DIRECTOR, PostCode.OFFICE_CLERK)
SUPERVISORS = (PostCode.SUPERVISION_CHIEF, PostCode.SUPERVISION_CLERK)
