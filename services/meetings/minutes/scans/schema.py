"""Scans of signed minutes in the subgraph."""

import strawberry

from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.meetings.minutes.scans import commands
from services.meetings.minutes.shown import Minutes, MinutesResult


@strawberry.type
class ScanMutation:
    @strawberry.mutation(
        description="存入签发后的签字件扫描（PDF、OFD、JPG、PNG），留存 SHA-256；更换须说明理由，原件保留"
    )
    async def attach_minutes_scan(
        self,
        info: Info,
        id: strawberry.ID,
        file_id: strawberry.ID,
        restricted: bool | None = None,
        act: ActInput | None = None,
    ) -> MinutesResult:
        return await perform(
            info,
            act,
            Minutes,
            commands.attach_minutes_scan,
            minutes_id=as_id(id, "Minutes"),
            file_id=as_id(file_id, "File"),
            restricted=restricted,
        )
