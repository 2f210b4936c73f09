"""How dates, times, lists and titles are worded on a Chinese official paper, and how wide they run."""

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
LIST_CHARS = 23  # 28 less two of indent and three of the heading
TITLE_CHARS = 19.5  # 22 pt in 156 mm; figures of 小标宋 are a little wider than half
WEEKDAYS = "一二三四五六日"
NUMERALS = "零一二三四五六七八九十"
NEVER_FIRST = "的、，。；：）》”〉】和与及"
NEVER_LAST = "《（“〈【、"
# Words that a title is not broken in; the longest first.
WHOLE = re.compile(
    r"[\u4e00-\u9fff]{0,3}县人民政府(?:办公室)?|县长办公会议?|常务会议|专题会议|全体会议|办公室|督查室|县政府|第[0-9一二三四五六七八九十]+[次期届]|"
    r"第[一二三四]季度|[0-9]+年度?|[0-9]+月|督办通报|督查检查|工作规则|议事规则|组织管理|集中学习|合法性审查|规范性文件|意见书|"
    r"延期申请|议定事项|落实情况|办理情况|制度|规则|细则|办法|方案|计划|通知|通报|意见|关于|印发|召开|参加|邀请|工作|会议|情况|项目|"
    r"供水|管网|改造|农业|生产|管理|城市|建设|学法|学习|人民|审议|研究|事项|有关|推进|加强|开展|实施|进一步|做好"
)


def day(value: date) -> str:
    """2022年1月26日: Arabic figures, nothing padded (GB/T 9704 7.3.5.4)."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """2022年2月25日（星期五）上午9时30分, in the office's own time zone."""
    local = value.astimezone(SHANGHAI) if value.tzinfo else value
    return f"{day(local)}（星期{WEEKDAYS[local.weekday()]}）{clock(local)}"


def clock(value: datetime) -> str:
    """上午9时30分 / 下午3时."""
    local = value.astimezone(SHANGHAI) if value.tzinfo else value
    half, hour = ("上午", local.hour) if local.hour < 12 else ("下午", local.hour - 12 or 12)
    return f"{half}{hour}时" + (f"{local.minute}分" if local.minute else "")


def stamp(value: datetime) -> str:
    """8:50, for the narrow columns of a form."""
    local = value.astimezone(SHANGHAI) if value.tzinfo else value
    return f"{local.hour}:{local.minute:02d}"


def span(start: datetime, end: datetime | None) -> str:
    """A meeting's beginning and, when known, its end."""
    return moment(start) + (f"至{clock(end)}" if end else "")


def groups(names: Iterable[str]) -> str:
    """Names of unlike rank are set apart by a comma; within one group the caller writes 、."""
    return "，".join(names)


def names(listed: Iterable[str], empty: str = "无") -> str:
    return "、".join(listed) or empty


def filled(listed: Iterable[str], limit: float) -> list[str]:
    """Names joined by 、 in lines of at most `limit` characters, so that no name is torn apart."""
    lines = [""]
    for name in listed:
        if lines[-1] and units(lines[-1]) + 1 + units(name) > limit - 1:
            lines[-1] += "、"
            lines.append(name)
        else:
            lines[-1] += ("、" if lines[-1] else "") + name
    return lines


def numeral(number: int) -> str:
    """1 → 一, 21 → 二十一 (1–99), for the headings of a paper."""
    if not 1 <= number <= 99:
        raise ValueError(f"序号超出 1—99：{number}")
    tens, ones = divmod(number, 10)
    if tens == 0:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")


def percent(part: int, whole: int) -> str:
    """Two places, without trailing zeros; a dash when there is nothing to divide by."""
    return f"{part * 100 / whole:.2f}".rstrip("0").rstrip(".") + "%" if whole else "—"


def units(text: str) -> float:
    """Width in characters: a Chinese character is 1, a figure or Latin letter about a half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def title_lines(title: str, limit: float = TITLE_CHARS) -> list[str]:
    """Break a title into lines of like length that end where the sense allows (7.3.1).

    A line break in the title itself is the writer's wish and is kept.
    """
    lines: list[str] = []
    for wished in title.split("\n"):
        lines += _balanced(wished.strip(), limit)
    return lines


def _balanced(text: str, limit: float) -> list[str]:
    count = math.ceil(units(text) / limit)
    if count <= 1:
        return [text]
    aim = units(text) / count
    inside = {at for word in WHOLE.finditer(text) for at in range(word.start() + 1, word.end())}
    spots = [at for at in range(2, len(text) - 1) if at not in inside and not _splits_a_word(text, at)]
    good = [at for at in spots if units(text[:at]) <= limit] or [round(aim)]
    best = min(good, key=lambda at: _cost(text, at, aim, (count - 1) * limit))
    return [text[:best], *_balanced(text[best:], limit)]


def _splits_a_word(text: str, at: int) -> bool:
    return bool(re.match(r"[0-9A-Za-z〔〕.]{2}", text[at - 1 : at + 1]))


def _cost(text: str, at: int, aim: float, room: float) -> float:
    cost = abs(units(text[:at]) - aim)
    if text[at] in NEVER_FIRST or text[at - 1] in NEVER_LAST:
        cost += 100
    if units(text[at:]) > room:
        cost += 50
    if text[:at].count("《") != text[:at].count("》"):
        cost += 4
    if text[:at].endswith("关于") or text[at - 1] in "、，的":
        cost -= 6
    return cost
