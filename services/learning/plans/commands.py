"""What may be asked of yearly plans."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import learning
from services.contracts.desk import post
from services.contracts.learning import StudyPlanApproved
from services.contracts.shared import Recipient, Signer
from services.contracts.words.directory import PostCode, UnitRole
from services.contracts.words.learning import LawStudyKind, PlanKind
from services.contracts.words.shared import DocumentKind
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.authority import Capacity
from services.kernel.lifecycle import advance, confirm_registrations
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, refuse
from services.kernel.rules import Case
from services.learning.contents import CATEGORIES, FOCUSES, known
from services.learning.desk import desk
from services.learning.papers.commands import request_paper
from services.learning.plans.lifecycle import PLAN
from services.learning.plans.model import PlanEntry, PlanState, StudyPlan

DRAFTERS = {
    PlanKind.STUDY: (PostCode.OFFICE_CLERK, PostCode.OFFICE_DIRECTOR),  # XX-4.3
    PlanKind.LAW_STUDY: (PostCode.LEGALITY_REVIEWER,),  # XF-6
}
TITLES = {PlanKind.STUDY: "县政府党组{year}年度集中学习计划", PlanKind.LAW_STUDY: "县政府常务会议{year}年度学法计划"}
FORMS = {LawStudyKind.PRE_MEETING: "会前学法", LawStudyKind.LECTURE: "专题学法"}
APPROVAL = "approve_plan"


async def draft_plan(
    session: AsyncSession, act: Act, *, kind: PlanKind, year: int, entries: Sequence[PlanEntry]
) -> StudyPlan:
    """Start the year's plan: 集中学习 by the office (XX-4.3), 学法 by 县司法局 (XF-6)."""
    if not any(act.holds(code) for code in DRAFTERS[kind]):
        raise refuse(ACTOR_NOT_ALLOWED)
    if not 2022 <= year <= 2100:
        raise refuse(CONTENT_INVALID, "年度")
    taken = await session.scalar(select(StudyPlan.id).where(StudyPlan.kind == kind, StudyPlan.year == year))
    if taken is not None:
        raise refuse(CONTENT_INVALID, f"{year}年度已有该计划")
    plan = StudyPlan(
        kind=kind,
        year=year,
        state=PlanState.DRAFT,
        rows=[entry.dump() for entry in checked(kind, entries)],
        approved_stamp="",
        created_at=act.at,
    )
    session.add(plan)
    await session.flush()
    record(session, Record(act, "draft_plan", "StudyPlan", plan.id, to_state=plan.state, clauses=("XX-4.3", "XF-6")))
    return plan


def checked(kind: PlanKind, entries: Sequence[PlanEntry]) -> Sequence[PlanEntry]:
    """Months, quarters and contents (XX-1, of law study XF-4) must exist."""
    contents = FOCUSES if kind is PlanKind.LAW_STUDY else CATEGORIES
    for number, entry in enumerate(entries, 1):
        months_exist = entry.month is None or 1 <= entry.month <= 12
        quarters_exist = entry.quarter is None or 1 <= entry.quarter <= 4
        if not (entry.subject.strip() and months_exist and quarters_exist and known(contents, entry.categories)):
            raise refuse(CONTENT_INVALID, f"第{number}项安排")
    return entries


async def revise_plan(session: AsyncSession, act: Act, *, plan_id: UUID, entries: Sequence[PlanEntry]) -> StudyPlan:
    """Change the draft's entries."""
    plan = await load(session, StudyPlan, plan_id, act)
    advance(session, PLAN, "revise_plan", Case(plan, act))
    plan.rows = [entry.dump() for entry in checked(plan.kind, entries)]
    return plan


async def cosign_plan(session: AsyncSession, act: Act, *, plan_id: UUID) -> StudyPlan:
    """县政府办 makes the law-study plan together with 县司法局 (XF-6)."""
    plan = await load(session, StudyPlan, plan_id, act)
    advance(session, PLAN, "cosign_plan", Case(plan, act))
    return plan


async def submit_plan(session: AsyncSession, act: Act, *, plan_id: UUID) -> StudyPlan:
    """Hand the plan to 县政府 (XX-4.2, XF-6): quotas must be met."""
    plan = await load(session, StudyPlan, plan_id, act)
    advance(session, PLAN, "submit_plan", Case(plan, act))
    desk.open_task(session, act, plan, APPROVAL, f"审定{title_of(plan)}", [post(PostCode.COUNTY_HEAD)])
    return plan


async def return_plan(session: AsyncSession, act: Act, *, plan_id: UUID) -> StudyPlan:
    """县长 gives the plan back with reasons."""
    plan = await load(session, StudyPlan, plan_id, act)
    advance(session, PLAN, "return_plan", Case(plan, act))
    desk.close_task(session, act, plan, APPROVAL, [post(PostCode.COUNTY_HEAD)])
    return plan


async def approve_plan(session: AsyncSession, act: Act, *, plan_id: UUID) -> StudyPlan:
    """县长 approves (XX-4.2, XF-6, AMB-11); the paper is requested and the plan in force once it is issued."""
    plan = await load(session, StudyPlan, plan_id, act)
    by = advance(session, PLAN, APPROVAL, Case(plan, act))
    await _approved(session, act, plan, act.on, by)
    return plan


async def approve_plan_by_minutes(session: AsyncSession, act: Act, *, plan_id: UUID, on: date) -> StudyPlan | None:
    """A plan heard at 常务会议: 县长's signature on those minutes is the approval (AMB-44)."""
    plan = await session.get(StudyPlan, plan_id, with_for_update=True)
    if plan is None or plan.state is not PlanState.SUBMITTED:
        return None
    advance(session, PLAN, APPROVAL, Case(plan, act))
    await _approved(session, act, plan, on, None)
    return plan


async def _approved(session: AsyncSession, act: Act, plan: StudyPlan, on: date, by: Capacity | None) -> None:
    plan.approved_on, plan.approved_stamp = on, by.stamp if by else ""
    desk.close_task(session, act, plan, APPROVAL, [post(PostCode.COUNTY_HEAD)])
    entries = tuple(
        learning.PlanEntry(**{k: v for k, v in vars(entry).items() if k in learning.PlanEntry.model_fields})
        for entry in plan.entries
    )
    event = StudyPlanApproved(plan_id=plan.id, year=plan.year, kind=plan.kind, entries=entries, approved_on=on)
    publish(session, act, event, plan, by)
    mayor = act.view.holder(PostCode.COUNTY_HEAD)
    signer = (
        None
        if mayor is None
        else Signer(
            person_id=mayor.id,
            name=mayor.name,
            post=PostCode.COUNTY_HEAD,
            title=act.view.title_of(mayor.id),
            stamp=plan.approved_stamp,
        )
    )
    kind = DocumentKind.STUDY_PLAN if plan.kind is PlanKind.STUDY else DocumentKind.LAW_STUDY_PLAN
    members = tuple(Recipient(name=act.view.person_name(p), person_id=p) for p in readers(act))
    data = paper_data(plan, act)
    await request_paper(session, act, plan, kind, title_of(plan), data, recipients=members, signer=signer)


async def confirm_plan_registrations(session: AsyncSession, act: Act, *, plan_id: UUID) -> StudyPlan:
    """办主任 confirms what was registered after the fact (AMB-47)."""
    plan = await load(session, StudyPlan, plan_id, act)
    await confirm_registrations(session, plan, act)
    return plan


def title_of(plan: StudyPlan) -> str:
    return TITLES[plan.kind].format(year=plan.year)


def readers(act: Act) -> list[UUID]:
    """Who gets the plan: everyone who takes part (XX-3, XF-5)."""
    posts = (
        PostCode.COUNTY_HEAD,
        PostCode.EXECUTIVE_DEPUTY_HEAD,
        PostCode.DEPUTY_HEAD,
        PostCode.PARTY_GROUP_MEMBER,
        PostCode.PARK_PARTY_SECRETARY,
        PostCode.PARK_DIRECTOR,
        PostCode.OFFICE_DIRECTOR,
        PostCode.DEPUTY_DIRECTOR,
    )
    return list(dict.fromkeys(person.id for code in posts for person in act.view.holders(code)))


def paper_data(plan: StudyPlan, act: Act) -> dict[str, object]:
    """The plan as its paper shows it (spec 08, rows 32 and 33)."""
    is_law = plan.kind is PlanKind.LAW_STUDY
    justice = next(iter(act.view.units_with_role(UnitRole.JUSTICE_BUREAU)), None)
    sessions = [
        {
            "period": f"{entry.month}月" if entry.month else f"第{'一二三四'[(entry.quarter or 1) - 1]}季度",
            "theme": entry.subject,
            "category": "、".join(str(c) for c in entry.categories) or None,
            "form": (entry.form.label if entry.form else FORMS[entry.law_study_kind or LawStudyKind.PRE_MEETING]),
            "speaker": entry.lecturer or None,
            "place": entry.place or None,
            "unit": entry.unit or (justice.name if is_law and justice else None),
        }
        for entry in plan.entries
    ]
    subject = "学法" if is_law else "集中学习"
    source = "《平利县人民政府常务会议学法制度》" if is_law else "《中共平利县人民政府党组学习制度》"
    return {
        "purpose": subject,
        "mark": "平利县人民政府办公室文件",
        "organ": "平利县人民政府办公室",
        "title": f"平利县人民政府{'常务会议' if is_law else '党组'}{plan.year}年度{subject}计划",
        "introduction": [f"根据{source}，结合工作实际，制定本计划。"],
        "sessions": sessions,
        "demands": DEMANDS[plan.kind],
        "dated": (plan.approved_on or act.on).isoformat(),
    }


DEMANDS = {
    PlanKind.STUDY: [
        "集中学习每月不少于1次，由县长或者常务副县长主持，时间和内容由县政府办公室提出意见，报县长确定。",
        "参加人员不得无故缺席、迟到或者早退，确因特殊情况不能参加的，须事先向主持人请假。",
        "做到集中学习有考勤、个人自学有笔记、集体研讨有交流、学习成果有检查。",
    ],
    PlanKind.LAW_STUDY: [
        "会前学法每季度安排1次，可结合县政府常务会议涉及的重要议题安排学习内容。",
        "专题学法以法治专题讲座的形式开展，每年至少举办2次，由县司法局组织邀请法律专家、学者主讲。",
        "学法活动由县长主持，学法情况纳入全县法治政府目标考核。",
    ],
}


async def plan_issued(session: AsyncSession, act: Act, *, plan_id: UUID, number: str) -> None:
    """The plan's paper is out: it governs the year from now on."""
    plan = await load(session, StudyPlan, plan_id, act)
    if plan.state is PlanState.APPROVED:
        advance(session, PLAN, "put_plan_in_force", Case(plan, act))
        plan.document_number = number or None
