"""How long a meeting or a report took."""

import math
from datetime import datetime


def minutes_between(start: datetime, end: datetime) -> int:
    """Minutes of the office clock; one that has begun counts whole (GZ-17.4, GZ-20)."""
    return math.ceil((end - start).total_seconds() / 60)
