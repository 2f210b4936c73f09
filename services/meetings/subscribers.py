"""What meetings does when others speak."""

from services.contracts.copies import keep_copies
from services.kernel.inbox import Inbox

inbox = Inbox()
keep_copies(inbox)
