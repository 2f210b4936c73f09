"""Refusals: what the suite answers when a rule, a state or a missing right stands in the way.

Refused            an act that may not be done now, by this person, or with this content
├── (violations)   every broken rule, not only the first
NotFound           no such object, or none that the asker may see
└── Unseen         it is there; he is answered as if it were not, and the attempt is audited
Malformed          input that is not even of the right form
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.kernel.labels import Labelled


class ViolationKind(Labelled):
    """Whose fault it is: the person's right (403), the state or order (409), or the content (422)."""

    ACTOR = "ACTOR", "无权办理（403）"
    STATE = "STATE", "状态或次序不符（409）"
    CONTENT = "CONTENT", "内容不符（422）"


@dataclass(frozen=True)
class Code:
    """One refusal code: its kind, the clauses it stands for, and the sentence a person reads.

    `{detail}` in the sentence takes the detail of the single violation; `words` are what a coded detail is called
    there. What follows a colon in the detail goes into the word's `{}`: `consult:县财政局`.
    """

    name: str
    kind: ViolationKind
    clauses: tuple[str, ...]
    message_zh: str
    words: Mapping[str, str] = field(default_factory=dict, compare=False)

    def sentence(self, detail: str | None) -> str:
        """The sentence for a violation with this detail."""
        name, _, rest = (detail or "").partition(":")
        word = self.words[name].replace("{}", rest) if name in self.words else detail or ""
        return self.message_zh.replace("{detail}", word)


@dataclass(frozen=True)
class Violation:
    """One reason why an act is refused, or, when not blocking, one finding that stays on record."""

    code: str
    kind: ViolationKind
    message_zh: str
    clauses: tuple[str, ...] = ()
    detail: str | None = None
    path: tuple[str, ...] = ()
    blocking: bool = True
    dispensable_by: str | None = None


def violation(
    code: Code,
    detail: str | None = None,
    *,
    clauses: Sequence[str] | None = None,
    path: Sequence[str] = (),
    blocking: bool = True,
    dispensable_by: str | None = None,
) -> Violation:
    """Make a violation of `code`, with the detail put into the sentence."""
    return Violation(
        code=code.name,
        kind=code.kind,
        message_zh=code.sentence(detail),
        clauses=tuple(clauses) if clauses is not None else code.clauses,
        detail=detail,
        path=tuple(path),
        blocking=blocking,
        dispensable_by=dispensable_by,
    )


@dataclass(frozen=True)
class Attempt:
    """What was tried when an act was refused: kept for the audit of the refusal."""

    action: str
    object_type: str
    object_id: UUID | None = None


class Refused(Exception):
    """The act is refused; nothing has changed but the audit of the refusal."""

    def __init__(self, violations: Sequence[Violation], attempt: Attempt | None = None) -> None:
        super().__init__("; ".join(f"{v.code}: {v.message_zh}" for v in violations))
        self.violations = tuple(violations)
        self.attempt = attempt

    @property
    def clauses(self) -> set[str]:
        """The clauses that stand against the act."""
        return {clause for violation in self.violations for clause in violation.clauses}


class NotFound(Exception):
    """There is no such object, or none that the asker may see."""

    def __init__(self, what: str, object_id: Any = None) -> None:
        super().__init__(f"{what} {object_id}")
        self.what = what
        self.object_id = object_id


class Unseen(NotFound):
    """The object is there, but not for the asker: nobody but the audit learns of the difference."""


class Malformed(Exception):
    """The input is not of the right form; `field` names the place."""

    def __init__(self, field_name: str, message_zh: str) -> None:
        super().__init__(message_zh)
        self.field = field_name
        self.message_zh = message_zh


def refuse(code: Code, detail: str | None = None, *, path: Sequence[str] = ()) -> Refused:
    """The exception for a single violation, to be raised."""
    return Refused([violation(code, detail, path=path)])


_ACTOR, _STATE, _CONTENT = ViolationKind.ACTOR, ViolationKind.STATE, ViolationKind.CONTENT

ACTOR_NOT_ALLOWED = Code("ACTOR_NOT_ALLOWED", _ACTOR, (), "您没有办理该事项的权限")
NO_ACTIVE_DELEGATION = Code("NO_ACTIVE_DELEGATION", _ACTOR, ("GZ-5",), "没有有效的委托记录")
AB_NOT_ACTIVE = Code("AB_NOT_ACTIVE", _ACTOR, ("GZ-6.2",), "当前不在工作补位（AB角）期间")
STATE_NOT_ALLOWED = Code("STATE_NOT_ALLOWED", _STATE, (), "当前状态（{detail}）不能办理该操作")
CHAIN_ORDER = Code(
    "CHAIN_ORDER",
    _STATE,
    ("CW-6.2c", "BG-4", "BG-6", "ZT-5", "DC-7.5"),
    "未按审签程序办理，当前应由{detail}办理",
)
REASON_REQUIRED = Code("REASON_REQUIRED", _CONTENT, (), "请说明理由")
EVIDENCE_REQUIRED = Code("EVIDENCE_REQUIRED", _CONTENT, (), "补登须附依据材料并经办主任确认")
CONTENT_INVALID = Code("CONTENT_INVALID", _CONTENT, (), "填报内容有误：{detail}")
INPUT_TOO_LONG = Code("INPUT_TOO_LONG", _CONTENT, (), "内容超过长度限制：{detail}")
INPUT_ILLEGAL_CHARACTER = Code("INPUT_ILLEGAL_CHARACTER", _CONTENT, (), "内容含有非法字符：{detail}")
VERSION_CONFLICT = Code("VERSION_CONFLICT", _STATE, (), "内容已被他人修改，请刷新后重试（当前版本{detail}）")
IDEMPOTENCY_KEY_REUSED = Code("IDEMPOTENCY_KEY_REUSED", _STATE, (), "同一操作标识已用于其他请求")
FILE_TOO_LARGE = Code("FILE_TOO_LARGE", _CONTENT, (), "文件过大，上限为{detail}MB")
FILE_TYPE_NOT_ALLOWED = Code("FILE_TYPE_NOT_ALLOWED", _CONTENT, (), "文件类型不允许：{detail}")
FILE_NOT_UPLOADED = Code("FILE_NOT_UPLOADED", _CONTENT, (), "文件尚未上传完成")
PROFILE_INCOMPLETE = Code("PROFILE_INCOMPLETE", _CONTENT, (), "人员或单位信息不完整：{detail}")


@dataclass(frozen=True)
class Verdict:
    """What the rules said: what blocks, and what passes but stays on record."""

    blocking: tuple[Violation, ...] = ()
    findings: tuple[Violation, ...] = field(default=())
