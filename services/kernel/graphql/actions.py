"""availableActions: what the asker may do next, from the same table that decides it."""

from typing import Any

from services.kernel.graphql.context import Info
from services.kernel.graphql.refusal import AvailableAction, Violation
from services.kernel.lifecycle import Prospect


def shown_prospects(info: Info, prospects: list[Prospect]) -> list[AvailableAction]:
    """The prospects as GraphQL shows them; names are those of the mutations."""
    return [
        AvailableAction(
            name=camel(each.name),
            label_zh=each.label_zh,
            enabled=each.enabled,
            blocked_by=[Violation.of(v, info.context.clause) for v in each.blocked_by],
            needs_reason=each.needs_reason,
        )
        for each in prospects
    ]


def camel(name: Any) -> str:
    head, *tail = str(name).split("_")
    return head + "".join(part.capitalize() for part in tail)
