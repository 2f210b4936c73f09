"""平政办发〔2022〕1号: the notice with its seven annexed regulations, from the draft to the towns' desks."""

import time
from typing import Any

from deploy.demo.office import REFUSAL, Office
from deploy.demo.people import CLERK, DEPUTY_DIRECTOR, DIRECTOR, MAYOR, OFFICE_UNIT_CLERK, County
from deploy.demo.record import Record
from services.contracts.county import Block, BlockKind, RegulationsFile, read_regulations
from services.kernel.settings import ROOT

PAPER = f"__typename ... on OfficialPaper {{ id version state number }} {REFUSAL}"
PROPOSE = f"mutation($input: PaperProposal!) {{ proposePaper(input: $input) {{ {PAPER} }} }}"
DRAFT = f"mutation($id: ID!, $input: PaperDraft!) {{ draftPaper(id: $id, input: $input) {{ {PAPER} }} }}"
COUNTERSIGN = (
    f"mutation($id: ID!, $unit: ID!) {{ countersignPaper(id: $id, unitId: $unit, verdict: AGREED) {{ {PAPER} }} }}"
)
SIGN = (
    "mutation($id: ID!, $opinion: PaperOpinion!, $text: String!) "
    f"{{ signPaper(id: $id, opinion: $opinion, text: $text) {{ {PAPER} }} }}"
)
READ = """query($id: ID!) { officialPaper(id: $id) { state number failureZh issuedAt
document { id number findings { code detail } files { id name format pages }
deliveries { unit { name } } } } }"""
COUNTERSIGNERS = ("SFJ", "KHB")  # 学法 (XF-6) and the yearly assessment (DC-9.6) touch them


def is_answered(paper: dict[str, Any]) -> bool:
    """Issued, or failed with its reason."""
    return paper["state"] in ("ISSUED", "DELIVERED") or bool(paper["failureZh"])


def step(mutation: str) -> str:
    return f"mutation($id: ID!, $act: ActInput) {{ {mutation}(id: $id, act: $act) {{ {PAPER} }} }}"


def blocks(row: Block) -> dict[str, Any]:
    """A paragraph of a regulation as the paper's typed block."""
    if row.kind is BlockKind.HEADING:
        return {"kind": "h1", "text": f"{row.label}{row.text}"}
    if row.kind is BlockKind.ARTICLE:
        return {"kind": "runin", "lead": row.label, "text": row.text}
    return {"kind": "p", "text": f"{row.label}{row.text}"}


def draft(source: RegulationsFile, county: County) -> dict[str, Any]:
    """The paper as the source prints it; towns, departments and direct bodies receive it."""
    notice = source.notice
    receivers = [code for code in county.units if code in county.clerks and code != "ZFB"]
    return {
        "title": "\n".join(notice.title_lines),
        "addressees": notice.addressees.split("，"),
        "blocks": [{"kind": "p", "text": text} for text in notice.body],
        "recipients": [{"name": county.unit_names[code], "unitId": county.units[code]} for code in receivers],
        "copied": notice.cc.rstrip("。").split("，"),
        "annexes": [
            {"title": regulation.title, "blocks": [blocks(row) for row in regulation.blocks]}
            for regulation in source.regulations
        ],
        "affectedUnitIds": [county.units[code] for code in COUNTERSIGNERS],
        "publicAttribute": "PUBLIC",
        "regulationIds": [regulation.id for regulation in source.regulations],
    }


async def issue_regulations(office: Office, county: County, record: Record) -> dict[str, Any]:
    """The notice on its way; returns the issued document."""
    source = read_regulations(ROOT / "deploy" / "county")
    record.begin("2022年1月26日　印发七项制度")
    proposal = {
        "unitId": county.units["ZFB"],
        "title": "".join(source.notice.title_lines),
        "genre": "NOTICE",
        "series": "OFFICE_PAPER",
        "inCountyName": True,
        "lawIsClear": False,
        "departmentSuffices": False,
        "purpose": "县政府第1次常务会议研究通过",
    }
    unit_clerk, head = county.who(OFFICE_UNIT_CLERK, "县政府办"), county.who(DIRECTOR, "县政府办主任")
    paper = (await office.do(OFFICE_UNIT_CLERK, PROPOSE, input=proposal))["id"]
    record.step(office.now, unit_clerk, "发文立项", "GZ-22.1", "已提出")
    await office.do(CLERK, step("admitPaper"), id=paper)
    await office.do(OFFICE_UNIT_CLERK, DRAFT, id=paper, input=draft(source, county))
    record.step(office.now, unit_clerk, "代拟文稿（附七项制度）", "GZ-21.2", "已拟稿")
    early = await office.refused(CLERK, step("acceptPaper"), "UNIT_HEAD_APPROVAL_REQUIRED", id=paper)
    record.refusal(office.now, county.who(CLERK, "秘书股"), "未经单位主要负责人把关即收稿", early)
    await office.do(DIRECTOR, step("approvePaperDraft"), id=paper)
    record.step(office.now, head, "单位主要负责人审核把关", "GZ-21.2", "已签报")
    await office.do(CLERK, step("acceptPaper"), id=paper)
    await office.do(DEPUTY_DIRECTOR, step("editPaper"), id=paper)
    record.step(office.now, county.who(DEPUTY_DIRECTOR, "副主任"), "核稿，送会签", "GZ-21.3", "会签中")
    missing = await office.refused(MAYOR, SIGN, "COUNTERSIGN_INCOMPLETE", id=paper, opinion="AGREED", text="同意印发")
    record.refusal(office.now, county.who(MAYOR, "县长"), "会签未完成即签发", missing)
    for code in COUNTERSIGNERS:
        signer = county.heads[code]
        await office.do(signer, COUNTERSIGN, id=paper, unit=county.units[code])
        record.step(office.now, county.who(signer, county.unit_names[code] + "负责人"), "会签", "GZ-21.3", "同意")
    wrong = await office.refused(DIRECTOR, SIGN, "SIGNER_NOT_ALLOWED", id=paper, opinion="AGREED", text="同意")
    record.refusal(office.now, head, "以县政府名义的通知由办主任签发", wrong)
    signed_at = time.monotonic()
    await office.do(MAYOR, SIGN, id=paper, opinion="AGREED", text="同意印发。")
    issued = await office.until(
        CLERK, READ, lambda p: p["state"] in ("ISSUED", "DELIVERED") or p["failureZh"], id=paper
    )
    record.latency("公文：最后签字→印发", time.monotonic() - signed_at)
    record.check("通知文号", issued["number"] == source.notice.number, str(issued["number"] or issued["failureZh"]))
    record.step(office.now, county.who(MAYOR, "县长"), "签发，编号，印发", "TZ-1、GZ-21", f"{issued['number']}")
    document: dict[str, Any] = issued["document"]
    record.check("版式检查", not document["findings"], str(document["findings"][:3]))
    record.step(office.now, "县政府办公室", "分送", "TZ-1", f"已分送{len(document['deliveries'])}个单位")
    return document
