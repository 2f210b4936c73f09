"""What happened in documents because time passed."""

from services.kernel.timers import Timers

timers = Timers()
