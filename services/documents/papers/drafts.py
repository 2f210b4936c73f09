"""What a paper says: the proposal, the draft, and the data that the paper is printed from."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from services.contracts.words.directory import UnitKind
from services.contracts.words.shared import PublicAttribute
from services.documents.papers.model import OfficialPaper, PaperGenre, PaperSeries, PaperUrgency, Secrecy
from services.documents.rendering.notices import Notice
from services.kernel.acts import Act
from services.kernel.refusals import CONTENT_INVALID, Refused, violation


@dataclass(frozen=True)
class Proposal:
    """发文立项 (GZ-22.1)."""

    unit_id: UUID
    title: str
    genre: PaperGenre
    series: PaperSeries
    law_is_clear: bool
    department_suffices: bool
    purpose: str = ""
    in_county_name: bool = False
    needs_decision: bool = False
    normative: bool = False
    confidential_basis: str | None = None
    topic_id: UUID | None = None
    decision_ids: list[UUID] = field(default_factory=list)


def blank() -> dict[str, Any]:
    """The columns of a draft of which nothing is written yet."""
    lists = ("affected_unit_ids", "addressees", "copied", "recipients", "cc", "blocks", "annexes", "attachments")
    return {
        **{name: [] for name in (*lists, "regulation_ids")},
        "annexes_marked": False,
        "urgency": PaperUrgency.ORDINARY,
        "secrecy": Secrecy.NONE,
        "public_attribute": PublicAttribute.PUBLIC,
        "revision": 0,
    }


@dataclass(frozen=True)
class Addressee:
    """A unit, a person, or a body by its name alone."""

    name: str
    unit_id: UUID | None = None
    person_id: UUID | None = None


@dataclass(frozen=True)
class Block:
    """One paragraph: h1, h2, centre, p; runin with its lead; or a table."""

    kind: str
    text: str | None = None
    lead: str | None = None
    columns: list[str] | None = None
    rows: list[list[str]] | None = None


@dataclass(frozen=True)
class Annex:
    """附件, or a text that the paper issues."""

    title: str
    blocks: list[Block]


@dataclass(frozen=True)
class Draft:
    """代拟稿 (GZ-21.2)."""

    title: str
    addressees: list[str]
    blocks: list[Block]
    recipients: list[Addressee] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)
    cc: list[Addressee] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)
    annexes_marked: bool = False
    attachments: list[str] = field(default_factory=list)
    affected_unit_ids: list[UUID] = field(default_factory=list)
    note: str | None = None
    urgency: PaperUrgency = PaperUrgency.ORDINARY
    secrecy: Secrecy = Secrecy.NONE
    public_attribute: PublicAttribute = PublicAttribute.PUBLIC
    not_public_reason: str | None = None
    regulation_ids: list[str] = field(default_factory=list)


def _plain(value: Any) -> dict[str, Any]:
    """A block, annex or addressee as it is kept: what is not said is left out."""
    if isinstance(value, Annex):
        return {"title": value.title, "blocks": [_plain(block) for block in value.blocks]}
    return {
        name: str(each) if isinstance(each, UUID) else each for name, each in vars(value).items() if each is not None
    }


def write(paper: OfficialPaper, draft: Draft) -> None:
    """Put the draft onto the paper."""
    for name, value in vars(draft).items():
        if name in ("recipients", "cc", "blocks", "annexes"):
            value = [_plain(each) for each in value]
        setattr(paper, name, value)


def _names(act: Act) -> tuple[str, str]:
    """The county government's and its office's name."""
    units = act.view.units.values()
    county = next((unit.name for unit in units if unit.kind == UnitKind.LEADERSHIP), "县人民政府")
    office = next((unit.name for unit in units if unit.kind == UnitKind.OFFICE), f"{county}办公室")
    return county, office


def printed(paper: OfficialPaper, act: Act, dated: date, *, of_the_county: bool) -> dict[str, Any]:
    """The paper in the words of the rendering model `notice`; 版记 gets its real day when it is issued."""
    county, office = _names(act)
    organ = county if of_the_county else office
    return {
        "mark": f"{organ}文件",
        "organ": organ,
        "title": paper.title,
        "addressees": paper.addressees,
        "blocks": paper.blocks,
        "attachments": paper.attachments,
        "dated": dated.isoformat(),
        "note": paper.note,
        "annexes": paper.annexes,
        "annexes_marked": paper.annexes_marked,
        "urgency": None if paper.urgency is PaperUrgency.ORDINARY else paper.urgency.label,
        "imprint": {"cc": paper.copied, "issuer": office, "issued_on": dated.isoformat()},
    }


def check(data: dict[str, Any]) -> None:
    """Refuse a draft that could not be printed: CONTENT_INVALID for every field at fault."""
    try:
        Notice.model_validate(data)
    except ValidationError as error:
        faults = [(".".join(map(str, fault["loc"])), fault["msg"]) for fault in error.errors()[:10]]
        raise Refused(
            [violation(CONTENT_INVALID, f"{place}：{says}", path=place.split(".")) for place, says in faults]
        ) from error
