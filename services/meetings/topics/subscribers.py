"""What topics do when documents speaks (AMB-41)."""

from services.contracts.documents import (
    ConsultationClosed,
    ConsultationOpened,
    LegalReviewCompleted,
    LegalReviewRequested,
)
from services.kernel.inbox import Inbox
from services.meetings.topics.groundwork import commands


def register(inbox: Inbox) -> None:
    """Take over conclusions of legality reviews and public consultations."""
    inbox.on(LegalReviewRequested)(commands.keep_review_opened)
    inbox.on(LegalReviewCompleted)(commands.keep_review_completed)
    inbox.on(ConsultationOpened)(commands.keep_consultation_opened)
    inbox.on(ConsultationClosed)(commands.keep_consultation_closed)
