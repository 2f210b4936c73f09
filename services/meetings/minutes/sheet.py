"""The minutes as data (in the words documents renders), and the text the office begins with."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from services.contracts.base import PERSONNEL_MASK
from services.contracts.words.meetings import DecisionStatus, Outcome
from services.kernel.acts import Act
from services.kernel.roster import RosterView
from services.meetings.decisions.model import CORRECTABLE, Decision
from services.meetings.minutes.model import Minutes, MinutesEntry
from services.meetings.sittings import naming, sheets
from services.meetings.sittings.model import AgendaItem
from services.meetings.sittings.rules import Sitting

ELSEWHERE = "会议研究了有关人事事项，另行办理。"
DECIDED = "会议决定，"
# How the paragraph opens, and the verdict that follows unless the chair's own words begin with it (or with the others).
OPENINGS: dict[Outcome, tuple[str, tuple[str, ...]]] = {
    Outcome.AGREED: (DECIDED, ("同意", "原则同意")),
    Outcome.AGREED_IN_PRINCIPLE: (DECIDED, ("原则同意",)),
    Outcome.TO_PARTY_COMMITTEE: (DECIDED, ("原则同意，报县委审定",)),
    Outcome.NOT_AGREED: (DECIDED, ("不同意",)),
    Outcome.RECONSIDER: (DECIDED, ("本次不作决定，修改完善后再行研究",)),
    Outcome.NOTED: ("会议强调，", ("",)),
    Outcome.TO_HIGHER_MEETING: (DECIDED, ("提请上级会议研究",)),
    Outcome.COORDINATED: ("会议形成协调意见：", ("",)),
}


def first_text(view: RosterView, item: AgendaItem, title: str, decisions: Iterable[Decision]) -> str:
    """What happened, as the draft begins with it; one line is one paragraph."""
    heard = _heard(naming.short_unit(view, item.unit_id), naming.one_line(title))
    lines = [heard, _concluded(item.outcome, item.conclusion.strip()), *(decision.text for decision in decisions)]
    return "\n".join(line for line in lines if line)


def _concluded(outcome: Outcome | None, said: str) -> str:
    """Outcome and 主持人结论 as one sentence where the words repeat the outcome, else as two."""
    if outcome is None:
        return said
    opening, verdicts = OPENINGS[outcome]
    verdict, bare = verdicts[0], said.rstrip("。；！ ")
    if bare in verdict:  # 同意 says no more than 原则同意
        return f"{opening}{verdict}。" if verdict else ""
    said = f"{bare}。" if said == bare else said
    if said.startswith("会议") and verdict in said:
        return said
    return f"{opening}{said}" if said.startswith(verdicts) else f"{opening}{verdict}。{said}"


def _heard(unit: str, title: str) -> str:
    """会议听取了县住建局关于…的汇报, whatever words the title brings itself."""
    named = title if "《" in title else f"《{title}》"
    matter = title if title.startswith("关于") else f"关于{named}"
    return f"会议听取了{unit}{matter}{'' if matter.endswith('汇报') else '的汇报'}。"


def data(
    act: Act,
    sitting: Sitting,
    minutes: Minutes,
    entries: Sequence[MinutesEntry],
    decisions: Sequence[Decision],
    signed_by: Mapping[str, Any],
    *,
    restricted: bool,
) -> dict[str, Any]:
    """One paper: the public part with personnel matters left out, or, `restricted`, these alone (AMB-22)."""
    meeting, view = sitting.meeting, sitting.view
    by_item: dict[UUID, list[Decision]] = {}
    for decision in (each for each in decisions if each.state in CORRECTABLE):
        by_item.setdefault(decision.item_id, []).append(decision)
    blocks: list[dict[str, Any]] = []
    for entry in entries:
        if entry.restricted is restricted:
            blocks += _blocks(view, entry, by_item.get(entry.item_id, []))
        elif entry.restricted:
            blocks.append({"heading": PERSONNEL_MASK, "paragraphs": [ELSEWHERE]})
    return {
        **_head(act, sitting),
        "mandate": meeting.mandate or ("按照分工" if meeting.basis else None),
        "summary": naming.one_line(minutes.summary) or None,
        "decisions": blocks,
        **sheets.lists_of_those_present(sitting),
        **signed_by,
    }


def _blocks(view: RosterView, entry: MinutesEntry, decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """A heading of its own for the topic; each further decision is said below it, with its own units."""
    first, *further = [{naming.one_line(line) for line in each.text.splitlines()} for each in decisions] or [set()]
    below = set().union(*further) - first
    lines = [naming.one_line(line) for line in entry.text.splitlines() if line.strip()]
    lines = [line for line in lines if line not in below]
    lines += [f"完成时限：{words}。" for each in decisions[:1] if (words := _open_limit(each))]
    shown = [
        {"heading": naming.one_line(entry.heading), "paragraphs": lines, **_duty(view, next(iter(decisions), None))}
    ]
    shown += [
        {
            "heading": f"{naming.one_line(entry.heading)}（{n}）",
            "paragraphs": [naming.one_line(each.text)],
            **_duty(view, each),
        }
        for n, each in enumerate(decisions[1:], 2)
    ]
    return shown


def _open_limit(decision: Decision) -> str:
    """A limit that is no date."""
    return "长期坚持" if decision.long_term else naming.one_line(decision.due_text or "") if not decision.due else ""


def _duty(view: RosterView, decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return {}
    return {
        "lead_unit": naming.short_unit(view, decision.lead_unit_id) or None,
        "support_units": [naming.short_unit(view, unit) for unit in decision.assist_unit_ids],
        "due": decision.due,
        "escalated": decision.state is DecisionStatus.PENDING_PARTY_APPROVAL,
    }


def _head(act: Act, sitting: Sitting) -> dict[str, Any]:
    """What every paper of these minutes says of its issuer and of the meeting."""
    meeting, view, office = sitting.meeting, sitting.view, naming.office(act.view)
    return {
        "mark": f"{naming.county(view)}{meeting.kind.label}纪要",
        "issuer": office,
        "issued_on": act.on,
        "meeting_name": naming.meeting_name(meeting),
        "starts_at": meeting.started_at or meeting.starts_at,
        "place": naming.one_line(meeting.place),
        "chair": naming.titled(view, meeting.host_id),
        "imprint": {"cc": [], "issuer": office, "issued_on": act.on},
    }


def correction(
    act: Act, sitting: Sitting, minutes: Minutes, found: dict[str, Any] | None, signed_by: Mapping[str, Any]
) -> dict[str, Any]:
    """A paper that corrects issued minutes: the passages alone, no lists of those present."""
    return {
        **_head(act, sitting),
        "correction": found,
        **signed_by,
    }


def title(sitting: Sitting, minutes: Minutes) -> str:
    """县政府第2次常务会议纪要, and of its corrections …纪要更正, …纪要第2次更正."""
    which = "" if minutes.correction < 2 else f"第{minutes.correction}次"
    return f"{naming.meeting_name(sitting.meeting)}纪要{which}{'更正' if minutes.correction else ''}"
