"""Which template renders which kind of document, and which kinds are internal: one row each.

A kind that is a 公文 in form and has no template of its own is printed by `notice`, from typed blocks.
"""

from dataclasses import dataclass

from services.contracts.words.shared import DocumentKind as K
from services.documents.rendering.workbooks import BOOKS


@dataclass(frozen=True)
class KindRow:
    """`template`: the kind of `rendering.kinds`. `internal`: 内部文件, never published (BG-7, ZT-7)."""

    template: str
    internal: bool = False
    retention: str = "30年"


PERMANENT = "永久"

KINDS: dict[K, KindRow] = {
    K.OFFICIAL_PAPER: KindRow("notice", retention=PERMANENT),
    K.TOPIC_FORM: KindRow("topic_form", retention=PERMANENT),
    K.PREPARATION_NOTICE: KindRow("preparation_notice"),
    K.PRELIMINARY_REVIEW_FORM: KindRow("preliminary_review"),
    K.LEGALITY_OPINION: KindRow("law_opinion", retention=PERMANENT),
    K.AGENDA_SHEET: KindRow("agenda_sheet", retention=PERMANENT),
    K.MEETING_NOTICE: KindRow("meeting_notice"),
    K.INVITATION: KindRow("invitation"),
    K.SIGN_IN_SHEET: KindRow("sign_in_sheet"),
    K.ATTENDANCE_BULLETIN: KindRow("attendance_bulletin"),
    K.MEETING_RECORD: KindRow("meeting_record", retention=PERMANENT),
    K.PLENARY_MINUTES: KindRow("standing_minutes", retention=PERMANENT),
    K.STANDING_MINUTES: KindRow("standing_minutes", retention=PERMANENT),
    K.MAYOR_MINUTES: KindRow("mayor_minutes", internal=True, retention=PERMANENT),
    K.SPECIAL_MINUTES: KindRow("special_minutes", internal=True, retention=PERMANENT),
    K.MEETING_STATISTICS: KindRow("statistics"),
    K.LEDGER: KindRow("ledger"),
    K.ASSIGNMENT_NOTICE: KindRow("assignment_sheet"),
    K.WARNING_SHEET: KindRow("warning_sheet"),
    K.EXTENSION_REPLY: KindRow("extension_reply"),
    K.QUARTERLY_BULLETIN: KindRow("supervision_bulletin"),
    K.SPECIAL_BULLETIN: KindRow("supervision_bulletin"),
    K.STUDY_PLAN: KindRow("study_plan", retention=PERMANENT),
    K.LAW_STUDY_PLAN: KindRow("study_plan", retention=PERMANENT),
    K.STUDY_SIGN_IN_SHEET: KindRow("study_attendance"),
    K.STUDY_RECORD: KindRow("study_record"),
    K.VETO_OPINION: KindRow("notice"),
    K.PRESS_RELEASE: KindRow("press_release"),
    K.FEEDBACK_REPORT: KindRow("notice"),
    K.EXTENSION_APPLICATION: KindRow("notice"),
    K.INTERVIEW_NOTICE: KindRow("notice"),
    K.RECTIFICATION_PLAN: KindRow("notice"),
    K.CRITICISM: KindRow("notice"),
    K.REFERRAL: KindRow("notice"),
    K.ANNUAL_SUMMARY: KindRow("notice"),
    K.OBJECTION_DECISION: KindRow("notice"),
    K.SUPERVISOR_APPOINTMENT: KindRow("notice"),
    K.STUDY_NOTICE: KindRow("notice"),
    K.STUDY_SUMMARY: KindRow("notice"),
    K.DRAFTING_NOTE: KindRow("notice", retention=PERMANENT),
    K.CONSULTATION_ANNOUNCEMENT: KindRow("notice", retention=PERMANENT),
    K.ADOPTION_TABLE: KindRow("notice", retention=PERMANENT),
}
INTERNAL = frozenset(kind for kind, row in KINDS.items() if row.internal)
WORKBOOKS = frozenset(kind for kind, row in KINDS.items() if row.template in BOOKS)
