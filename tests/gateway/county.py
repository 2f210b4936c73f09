"""The small county that the test subgraphs serve and that the expected answers are made from."""

from typing import Any

Row = dict[str, Any]

UNITS: dict[str, Row] = {
    "u1": {"id": "u1", "name": "政府办", "kind": "OFFICE", "parent": None, "rooms": [["101", "102"], []]},
    "u2": {"id": "u2", "name": "财政局", "kind": "DEPARTMENT", "parent": "u1", "rooms": []},
    "u3": {"id": "u3", "name": "城关镇", "kind": "TOWN", "parent": "u1", "rooms": [["301"]]},
}
PERSONS: dict[str, Row] = {
    "p1": {"id": "p1", "name": "王一", "unit": "u1", "deputy": "p2", "posts": ["主任", None]},
    "p2": {"id": "p2", "name": "李二", "unit": "u2", "deputy": None, "posts": None},
    "p3": {"id": "p3", "name": "赵三", "unit": "u3", "deputy": "p1", "posts": []},
}
TOPICS: dict[str, Row] = {
    "t1": {"id": "t1", "title": "年度学法计划", "proposer": "p1", "unit": "u1", "hearers": [["p2", None], ["p3"]]},
    "t2": {"id": "t2", "title": "重大项目", "proposer": "p2", "unit": None, "hearers": []},
    "t3": {"id": "t3", "title": "预算调整", "proposer": "p2", "unit": "u2", "hearers": [[]]},
}
MEETINGS: dict[str, Row] = {
    "m1": {"id": "m1", "title": "第1次常务会议", "topics": ["t1", "t2"], "host": "p1"},
    "m2": {"id": "m2", "title": "第2次常务会议", "topics": [], "host": None},
}
NOTICES: dict[str, Row] = {"n1": {"id": "n1", "title": "会议通知", "pages": 2, "topic": "t1", "to": ["u2", "u3"]}}
MINUTES: dict[str, Row] = {
    "k1": {"id": "k1", "title": "会议纪要", "pages": 5, "topic": "t1", "signer": "p1"},
    "k2": {"id": "k2", "title": "会议纪要（二）", "pages": 1, "topic": "t2", "signer": None},
}
WEIGHTS = {"OFFICE": 3, "DEPARTMENT": 2, "TOWN": 1}

# What mutations did, in the order in which the subgraphs saw them.
LOG: list[str] = []


def weight(kind: str, name: str, times: int) -> int:
    """What affairs computes from two fields that roster owns."""
    return WEIGHTS[kind] * times + len(name)


def label(kind: str, rank: int) -> str:
    """What papers computes from a field of roster and a computed field of affairs."""
    return f"{kind}/{rank}"


def papers_of(topic: str) -> list[Row]:
    return [row | {"type": "Notice"} for row in NOTICES.values() if row["topic"] == topic] + [
        row | {"type": "Minutes"} for row in MINUTES.values() if row["topic"] == topic
    ]
