"""What happens in meetings because time passed."""

from services.kernel.timers import Timers

timers = Timers()
