"""What a correction changes, as GraphQL shows it."""

from datetime import date

import strawberry

from services.meetings.minutes.correction import model
from services.meetings.stubs import Unit, some_unit, unit


@strawberry.type(description="更正后的议定事项；更正印发时生效")
class DecisionChange:
    decision_id: strawberry.ID | None = strawberry.field(description="被更正的议定事项；原纪要遗漏的为空")
    item_id: strawberry.ID = strawberry.field(description="议程项编号")
    revision: int = strawberry.field(description="被更正事项的版次")
    restricted: bool = strawberry.field(description="是否人事事项")
    text: str = strawberry.field(description="内容")
    lead_unit: Unit | None = strawberry.field(description="责任单位")
    assist_units: list[Unit] = strawberry.field(description="配合单位")
    due: date | None = strawberry.field(description="时限")
    due_text: str | None = strawberry.field(description="时限的文字表述")
    long_term: bool = strawberry.field(description="是否长期事项")
    publishable: bool = strawberry.field(description="是否宜于公开（CW-6.1）")
    party_ref: str = strawberry.field(description="县委同意该表述的文号（GZ-3）")

    @classmethod
    def of(cls, row: model.DecisionChange) -> "DecisionChange":
        return cls(
            decision_id=strawberry.ID(str(row.decision_id)) if row.decision_id else None,
            item_id=strawberry.ID(str(row.item_id)),
            revision=row.revision,
            restricted=row.restricted,
            text=row.text,
            lead_unit=some_unit(row.lead_unit_id),
            assist_units=[unit(each) for each in row.assist_unit_ids],
            due=row.due,
            due_text=row.due_text,
            long_term=row.long_term,
            publishable=row.publishable,
            party_ref=row.party_ref,
        )
