"""Who belongs on a meeting's list: members, guests and observers, as the table of procedures seats them (CW-1.1)."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import AttendeeCategory
from services.kernel.roster import Person, RosterView
from services.meetings.attendance.model import Attendee
from services.meetings.columns import Invitation, Relation, Seat
from services.meetings.procedures import procedure
from services.meetings.sittings.model import AgendaItem, Meeting


def draft(meeting: Meeting, items: Sequence[AgendaItem], view: RosterView) -> list[Attendee]:
    """The list that the texts ask for; everybody once, in his first capacity."""
    rules = procedure(meeting.kind)
    units = [unit for item in items for unit in (item.unit_id, *item.involved_unit_ids)]

    def seated(category: AttendeeCategory, seats: Iterable[Seat]) -> list[Attendee]:
        return [_row(view, category, seat.post, who) for seat in seats for who in _who(seat, meeting, units, view)]

    rows = [
        *seated(AttendeeCategory.MEMBER, rules.members),
        *(guest for asked in rules.invitations for guest in _guests(asked, view)),
        *seated(AttendeeCategory.OBSERVER, rules.observers),
    ]
    host = view.persons.get(meeting.host_id)
    if host is not None and all(row.person_id != host.id for row in rows):
        rows.insert(0, _row(view, AttendeeCategory.MEMBER, None, host))
    return _numbered(meeting.id, rows)


def added(meeting: Meeting, items: Iterable[AgendaItem], present: list[Attendee], view: RosterView) -> list[Attendee]:
    """Heads whom a supplement brings in beside those who are on the list already."""
    known = {row.person_id for row in present}
    rows = [row for row in observers_of(items, view) if row.person_id not in known]
    return _numbered(meeting.id, rows, start=len(present))


def observers_of(items: Iterable[AgendaItem], view: RosterView) -> Iterator[Attendee]:
    """The heads of the units that report or are concerned (相关单位主要负责同志)."""
    for item in items:
        for unit in (item.unit_id, *item.involved_unit_ids):
            head = view.holder(PostCode.UNIT_HEAD, view.responsible_unit(unit))
            if head is not None:
                yield _row(view, AttendeeCategory.OBSERVER, PostCode.UNIT_HEAD, head, view.responsible_unit(unit))


def _who(seat: Seat, meeting: Meeting, units: list[UUID], view: RosterView) -> list[Person]:
    holders = view.holders(seat.post)
    if seat.relation is Relation.HOST:
        return [who for who in holders if who.id == meeting.host_id]
    if seat.relation is Relation.SECTION:
        serving = {p.deputy_director_id for p in view.portfolios if p.leader_id == meeting.host_id}
        return [who for who in holders if who.id in serving]
    if seat.relation is Relation.INVOLVED:
        heads = {view.responsible_unit(unit) for unit in units}
        return [who for unit in sorted(heads) for who in view.holders(seat.post, unit)]
    if seat.kinds:
        kinds = {unit.id for unit in view.units.values() if unit.kind in seat.kinds}
        return [
            who for who in holders if any(h.unit_id in kinds for h in view.holdings_of(who.id) if h.post == seat.post)
        ]
    return holders


def _row(
    view: RosterView, category: AttendeeCategory, post: PostCode | None, who: Person, unit_id: UUID | None = None
) -> Attendee:
    held = [h for h in view.holdings_of(who.id) if post is None or h.post == post]
    held = [h for h in held if unit_id is None or h.unit_id == unit_id] or held
    return Attendee(
        category=category,
        post=post,
        person_id=who.id,
        name=who.name,
        title=held[0].title if held else view.title_of(who.id),
        unit_id=held[0].unit_id if held else None,
        left_at=[],
    )


def _guests(asked: Invitation, view: RosterView) -> list[Attendee]:
    """Guests named in the roster, as many as are asked for; the office may change the list until the notice."""
    offices = {unit.id for unit in view.units_with_role(asked.through)} if asked.through else None
    known = [e for e in view.externals(asked.post) if offices is None or e.unit_id in offices]
    return [
        Attendee(
            category=AttendeeCategory.INVITED,
            post=asked.post,
            through=asked.through,
            name=guest.name,
            title=guest.title,
            unit_id=guest.unit_id,
            left_at=[],
        )
        for guest in known[: asked.count]
    ]


def _numbered(meeting_id: UUID, rows: Iterable[Attendee], start: int = 0) -> list[Attendee]:
    seen: set[UUID] = set()
    kept: list[Attendee] = []
    for row in rows:
        if row.person_id is not None:
            if row.person_id in seen:
                continue
            seen.add(row.person_id)
        row.meeting_id, row.position = meeting_id, start + len(kept) + 1
        kept.append(row)
    return kept
