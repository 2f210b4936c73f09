"""Differences and excerpts of minutes, as GraphQL shows them."""

import strawberry

from services.kernel.graphql.labels import labelled
from services.meetings.decisions.shown import Decision
from services.meetings.minutes.reading import differences, excerpts
from services.meetings.stubs import Unit, unit

labelled(differences.PartKind, "文字的增删", name="TextChange")


@strawberry.type(description="一段文字及其增删")
class TextPart:
    kind: differences.PartKind = strawberry.field(description="增删")
    text: str = strawberry.field(description="文字")


@strawberry.type(description="一个议题前后两稿的不同：依次读未变和删去的是前稿，未变和增加的是后稿")
class MinutesDifference:
    item_id: strawberry.ID = strawberry.field(description="议程项编号")
    heading: str = strawberry.field(description="标题")
    parts: list[TextPart] = strawberry.field(description="文字")

    @classmethod
    def of(cls, found: differences.Difference) -> "MinutesDifference":
        return cls(
            item_id=strawberry.ID(str(found.item_id)),
            heading=found.heading,
            parts=[TextPart(kind=part.kind, text=part.text) for part in found.parts],
        )


@strawberry.type(description="纪要摘录：一个单位负责和配合的议定事项，不含人事事项")
class MinutesExcerpt:
    unit: Unit = strawberry.field(description="单位")
    leads: list[Decision] = strawberry.field(description="负责的事项")
    assists: list[Decision] = strawberry.field(description="配合的事项")
    text: str = strawberry.field(description="摘录全文（一行一段）")

    @classmethod
    def of(cls, found: excerpts.Excerpt) -> "MinutesExcerpt":
        return cls(
            unit=unit(found.unit_id),
            leads=[Decision.of(row) for row in found.leads],
            assists=[Decision.of(row) for row in found.assists],
            text=found.text,
        )
