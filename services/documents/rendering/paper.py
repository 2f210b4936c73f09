"""What every official paper is made of: typed blocks, annexes, imprint, and the paper handed to a template."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.documents.rendering import wording

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
LONGEST = 20_000


def _clean(value: str) -> str:
    stripped = value.strip()
    if not stripped:
        raise ValueError("不能为空")
    if CONTROL.search(stripped):
        raise ValueError("含有控制字符")
    return stripped


def _one_line(value: str) -> str:
    if "\n" in value:
        raise ValueError("不能换行")
    return value


Title = Annotated[str, Field(max_length=200), AfterValidator(_clean)]
Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(_clean), AfterValidator(_one_line)]
Texts = Annotated[list[Text], Field(max_length=2000)]


class Data(BaseModel):
    """Meaning alone; how it looks is the renderer's business."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Passage(Data):
    """A heading of level 1 or 2, a centred heading, or a paragraph."""

    kind: Literal["h1", "h2", "centre", "p"]
    text: Text


class Runin(Data):
    """A paragraph that begins with its own heading: 第一条 …, （一）交办。…"""

    kind: Literal["runin"]
    lead: Text
    text: Text


class Table(Data):
    """A table of text; column widths are measured from what stands in it."""

    kind: Literal["table"] = "table"
    caption: Text | None = None
    columns: Annotated[list[Text], Field(min_length=1, max_length=12)]
    rows: Annotated[list[list[str]], Field(max_length=2000)]


Block = Annotated[Passage | Runin | Table, Field(discriminator="kind")]


class Annex(Data):
    """附件, or a text that the paper itself issues."""

    title: Title
    blocks: list[Block]


class Imprint(Data):
    """版记: groups to copy to (抄送), issuing office and day of issue."""

    cc: Texts = []
    issuer: Text
    issued_on: date


class Speech(Data):
    """What one person said."""

    speaker: Text
    text: Text


class Receipt(Data):
    """签收: who received a paper, and when."""

    name: Text
    on: date


@dataclass
class Paper:
    """The context of the paper templates: words as they will be printed."""

    title: list[str]
    blocks: list[dict[str, Any]]
    mark: str = ""
    number: str = ""
    urgency: str = ""
    copy_number: str = ""
    issuer: str = ""
    issued_on: str = ""
    addressees: str = ""
    attachments: list[dict[str, str]] = field(default_factory=list)
    organ: str = ""
    dated: str = ""
    sealed: bool = True
    seal_room: list[str] = field(default_factory=list)
    note: str = ""
    lists: list[dict[str, str]] = field(default_factory=list)
    annexes: list[dict[str, Any]] = field(default_factory=list)
    imprint: dict[str, str] | None = None

    def sign(self, organ: str, dated: date, *, sealed: bool) -> "Paper":
        """署名 and 成文日期, with room for the seal above them when the paper is sealed (7.3.5)."""
        self.organ, self.dated, self.sealed = organ, wording.day(dated), sealed
        self.seal_room = ["", ""] if sealed else [""]
        return self


def h1(number: int, heading: str) -> dict[str, Any]:
    return {"kind": "h1", "text": f"{wording.numeral(number)}、{heading}"}


def p(text: str) -> dict[str, Any]:
    return {"kind": "p", "text": text}


def runin(lead: str, text: str) -> dict[str, Any]:
    return {"kind": "runin", "lead": lead, "text": text}


def element(lead: str, text: str) -> dict[str, Any]:
    """会议要素: 时间, 地点, 主持人 … with a hanging indent."""
    return {"kind": "field", "lead": f"{lead}：", "text": text}


def element_list(lead: str, listed: list[str]) -> list[dict[str, Any]]:
    """会议要素 that is a list of names; lines break between names only."""
    first, *more = wording.filled(listed or ["无"], wording.LIST_CHARS)
    return [element(lead, first), *({"kind": "more", "text": line} for line in more)]


def numbered(texts: list[str]) -> list[dict[str, Any]]:
    """1. 2. 3. paragraphs; a lone one goes without a figure."""
    return [p(text if len(texts) == 1 else f"{index}.{text}") for index, text in enumerate(texts, 1)]


def table(columns: list[str], rows: list[list[str]], caption: str | None = None) -> dict[str, Any]:
    return {"kind": "table", "caption": caption, "columns": columns, "rows": rows}


def dressed(blocks: list[Passage | Runin | Table]) -> list[dict[str, Any]]:
    """Blocks as the template takes them: a run-in heading 第…条 is an article, every row of a table is full."""
    ready = []
    for block in blocks:
        raw = block.model_dump()
        if isinstance(block, Runin):
            raw["kind"] = "article" if re.match(r"第.+条$", block.lead) else "runin"
            raw["text"] = ("　" if raw["kind"] == "article" else "") + block.text
        if isinstance(block, Table):
            width = len(block.columns)
            raw["rows"] = [[*row[:width], *[""] * (width - len(row))] for row in block.rows]
        ready.append(raw)
    return ready


def attachment_lines(names: list[str]) -> list[dict[str, str]]:
    """附件：1.… as in 7.3.4; no closing punctuation; each place has its own hanging indent."""
    if len(names) == 1:
        return [{"place": "only", "text": f"附件：{names[0]}"}]
    return [
        {"place": "first", "text": f"附件：1.{name}"} if at == 1 else {"place": "next", "text": f"{at}.{name}"}
        for at, name in enumerate(names, 1)
    ]


def annexed(annexes: list[Annex], *, marked: bool) -> list[dict[str, Any]]:
    return [
        {
            "mark": "" if not marked else "附件" if len(annexes) == 1 else f"附件{index}",
            "title": wording.title_lines(annex.title),
            "blocks": dressed(list(annex.blocks)),
        }
        for index, annex in enumerate(annexes, 1)
    ]


def imprinted(imprint: Imprint | None) -> dict[str, str] | None:
    if imprint is None:
        return None
    cc = wording.groups(imprint.cc)
    return {"cc": cc, "issuer": imprint.issuer, "issued": wording.day(imprint.issued_on)}
