"""What differs between two versions of a 议题单 (difference sheet)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.contracts.base import PERSONNEL_MASK
from services.kernel.clock import SHANGHAI
from services.kernel.labels import Labelled
from services.kernel.roster import RosterView
from services.meetings.sittings.agenda.model import AgendaSheet
from services.meetings.sittings.naming import day


class ChangeKind(Labelled):
    """议题单变动种类."""

    ADDED = "ADDED", "增加议题"
    TAKEN_OFF = "TAKEN_OFF", "本次不研究"
    MOVED = "MOVED", "调整次序"
    REPORTER = "REPORTER", "调整汇报人"
    MINUTES = "MINUTES", "调整用时"
    MEMBERS_ONLY = "MEMBERS_ONLY", "改为仅组成人员参加"
    STUDY = "STUDY", "会前学法"
    TIME = "TIME", "会议时间"
    PLACE = "PLACE", "会议地点"
    HOST = "HOST", "主持人"


@dataclass(frozen=True)
class Change:
    """One difference; `restricted` ones speak of the matter by the mask alone (CW-2.6)."""

    kind: ChangeKind
    title: str = ""  # of the topic
    text: str = ""  # how it stands now
    topic_id: UUID | None = None
    restricted: bool = False

    def told(self) -> str:
        """The difference in words that everybody may read."""
        title = PERSONNEL_MASK if self.restricted else self.title
        topic = f"《{title}》" if title else ""
        return f"{self.kind.label}{topic}" + (f"：{self.text}" if self.text else "")


def changes(before: AgendaSheet | None, after: AgendaSheet, view: RosterView) -> list[Change]:
    """Every difference from one version to the next; none when there is nothing before."""
    return [] if before is None else [*_framework(before, after, view), *_topics(before, after, view)]


def _framework(before: AgendaSheet, after: AgendaSheet, view: RosterView) -> Iterator[Change]:
    if before.starts_at != after.starts_at:
        at = after.starts_at.astimezone(SHANGHAI)
        yield Change(ChangeKind.TIME, text=f"{day(at.date())}{at:%H:%M}")
    if before.place != after.place:
        yield Change(ChangeKind.PLACE, text=after.place)
    if before.host_id != after.host_id:
        yield Change(ChangeKind.HOST, text=view.person_name(after.host_id))
    if before.study != after.study:
        yield Change(ChangeKind.STUDY, text=after.study or "取消")


def _topics(before: AgendaSheet, after: AgendaSheet, view: RosterView) -> Iterator[Change]:
    old = {entry["topic_id"]: entry for entry in before.entries}
    new = {entry["topic_id"]: entry for entry in after.entries}
    for key, entry in new.items():
        if key not in old:
            yield _of(ChangeKind.ADDED, entry, view.unit_name(UUID(entry["unit_id"])))
    for key, entry in old.items():
        if key not in new:
            yield _of(ChangeKind.TAKEN_OFF, entry)
    stayed = [key for key in new if key in old]
    for key in _moved([key for key in old if key in new], stayed):
        yield _of(ChangeKind.MOVED, new[key], f"第{list(new).index(key) + 1}项")
    for key in stayed:
        if old[key]["reporter_id"] != new[key]["reporter_id"]:
            who = new[key]["reporter_id"]
            yield _of(ChangeKind.REPORTER, new[key], view.person_name(UUID(who)) if who else "")
        if old[key]["minutes"] != new[key]["minutes"]:
            yield _of(ChangeKind.MINUTES, new[key], f"{new[key]['minutes']}分钟")
        if new[key]["restricted"] and not old[key]["restricted"]:
            yield _of(ChangeKind.MEMBERS_ONLY, new[key])


def _moved(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Topics of both versions whose place among these has changed."""
    return [key for place, key in enumerate(after) if before[place] != key]


def _of(kind: ChangeKind, entry: dict[str, Any], text: str = "") -> Change:
    return Change(kind, entry["title"], text, UUID(entry["topic_id"]), entry["restricted"])
