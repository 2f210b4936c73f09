"""What happens to minutes because time passed."""

from services.kernel.timers import Timers
from services.meetings.minutes.signing.commands import release_signers


def register(timers: Timers) -> None:
    timers.daily("minutes_signers")(release_signers)
