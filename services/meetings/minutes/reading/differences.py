"""What one wording of the minutes says otherwise than another, topic by topic."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.kernel.labels import Labelled
from services.meetings.minutes.model import MinutesEntry

CLOSELY = 2_000  # paragraphs of more characters are shown as a whole, old and new


class PartKind(Labelled):
    """文字的增删."""

    SAME = "SAME", "未变"
    REMOVED = "REMOVED", "删去"
    ADDED = "ADDED", "增加"


@dataclass(frozen=True)
class Part:
    """Some words, and what became of them."""

    kind: PartKind
    text: str


@dataclass(frozen=True)
class Difference:
    """A topic whose wording is another; the parts in their order are both wordings."""

    item_id: UUID
    heading: str
    parts: tuple[Part, ...]


def differences(was: Sequence[MinutesEntry], now: Sequence[MinutesEntry]) -> list[Difference]:
    """Topics that were added, left out or worded anew; what stays the same is not listed."""
    before = {entry.item_id: entry for entry in was}
    after = {entry.item_id: entry for entry in now}
    found = []
    for item_id in dict.fromkeys([*after, *before]):
        old, new = before.get(item_id), after.get(item_id)
        parts = tuple(_parts(_lines(old), _lines(new)))
        if any(part.kind is not PartKind.SAME for part in parts):
            found.append(Difference(item_id, (new or before[item_id]).heading, parts))
    return found


def _lines(entry: MinutesEntry | None) -> list[str]:
    return [] if entry is None else f"{entry.heading}\n{entry.text}".splitlines(keepends=True)


def _parts(old: list[str], new: list[str]) -> Iterator[Part]:
    for kind, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i:j]), "".join(new[k:m])
        if kind == "equal":
            yield Part(PartKind.SAME, gone)
        elif kind == "replace" and len(gone) <= CLOSELY and len(come) <= CLOSELY:
            yield from _words(gone, come)
        else:
            yield from _turned(gone, come)


def _words(old: str, new: str) -> Iterator[Part]:
    for kind, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Part(PartKind.SAME, old[i:j])
        else:
            yield from _turned(old[i:j], new[k:m])


def _turned(old: str, new: str) -> Iterator[Part]:
    if old:
        yield Part(PartKind.REMOVED, old)
    if new:
        yield Part(PartKind.ADDED, new)
