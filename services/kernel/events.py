"""Domain events: what one service tells the others, as CloudEvents 1.0 in structured JSON.

The published classes live in `services/contracts`, one file per publisher. A class is one type of event in one
major version; fields are only ever added, with a default. Readers ignore fields that they do not know.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeAlias, TypeVar
from uuid import UUID

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

SPEC_VERSION = "1.0"


class Event(BaseModel):
    """Base of every event; the payload is the CloudEvent's `data`, with camelCase never used: names are the spec's.

    TYPE is `<service>.<aggregate>.<past-tense verb>.v<major>`; the subject on the bus is `evt.` (or `rst.` for
    restricted matter, AMB-42) plus the type.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    TYPE: ClassVar[str]
    RESTRICTED: ClassVar[bool] = False

    @classmethod
    def source(cls) -> str:
        """The publishing service."""
        return cls.TYPE.split(".", 1)[0]

    @classmethod
    def bus_subject(cls) -> str:
        """The NATS subject this type travels on."""
        return f"{'rst' if cls.RESTRICTED else 'evt'}.{cls.TYPE}"


def is_restricted(subject: str) -> bool:
    """Whether a message on this subject of the bus is restricted matter (AMB-42)."""
    return subject.startswith("rst.")


E = TypeVar("E", bound=Event)


EventClass: TypeAlias = type[E]


class InvalidEvent(Exception):
    """The message is not an event of the published language; it goes to the dead events, never round again."""


@dataclass(frozen=True)
class Envelope:
    """One CloudEvent as it travels."""

    id: UUID  # UUIDv7: Nats-Msg-Id and inbox key
    type: str
    subject: str  # id of the aggregate
    time: datetime  # UTC, when the command committed
    data: dict[str, Any]
    traceparent: str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    actor: str | None = None

    @property
    def source(self) -> str:
        return self.type.split(".", 1)[0]

    def dump(self) -> bytes:
        """Write the structured JSON form."""
        document: dict[str, Any] = {
            "specversion": SPEC_VERSION,
            "id": str(self.id),
            "source": f"/{self.source}",
            "type": self.type,
            "subject": self.subject,
            "time": self.time.isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": self.data,
        }
        optional = {
            "traceparent": self.traceparent,
            "correlationid": self.correlation_id,
            "causationid": self.causation_id,
            "actor": self.actor,
        }
        document.update({name: value for name, value in optional.items() if value is not None})
        return orjson.dumps(document)

    @classmethod
    def load(cls, payload: bytes) -> "Envelope":
        """Read the structured JSON form; raise `InvalidEvent` when it is none."""
        try:
            document = orjson.loads(payload)
            if document["specversion"] != SPEC_VERSION:
                raise InvalidEvent(f"specversion {document['specversion']!r}")
            return cls(
                id=UUID(document["id"]),
                type=str(document["type"]),
                subject=str(document["subject"]),
                time=datetime.fromisoformat(document["time"]),
                data=dict(document["data"]),
                traceparent=document.get("traceparent"),
                correlation_id=document.get("correlationid"),
                causation_id=document.get("causationid"),
                actor=document.get("actor"),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidEvent(str(error)) from error

    def read(self, event_class: "EventClass[E]") -> E:
        """Read the payload as `event_class`; raise `InvalidEvent` when fields are missing or of the wrong kind."""
        try:
            return event_class.model_validate(self.data)
        except ValidationError as error:
            raise InvalidEvent(str(error)) from error
