"""The columns of the table of procedures: what there is to say of a kind of meeting."""

from dataclasses import dataclass
from uuid import UUID

from services.contracts.words.directory import DelegationScope, PostCode, UnitKind, UnitRole
from services.contracts.words.meetings import (
    MeetingKind,
    MinutesStep,
    RejectionReason,
    SpecialBasis,
    TopicFlag,
    UpwardPaper,
)
from services.contracts.words.shared import DocumentKind
from services.kernel.deadlines import Term
from services.kernel.labels import Labelled
from services.kernel.roster import RosterView
from services.meetings.topics.model import TopicState


class Relation(Labelled):
    """How a holder of a post must stand to the meeting for the row to mean him."""

    ANY = "ANY", "担任该职务的"
    PORTFOLIO = "PORTFOLIO", "分管议题事项的"
    HOST = "HOST", "主持会议的"
    SECTION = "SECTION", "联系主持人所在口的"
    INVOLVED = "INVOLVED", "议题主办和涉及单位的"
    PRESENT = "PRESENT", "到会的"


class OneMatter(Labelled):
    """一事一议."""

    NO = "NO", "无此规定"
    IN_PRINCIPLE = "IN_PRINCIPLE", "原则实行一事一议"
    ALWAYS = "ALWAYS", "实行一事一议"


class AbsentHead(Labelled):
    """What it means when the head of the reporting unit does not come (AMB-17)."""

    NOTHING = "NOTHING", "无此规定"
    NOT_HEARD = "NOT_HEARD", "该议题不研究"
    RECORDED = "RECORDED", "记录副职汇报"
    WARNED = "WARNED", "提示主要负责人未到会"


@dataclass(frozen=True)
class Seat:
    """Who sits there by his post; `kinds` narrows unit heads to bodies of these kinds."""

    post: PostCode
    relation: Relation = Relation.ANY
    kinds: tuple[UnitKind, ...] = ()


@dataclass(frozen=True)
class Invitation:
    """Guests of one sort: how many, and through which body they are asked (CW-4.3)."""

    post: PostCode
    through: UnitRole | None
    count: int
    at_least: bool = False


@dataclass(frozen=True)
class Host:
    """Who convenes and presides; `delegate` may do so under a 委托 with `scope`."""

    post: PostCode
    relation: Relation = Relation.ANY
    delegate: PostCode | None = None
    scope: DelegationScope | None = None
    substitutable: bool = False


@dataclass(frozen=True)
class Scope:
    """One number of 议事范围; `text` names it in few words."""

    code: str
    clause: str
    text: str
    note: str = ""  # what has to be written beside it
    instead: tuple[TopicFlag, ...] = ()  # one of these flags says as much as the note
    chosen_by: PostCode | None = None  # the only one who may choose it
    sets: tuple[TopicFlag, ...] = ()  # flags that come with it
    restricted: bool = False  # 人事事项
    upward: UpwardPaper | None = None  # what documents drafts when it was agreed to
    commissioned: bool = False  # needs 县长's commission
    divided: bool = False  # for what several leaders could not agree on
    weighed: bool = True  # an important matter of a department: 调查研究 and 论证评估 come first (GZ-10.1)


@dataclass(frozen=True)
class Exclusion:
    """What in principle is not put on the list (原则不列入)."""

    code: str
    clause: str
    reason: RejectionReason
    suggestion: str


@dataclass(frozen=True)
class Gate:
    """One step of a topic's way to the meeting that not every kind has."""

    step: str
    who: str
    clause: str


@dataclass(frozen=True)
class Path:
    """A topic's way: its gates in order, the state it is ready for an agenda in, and where a deferral puts it."""

    gates: tuple[Gate, ...]
    ready: TopicState
    fallback: TopicState  # after a deferral that asks for new preparation
    preconditions: str | None  # clause by which 论证、协商、征求意见 come first (GZ-17)
    written_material: str | None  # clause by which a brief written material is enough (ZT-3)
    plan_attached: str | None  # clause that asks for a concrete plan (BG-4)
    material: Term | None  # from the notice to the material
    arranged_by: PostCode | None  # who finalizes the arrangement; None when he who let it in has decided already

    def has(self, step: str) -> bool:
        return any(gate.step == step for gate in self.gates)


@dataclass(frozen=True)
class SignOff:
    """One step of the way of the minutes (AMB-02); `policy` may switch it off."""

    step: MinutesStep
    post: PostCode
    clause: str
    relation: Relation = Relation.ANY
    parallel: bool = False  # all of them, in any order
    delegable: DelegationScope | None = None
    substitutable: bool = False
    policy: str | None = None
    also: PostCode | None = None  # another post in the same relation
    instead: PostCode | None = None  # takes the step when its signer has left his post

    @property
    def posts(self) -> tuple[PostCode, ...]:
        return (self.post,) if self.also is None else (self.post, self.also)


@dataclass(frozen=True)
class Procedure:
    """One kind of meeting."""

    kind: MeetingKind
    code: str  # in the numbers of decisions: 2022-CW-02-03
    clauses: tuple[str, ...]
    presided: str  # clause that says who presides
    hosts: tuple[Host, ...]
    members: tuple[Seat, ...]
    observers: tuple[Seat, ...]
    invitations: tuple[Invitation, ...]
    leave_of_county_head: tuple[PostCode, ...]  # whose leave 县长 approves; everybody else's 办主任 (AMB-03)
    leave_words: str  # the same as the notice says it
    scopes: tuple[Scope, ...]
    exclusions: tuple[Exclusion, ...]
    path: Path
    settled_by_host: str | None  # clause by which the host settles what is heard; else 县长 does
    additions: str | None  # clause by which only 县长's consent puts a topic on an issued 议题单
    decides_major: bool  # 重大事项 (GZ-4)
    coordinates_major: bool  # may coordinate it without deciding
    funds_need_authority: bool  # GZ-16.2
    refers_to: tuple[MeetingKind, ...]  # higher meetings that it may send a matter up to (GZ-4, GZ-16.2)
    one_matter: OneMatter
    absent_head: AbsentHead
    section_attends: str | None  # clause by which the 口副主任 of the host takes part
    hears_deputies: str | None  # clause by which the deputy heads in the room are heard before the decision
    print_term: Term | None  # printed material before the meeting (CW-4.4a)
    report_limited: str | None  # clause of the 10 minutes; the figure is policy `report_limit_min`
    monthly: str | None  # clause by which it generally meets once a month
    prestudy: str | None  # clause of 会前学法
    draft_term: Term  # record and draft of the minutes
    draft_binding: bool  # by the text; else policy `minutes_draft_wd`, advice only
    chains: dict[SpecialBasis | None, tuple[SignOff, ...]]
    internal: str | None  # clause by which the minutes are no basis of outward acts
    handler: UnitRole  # who follows the decisions up (AMB-08)
    session_series: str
    minutes_series: str
    minutes_kind: DocumentKind

    def scope(self, code: str | None) -> Scope | None:
        return next((scope for scope in self.scopes if scope.code == code), None)

    def exclusion(self, code: str) -> Exclusion | None:
        return next((each for each in self.exclusions if each.code == code), None)

    def is_member(self, view: RosterView, person_id: UUID) -> bool:
        """Does a post that the person holds make him a member (组成人员) of every such meeting?"""
        return any(
            seat.relation is Relation.ANY
            and holding.post == seat.post
            and (not seat.kinds or _kind(view, holding.unit_id) in seat.kinds)
            for holding in view.holdings_of(person_id)
            for seat in self.members
        )


def _kind(view: RosterView, unit_id: UUID) -> str:
    unit = view.unit(unit_id)
    return unit.kind if unit else ""
