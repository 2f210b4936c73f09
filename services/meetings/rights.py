"""Rights that several subjects of this service share."""

from typing import Any

from services.contracts.words.directory import DelegationScope, PostCode
from services.kernel.authority import Right

CLERK = Right[Any](PostCode.OFFICE_CLERK)
DIRECTOR = Right[Any](PostCode.OFFICE_DIRECTOR, delegable=DelegationScope.OFFICE_DIRECTION)  # AMB-32
OFFICE = (CLERK, DIRECTOR)

LEADERS = (
    PostCode.COUNTY_HEAD,
    PostCode.EXECUTIVE_DEPUTY_HEAD,
    PostCode.DEPUTY_HEAD,
    PostCode.PARTY_GROUP_MEMBER,
    PostCode.PARK_PARTY_SECRETARY,
    PostCode.PARK_DIRECTOR,
)
OFFICE_POSTS = (PostCode.OFFICE_DIRECTOR, PostCode.DEPUTY_DIRECTOR, PostCode.OFFICE_CLERK)
SUPERVISORS = (PostCode.SUPERVISION_CHIEF, PostCode.SUPERVISION_CLERK)
