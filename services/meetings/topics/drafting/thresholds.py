"""From which amount on a topic is one of large funds: what the county has settled, and nothing by ourselves."""

from decimal import Decimal

from services.contracts.words.meetings import TopicFlag
from services.kernel.policies import Policies


def flags_of(amount: Decimal | None, policies: Policies) -> list[TopicFlag]:
    """Flags that an amount in 万元 brings under policy `money_thresholds` (AMB-27); none while it is empty."""
    if amount is None:
        return []
    rows = policies.rows("money_thresholds")
    return [TopicFlag(row["flag"]) for row in rows if amount >= Decimal(str(row["from"]))]
