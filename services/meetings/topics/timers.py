"""What happens to topics because time passed."""

from services.kernel.deadlines import ends, reminders
from services.kernel.timers import Timers
from services.meetings.topics.preparation import commands
from services.meetings.topics.preparation.commands import URGENT_MATERIAL, WAITS_FOR_CONFIRMATION


def register(timers: Timers) -> None:
    """Remind on the last day and put off what is late the day after (CW-3.3d); an urgent one by the hour (CW-3.4b)."""
    timers.daily("topic_material_reminder")(commands.remind_of_material)
    timers.daily("late_topic_material")(commands.put_off_late_topics)
    timers.at("urgent_material_reminder", reminders(URGENT_MATERIAL.key))(commands.remind_of_urgent_material)
    timers.after("late_urgent_material", ends(URGENT_MATERIAL.key, unless=WAITS_FOR_CONFIRMATION))(
        commands.put_off_late_urgent_topics
    )
