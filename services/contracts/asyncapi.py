"""The published language as two documents: `python -m services.contracts.asyncapi` writes them anew.

`docs/asyncapi.yaml` is AsyncAPI 3 for machines, `docs/events.md` the same for people. A test keeps both fresh.
"""

from pathlib import Path
from typing import Any

import yaml
from pydantic.json_schema import GenerateJsonSchema

from services.contracts.registry import PUBLISHERS, events
from services.kernel.events import SPEC_VERSION, Event

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA_REF = "#/components/schemas/{model}"

ENVELOPE: dict[str, Any] = {
    "type": "object",
    "description": "CloudEvents 1.0 in structured JSON. `id` is the Nats-Msg-Id and the key of the inbox.",
    "required": ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"],
    "properties": {
        "specversion": {"const": SPEC_VERSION},
        "id": {"type": "string", "format": "uuid", "description": "UUIDv7"},
        "source": {"type": "string", "description": "/ and the publishing service"},
        "type": {"type": "string"},
        "subject": {"type": "string", "description": "id of the aggregate"},
        "time": {"type": "string", "format": "date-time", "description": "UTC, when the command committed"},
        "datacontenttype": {"const": "application/json"},
        "traceparent": {"type": "string"},
        "correlationid": {"type": "string"},
        "causationid": {"type": "string"},
        "actor": {"type": "string"},
        "data": {"type": "object"},
    },
}


class _Plain(GenerateJsonSchema):
    """JSON schema without a title that only repeats the field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def json_schema(event: type[Event], ref_template: str = "#/$defs/{model}") -> dict[str, Any]:
    """What a reader of the event's `data` may rely on: fields with a default may be missing."""
    return event.model_json_schema(ref_template=ref_template, schema_generator=_Plain)


def summary(event: type[Event]) -> str:
    """The docstring in one line."""
    return " ".join((event.__doc__ or "").split())


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3 document; raises ValueError when two different classes share a name."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    schemas: dict[str, Any] = {"CloudEvent": ENVELOPE}
    for event in events():
        schema = json_schema(event, SCHEMA_REF)
        for name, part in (schema.pop("$defs", {}) | {event.TYPE: schema}).items():
            if schemas.setdefault(name, part) != part:
                raise ValueError(f"two parts of the language are called {name}")
        channels[event.TYPE] = {
            "address": event.bus_subject(),
            "messages": {"event": {"$ref": f"#/components/messages/{event.TYPE}"}},
        }
        operations[f"publish.{event.TYPE}"] = {
            "action": "send",
            "title": f"{event.source()} publishes",
            "channel": {"$ref": f"#/channels/{event.TYPE}"},
        }
        messages[event.TYPE] = {
            "name": event.TYPE,
            "summary": summary(event),
            "contentType": "application/cloudevents+json",
            "payload": {
                "allOf": [
                    {"$ref": "#/components/schemas/CloudEvent"},
                    {
                        "type": "object",
                        "properties": {
                            "type": {"const": event.TYPE},
                            "data": {"$ref": f"#/components/schemas/{event.TYPE}"},
                        },
                    },
                ]
            },
        }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "政办 Zhengban: events of the five services",
            "version": "1.0.0",
            "description": "At least once delivered, once applied. `rst.` subjects are readable by documents alone.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": schemas},
    }


def asyncapi_yaml() -> str:
    """`docs/asyncapi.yaml` as text."""
    return yaml.safe_dump(asyncapi(), allow_unicode=True, sort_keys=False, width=118)


def events_markdown() -> str:
    """`docs/events.md` as text."""
    lines = [
        "# Events",
        "",
        "Written by `python -m services.contracts.asyncapi`; change `services/contracts`, not this page.",
        "",
        "Every payload may carry `actor`, `on_behalf_of`, `delegation_id` and `clauses` as well. Optional fields are "
        "set in *italics*. The subject on the bus is `evt.` plus the type; what is marked restricted travels on `rst.` "
        "and is readable by documents alone.",
    ]
    for publisher in PUBLISHERS:
        name = publisher.__name__.rsplit(".", 1)[1]
        lines += ["", f"## {name}", "", (publisher.__doc__ or "").strip(), ""]
        lines += ["| Type | Meaning | Payload |", "| --- | --- | --- |"]
        for event in events():
            if event.source() == name:
                restricted = " (restricted)" if event.RESTRICTED else ""
                lines.append(f"| `{event.TYPE}`{restricted} | {summary(event)} | {_payload(event)} |")
    return "\n".join(lines) + "\n"


def _payload(event: type[Event]) -> str:
    base = {"actor", "on_behalf_of", "delegation_id", "clauses"}
    fields = {name: field for name, field in event.model_fields.items() if name not in base}
    return ", ".join(f"`{name}`" if field.is_required() else f"*{name}*" for name, field in fields.items())


def write() -> None:
    """Write both documents."""
    (DOCS / "asyncapi.yaml").write_text(asyncapi_yaml(), encoding="utf-8")
    (DOCS / "events.md").write_text(events_markdown(), encoding="utf-8")


if __name__ == "__main__":
    write()
