"""The templates themselves: each a whole .docx with docxtpl tags, put together from parts by code."""

import hashlib
from collections.abc import Callable
from functools import cache

from services.documents.rendering import gbt9704 as gb
from services.documents.rendering import parts
from services.documents.rendering.ooxml import cell, faced, loop, paragraph, row, table, text, when
from services.documents.rendering.package import Parts, pack


def red_paper() -> Parts:
    """通知, 通报, 函 and plans under a red head."""
    return _paper(parts.red_head())


def plain_paper() -> Parts:
    """会议记录 and other papers that carry no mark."""
    return _paper(parts.plain_head())


def letter() -> Parts:
    """信函格式 (10.1)."""
    body = parts.letter_head() + _main() + parts.letter_imprint()
    return Parts(body, first_header=parts.letter_header(), first_footer=parts.letter_footer())


def journal() -> Parts:
    """纪要 and 督办通报: mark, number, issuer and date above the rule; lists and no signature (10.3)."""
    return _paper(parts.journal_head())


def _paper(head: str) -> Parts:
    return Parts(head + _main() + parts.imprint())


def _main() -> str:
    return (
        parts.title()
        + parts.addressees()
        + parts.blocks("blocks")
        + parts.attachments()
        + parts.attendance()
        + parts.signature()
        + parts.annexes()
    )


COLUMNS_4 = (1500, 2922, 1500, 2922)


def _form(*content: str, heading: str = "", foot: str = "") -> Parts:
    return Parts((heading or loop("line in title", paragraph("GWFormTitle", "{{ line }}"))) + "".join(content) + foot)


def _named(*pairs: tuple[str, str], height: int = 500) -> str:
    """One row of label and value, or two of each."""
    cells = []
    for label, value in pairs:
        cells.append(cell(COLUMNS_4[0], label, head=True))
        width, span = (sum(COLUMNS_4[1:]), 3) if len(pairs) == 1 else (COLUMNS_4[1], 1)
        cells.append(cell(width, value, span=span, align="left"))
    return row(cells, height=height)


def _listing(heads: tuple[str, ...], widths: tuple[int, ...], source: str, left: tuple[int, ...] = ()) -> str:
    """A table with one row for each list in `source`; columns in `left` are not centred."""
    values = [
        cell(width, f"{{{{ line[{at}] }}}}", align="left" if at in left else "center")
        for at, width in enumerate(widths)
    ]
    return table(
        widths,
        (
            row([cell(width, head, head=True) for width, head in zip(widths, heads, strict=True)], header=True),
            row([cell(sum(widths), f"{{%tr for line in {source} %}}", span=len(widths))]),
            row(values, height=560),
            row([cell(sum(widths), "{%tr endfor %}", span=len(widths))]),
        ),
    )


def _line(lead: str, value: str) -> str:
    return paragraph("GWFormLine", faced(f"{lead}：", gb.HEITI), text(value))


def _title(*lines: str) -> str:
    return "".join(paragraph("GWFormTitle", line) for line in lines)


GAP = paragraph("GWFormLine")
SMALL_GAP = paragraph("GWFormGap")


def _signed(organ: str) -> str:
    """署名 and 成文日期 below a form: they never part, nor stand on a page of their own (finish.py)."""
    blank, sign = paragraph("GWFormBlank"), paragraph("GWFormSign", f"{{{{ {organ} }}}}")
    return blank + sign + paragraph("GWFormRight", "{{ issued_on }}")


def agenda_sheet() -> Parts:
    heads = ("序号", "议题", "汇报单位", "汇报人", "时长", "列席单位")
    return _form(
        GAP,
        _line("时　　间", "{{ starts_at }}"),
        _line("地　　点", "{{ place }}"),
        _line("主 持 人", "{{ chair }}"),
        _line("会前学法", "{{ study }}"),
        GAP,
        _listing(heads, (680, 2904, 1500, 1000, 960, 1800), "entries", left=(1, 5)),
        SMALL_GAP,
        when(
            "changes",
            _line("与上一版的不同", ""),
            loop("change in changes", paragraph("GWFormText", "{{ change }}")),
        ),
        when("sent_to", _line("发送范围", "{{ sent_to }}")),
        _signed("issuer"),
    )


def sign_in_sheet() -> Parts:
    heads = ("序号", "单位", "姓名", "职务", "类别", "签到", "签退", "备注")
    return _form(
        GAP,
        _line("时间", "{{ starts_at }}"),
        _line("地点", "{{ place }}"),
        _line("人数", "应到 {{ expected }} 人　实到 {{ present }} 人"),
        SMALL_GAP,
        _listing(heads, (680, 1660, 920, 1420, 1180, 720, 720, 1544), "rows"),
    )


def study_attendance() -> Parts:
    heads = ("序号", "单位", "姓名", "职务", "考勤", "到场时间", "备注")
    return _form(
        GAP,
        _line("时间", "{{ starts_at }}"),
        _line("地点", "{{ place }}"),
        _line("主题", "{{ topic }}"),
        _line("人数", "应到{{ expected }}人　{{ counted }}"),
        SMALL_GAP,
        _listing(heads, (680, 1900, 1000, 1644, 900, 1180, 1540), "rows"),
    )


def topic_form() -> Parts:
    rows = (
        _named(("议题名称", "{{ topic }}")),
        _named(("会议类型", "{{ meeting_kind }}"), ("议事范围", "{{ scope }}")),
        _named(("主办单位", "{{ unit }}"), ("汇 报 人", "{{ reporter }}")),
        _named(("涉及单位", "{{ involved }}")),
        _named(("内容摘要", "*summary"), height=1100),
        _named(("需决定的问题", "*question"), height=700),
        _named(("意见建议", "*suggestion"), height=700),
        _named(("依　　据", "*basis")),
        _named(("前置程序", "*preconditions")),
        _named(("事项标识", "{{ flags }}")),
        _named(("单位主要负责人意见", "*unit_head"), height=1060),
        _named(("分管副县长意见", "*vice_mayor"), height=1060),
        _named(("县长意见", "*mayor"), height=1060),
    )
    filed = paragraph("GWFormRight", "填报日期：{{ filed_on }}")
    return _form(filed, SMALL_GAP, table(COLUMNS_4, rows), heading=_title("{{ organ }}", "会议议题申报审批表"))


def preliminary_review() -> Parts:
    heads = ("序号", "初审事项", "结果", "说明")
    top = (
        _named(("议题名称", "{{ topic }}")),
        _named(("主办单位", "{{ unit }}"), ("版　　次", "{{ version }}")),
        _named(("收到日期", "{{ received_on }}"), ("初审结果", "{{ result }}")),
    )
    end = (
        _named(("初审意见", "*opinion"), height=2000),
        _named(("初 审 人", "{{ reviewer }}"), ("初审日期", "{{ reviewed_on }}")),
    )
    return _form(
        GAP,
        table(COLUMNS_4, top),
        GAP,
        _listing(heads, (800, 3600, 1400, 3044), "checks", left=(1, 3)),
        GAP,
        table(COLUMNS_4, end),
        heading=_title("{{ organ }}", "上会议题材料初审意见表"),
    )


def assignment_sheet() -> Parts:
    rows = (
        _named(("事项名称", "{{ title }}")),
        _named(("事项来源", "{{ source }}"), ("依据文号", "{{ source_ref }}")),
        _named(("办理要点", "*points"), height=2400),
        _named(("牵头单位", "{{ lead_unit }}"), ("协办单位", "{{ support_units }}")),
        _named(("分管领导", "{{ leader }}"), ("交办日期", "{{ assigned_on }}")),
        _named(("办理时限", "{{ due }}"), ("联 系 人", "{{ contact }}")),
        _named(("反馈要求", "*report_rule"), height=1200),
        _named(("签　　收", "{{ receipt }}"), height=900),
    )
    item = paragraph("GWFormRight", "编号：{{ item_no }}")
    return _form(item, SMALL_GAP, table(COLUMNS_4, rows), heading=_title("{{ organ }}", "督办事项交办通知单"))


def warning_sheet() -> Parts:
    rows = (
        _named(("被督办单位", "{{ unit }}")),
        _named(("督办事项", "{{ matter }}")),
        _named(("事项编号", "{{ item_no }}"), ("预警等级", "{{ level }}")),
        _named(("事项来源", "{{ source }}")),
        _named(("存在问题", "*problems"), height=2000),
        _named(("督办要求", "*demands"), height=2000),
        _named(("整改期限", "{{ rectify_by }}"), ("反馈期限", "{{ report_by }}")),
        _named(("签　　发", "{{ signer }}"), ("联 系 人", "{{ contact }}")),
        _named(("抄　　送", "{{ cc }}")),
        _named(("签收回执", "{{ receipt }}"), height=900),
    )
    head = paragraph("GWMark", "{{ mark }}") + paragraph("GWNumber", "{{ number }}") + paragraph("GWBlank")
    return _form(table(COLUMNS_4, rows), heading=head, foot=_signed("organ"))


@cache
def built(builder: Callable[[], Parts]) -> tuple[bytes, str]:
    """The .docx of a template and its version: the SHA-256 of its bytes."""
    packed = pack(builder())
    return packed, hashlib.sha256(packed).hexdigest()
