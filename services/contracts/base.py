"""The ground of every contract: values, local times, and acts that say who acted for whom."""

from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, model_validator

from services.kernel.clock import SHANGHAI
from services.kernel.events import Event

PERSONNEL_MASK: Final = "人事事项"  # CW-2.6, AMB-42: all that a public event says of a restricted matter

LocalTime = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(SHANGHAI))]
"""A moment in Asia/Shanghai; travels with +08:00 (AMB-40)."""


class Value(BaseModel):
    """A frozen part of a payload; fields that the reader does not know are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Titled(Value):
    """A title that says nothing but the mask when the matter is restricted (AMB-42)."""

    title: str
    restricted: bool = False

    @model_validator(mode="after")
    def _restricted_says_nothing(self) -> Self:
        if self.restricted and self.title != PERSONNEL_MASK:
            raise ValueError("a restricted matter is masked in public events (AMB-42)")
        return self


class Act(Event):
    """Base of every event (AMB-40): who acted, for whom, under which 委托, by which clauses.

    `actor` is a person's id, None when time or another event acted. `on_behalf_of` without `delegation_id` is
    AB角补位, “B（代A）”.
    """

    actor: UUID | None = None
    on_behalf_of: UUID | None = None
    delegation_id: UUID | None = None
    clauses: tuple[str, ...] = ()


class Ref(Value):
    """An object by its type in the schema (`Topic`, `SupervisedItem` …) and its id."""

    type: str
    id: UUID


class FileRef(Value):
    """A file of the service that owns its object (附件)."""

    file_id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
