"""The clocks of a meeting: ten minutes for a report, ninety for the whole, and what a county lets a discussion take."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from services.contracts.words.meetings import MeetingKind
from services.kernel.deadlines import MINUTES, Term
from services.kernel.policies import Policies
from services.meetings.procedures import procedure

REPORT_SPEECH: Final = Term("report_speech", "GZ-17.4", 10, MINUTES, remind_before=timedelta(minutes=2))
MEETING_LENGTH: Final = Term("meeting_length", "GZ-20.3", 90, MINUTES, remind_before=timedelta(minutes=10))
DISCUSSION: Final = Term("discussion", "CW-5.1", 0, MINUTES, remind_before=timedelta(minutes=2))  # policy: its length
CLOCKS: Final = (REPORT_SPEECH.key, MEETING_LENGTH.key, DISCUSSION.key)


def report_term(kind: MeetingKind, policies: Policies) -> Term | None:
    """As long as the county lets a report be; None for kinds of meeting whose reports nothing limits."""
    limited = procedure(kind).report_limited is not None
    return replace(REPORT_SPEECH, length=policies.number("report_limit_min")) if limited else None


def discussion_term(kind: MeetingKind, policies: Policies) -> Term | None:
    """As long as the county lets a topic be discussed where reports are limited; None while it has settled nothing."""
    limit = policies.limit("discussion_limit_min")
    return None if limit is None or report_term(kind, policies) is None else replace(DISCUSSION, length=limit)


def meeting_term(policies: Policies) -> Term:
    """As long as the county lets a meeting be; 全县综合性会议, which it does not bind, stand elsewhere (AMB-16)."""
    return replace(MEETING_LENGTH, length=policies.number("meeting_limit_min"))
