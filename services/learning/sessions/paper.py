"""The papers of a study session, as documents renders them (spec 08, rows 35 and 36)."""

from collections.abc import Sequence

from services.contracts.words.learning import StudyForm
from services.kernel.acts import Act
from services.kernel.clock import SHANGHAI
from services.learning.sessions.model import StudyAttendance, StudyExchange, StudySession


def _unit(act: Act, person_id: object) -> str:
    holdings = [h for h in act.view.holdings if h.person_id == person_id]
    return act.view.unit_name(holdings[0].unit_id) if holdings else ""


def attendance(act: Act, study: StudySession, rows: Sequence[StudyAttendance]) -> dict[str, object]:
    """学习签到（考勤）表."""
    return {
        "title": "县政府党组集中学习",
        "starts_at": study.starts_at.astimezone(SHANGHAI).isoformat(),
        "place": study.place,
        "topic": study.subject,
        "attendees": [
            {
                "unit": _unit(act, row.person_id),
                "name": act.view.person_name(row.person_id),
                "post": act.view.title_of(row.person_id),
                "status": row.status.label if row.status else None,
            }
            for row in rows
        ],
    }


def record(
    act: Act, study: StudySession, rows: Sequence[StudyAttendance], exchanges: Sequence[StudyExchange]
) -> dict[str, object]:
    """学习记录."""
    name = act.view.person_name
    return {
        "title": "县政府党组集中学习记录",
        "starts_at": study.starts_at.astimezone(SHANGHAI).isoformat(),
        "place": study.place,
        "chair": f"{name(study.host_id)}（{act.view.title_of(study.host_id)}）",
        "form": StudyForm(study.form).label,
        "present": [name(row.person_id) for row in rows if row.status and row.status.came],
        "absent": [
            f"{name(row.person_id)}（{row.status.label}）" for row in rows if row.status and not row.status.came
        ],
        "agenda": study.agenda or [study.subject],
        "content": study.content or [study.subject],
        "exchanges": [{"speaker": name(each.person_id), "text": each.text} for each in exchanges],
        "recorder": name(study.recorder_id) or name(act.person.id),
    }
