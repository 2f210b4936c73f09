"""A correction as a paper: what stood there, and what it says instead (in the words documents renders)."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from services.contracts.base import PERSONNEL_MASK
from services.kernel.clock import SHANGHAI
from services.kernel.roster import RosterView
from services.meetings.decisions.model import Decision
from services.meetings.minutes.correction.model import DecisionChange
from services.meetings.minutes.correction.rules import Correction
from services.meetings.minutes.model import Minutes, MinutesEntry
from services.meetings.sittings import naming
from services.meetings.sittings.rules import Sitting

ELSEWHERE = "有关人事事项的更正，另行办理。"


def correction(
    sitting: Sitting,
    minutes: Minutes,
    line: Sequence[Minutes],
    was: Sequence[MinutesEntry],
    now: Sequence[MinutesEntry],
    changed: Correction,
    *,
    restricted: bool,
) -> dict[str, Any] | None:
    """The changed passages topic by topic; None when the part asked for has none."""
    view = sitting.view
    before = {entry.item_id: entry for entry in was}
    passages: list[dict[str, Any]] = []
    for entry in now:
        changes = list(_of_text(before.get(entry.item_id), entry))
        shown = {line for change in changes for line in change["before"]}
        own = [each for each in changed.changes if each.item_id == entry.item_id]
        changes += [found for each in own if (found := _of_decision(view, each, changed.decisions, shown))]
        if not changes:
            continue
        if entry.restricted is restricted:
            passages.append({"heading": naming.one_line(entry.heading), "changes": changes})
        elif entry.restricted:
            passages.append({"heading": PERSONNEL_MASK, "note": ELSEWHERE})
    if not passages:
        return None
    first, *earlier = line
    assert first.issued_at is not None
    return {
        "number": first.document_number,
        "issued_on": first.issued_at.astimezone(SHANGHAI).date(),
        "earlier": [each.document_number for each in earlier],
        "reason": naming.one_line(minutes.correction_reason) if restricted or _speakable(now) else None,
        "passages": passages,
    }


def _speakable(entries: Sequence[MinutesEntry]) -> bool:
    """Where personnel matters were heard the reason may speak of them: the public paper then gives none."""
    return not any(entry.restricted for entry in entries)


def _of_text(was: MinutesEntry | None, now: MinutesEntry) -> Iterator[dict[str, list[str]]]:
    """The paragraphs that are another, with those that stood in their place."""
    old, new = _lines(was), _lines(now)
    for kind, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield {"before": old[i:j], "after": new[k:m]}


def _lines(entry: MinutesEntry | None) -> list[str]:
    if entry is None:
        return []
    return [naming.one_line(line) for line in (entry.heading, *entry.text.splitlines()) if line.strip()]


def _of_decision(
    view: RosterView, change: DecisionChange, decisions: Mapping[UUID, Decision], shown: set[str]
) -> dict[str, list[str]] | None:
    """The words of a decision that no paragraph above shows, and who answers for it until when."""
    after_duty = _duty(view, change)
    if change.decision_id is None:
        return {"before": [], "after": [naming.one_line(change.text), *after_duty]}
    was = decisions[change.decision_id]
    before_duty = _duty(view, was)
    before, after = ([], []) if before_duty == after_duty else (before_duty, after_duty)
    if was.text != change.text and naming.one_line(was.text) not in shown:
        before, after = [naming.one_line(was.text), *before], [naming.one_line(change.text), *after]
    return {"before": before, "after": after} if before or after else None


def _duty(view: RosterView, of: Decision | DecisionChange) -> list[str]:
    parts = [f"由{naming.short_unit(view, of.lead_unit_id)}负责"] if of.lead_unit_id else []
    if of.assist_unit_ids:
        parts.append(f"{'、'.join(naming.short_unit(view, unit) for unit in of.assist_unit_ids)}配合")
    if of.due is not None:
        parts.append(f"{of.due.year}年{of.due.month}月{of.due.day}日前完成")
    elif of.long_term:
        parts.append("长期坚持")
    elif of.due_text:
        parts.append(naming.one_line(of.due_text))
    return [f"落实责任：{'，'.join(parts)}。"] if parts else []
