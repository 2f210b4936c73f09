"""What happens to topics because time passed."""

from services.kernel.timers import Timers
from services.meetings.topics.preparation import commands


def register(timers: Timers) -> None:
    """Remind on the last day; put off what is late the day after (CW-3.3d, CW-3.4b)."""
    timers.daily("topic_material_reminder")(commands.remind_of_material)
    timers.daily("late_topic_material")(commands.put_off_late_topics)
