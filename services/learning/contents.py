"""What is studied: the ten contents of collective study (XX-1) and the six focuses of law study (XF-4), as data."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Content:
    """One number of 学习内容 or 学法重点; `text` names it in few words."""

    code: int
    clause: str
    text: str


CATEGORIES: tuple[Content, ...] = (
    Content(1, "XX-1.1", "习近平新时代中国特色社会主义思想等科学理论"),
    Content(2, "XX-1.2", "党章党规党纪和党的基本知识"),
    Content(3, "XX-1.3", "党的路线、方针、政策和决议"),
    Content(4, "XX-1.4", "国家法律法规"),
    Content(5, "XX-1.5", "中央、国务院和省市重要会议和文件精神"),
    Content(6, "XX-1.6", "社会主义核心价值观"),
    Content(7, "XX-1.7", "党史、新中国史、改革开放史、社会主义发展史和世界历史"),
    Content(8, "XX-1.8", "经济、政治、文化、社会、生态、科技、民族、宗教等知识"),
    Content(9, "XX-1.9", "乡村振兴、项目建设、财政金融、安全生产等业务知识"),
    Content(10, "XX-1.10", "上级和县委要求学习的其他内容"),
)
FOCUSES: tuple[Content, ...] = (
    Content(1, "XF-4.1", "依法治国、法治政府基本理论"),
    Content(2, "XF-4.2", "宪法和规范政府行为的法律法规"),
    Content(3, "XF-4.3", "与研究的重大议题相关的法律法规"),
    Content(4, "XF-4.4", "新颁布、新修订的法律法规"),
    Content(5, "XF-4.5", "保密、廉政、预防职务犯罪等法律法规"),
    Content(6, "XF-4.6", "其他重要法律法规"),
)


def known(contents: Iterable[Content], codes: Iterable[int]) -> bool:
    """Does every code stand in the table?"""
    return set(codes) <= {content.code for content in contents}
