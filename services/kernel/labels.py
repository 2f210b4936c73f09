"""Enumerations whose every value has a Chinese label."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A StrEnum written as `DRAFT = "DRAFT", "草稿"`; the label is what screens and papers show."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
