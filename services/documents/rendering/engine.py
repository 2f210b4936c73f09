"""Renders one paper: data of its kind in, .docx out; the same data give the same bytes."""

import dataclasses
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import ValidationError

from services.documents.rendering import gbt9704 as gb
from services.documents.rendering.finish import finish
from services.documents.rendering.kinds import KINDS, Kind
from services.documents.rendering.paper import Data, Paper
from services.documents.rendering.templates import built

# 〔年〕 in six-angle brackets, no zero in front, 第 only before 次 and 期 (spec of documents, 8.1).
NUMBER = re.compile(r"[\u4e00-\u9fff]{1,20}〔\d{4}〕(?:[1-9]\d{0,5}号|第[1-9]\d{0,5}[次期])")


class BadPaper(ValueError):
    """A paper that cannot be rendered; `code` for machines, the text for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Rendered:
    """The .docx and the version of the template it was made from (SHA-256)."""

    docx: bytes
    template_version: str


def render(
    kind: str,
    data: Mapping[str, Any],
    *,
    number: str | None = None,
    line_pitch: int = gb.LINE_TWIPS,
) -> Rendered:
    """Fill the template of `kind`; without a number it is a draft (送审稿). `line_pitch` in twips.

    CPU work of about a tenth of a second: call it in a thread. Raises BadPaper: UNKNOWN_KIND, BAD_DATA, BAD_NUMBER.
    """
    entry = KINDS.get(kind)
    if entry is None:
        raise BadPaper("UNKNOWN_KIND", f"没有名为“{kind}”的文书种类。")
    if number is not None and not NUMBER.fullmatch(number):
        raise BadPaper("BAD_NUMBER", f"文号“{number}”不合规范，应形如“平政办发〔2022〕1号”（GB/T 9704 7.2.5）。")
    model = checked(entry, data)
    template, version = built(entry.template)
    context = _context(entry, model, number or "")
    return Rendered(
        finish(
            fill(template, context),
            title=_title(entry, context),
            author=_author(context),
            created=_created(model),
            line_pitch=line_pitch,
            sealed=bool(context.get("sealed", True)),
        ),
        version,
    )


def checked(entry: Kind, data: Mapping[str, Any]) -> Data:
    """The data as its model, or BadPaper naming every field at fault."""
    try:
        return entry.data.model_validate(data)
    except ValidationError as error:
        faults = "；".join(
            f"{'.'.join(map(str, fault['loc'])) or '数据'}：{fault['msg']}" for fault in error.errors()[:5]
        )
        raise BadPaper("BAD_DATA", f"《{entry.name}》的数据不合要求：{faults}。") from error


def fill(template: bytes, context: Mapping[str, Any]) -> bytes:
    """Put the words into a template, in a sandbox, with every field present and every character escaped.

    A fresh DocxTemplate each time: one shared between threads mixes papers up.
    """
    document = DocxTemplate(io.BytesIO(template))
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        document.render(dict(context), environment, autoescape=True)
    except (TemplateError, OverflowError) as error:
        raise BadPaper("TEMPLATE_FAILED", f"模板无法填写：{error}") from error
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _context(entry: Kind, model: Data, number: str) -> dict[str, Any]:
    composed = entry.compose(model)
    context = dataclasses.asdict(composed) if isinstance(composed, Paper) else dict(composed)
    return {**context, "number": number}


def _title(entry: Kind, context: Mapping[str, Any]) -> str:
    own = context.get("title")
    return "".join(own) if own else str(context.get("mark") or context.get("topic") or entry.name)


def _author(context: Mapping[str, Any]) -> str:
    return str(context.get("organ") or context.get("issuer") or "县政府办公室")


DATES = ("dated", "issued_on", "starts_at", "assigned_on", "filed_on", "reviewed_on")


def _created(model: Data) -> str:
    """The day the paper speaks of, so that the file does not change with the day it is rendered."""
    for name in DATES:
        value = getattr(model, name, None)
        if value is not None:
            return str(value)[:10]
    raise BadPaper("BAD_DATA", "文书没有日期。")
