"""What happens in meetings because time passed."""

from services.kernel.timers import Timers
from services.meetings.minutes import timers as minutes
from services.meetings.sittings import timers as sittings
from services.meetings.topics import timers as topics

timers = Timers()
topics.register(timers)
sittings.register(timers)
minutes.register(timers)
