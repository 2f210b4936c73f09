"""Days, moments and numbers as they come in: of years that an office can mean, with a time zone, and finite."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

import strawberry
from graphql import GraphQLError

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
LARGEST: Final = Decimal(10) ** 13

T = TypeVar("T")

DAY_ZH = f"日期应写作 2022-02-07，年份在{FIRST_YEAR}至{LAST_YEAR}之间"
MOMENT_ZH = f"时间应写作 2022-02-07T09:00:00+08:00，须注明时区，年份在{FIRST_YEAR}至{LAST_YEAR}之间"
NUMBER_ZH = "数值应为有限的十进制数"


def _day(value: Any) -> date | None:
    day = date.fromisoformat(value)
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _moment(value: Any) -> datetime | None:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo is not None and FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _number(value: Any) -> Decimal | None:
    number = Decimal(value) if isinstance(value, str) else Decimal(str(value))
    return number if number.is_finite() and abs(number) < LARGEST else None


def _reader(read: Callable[[Any], T | None], message_zh: str) -> Callable[[Any], T]:
    """The scalar's parser: what cannot be read is the caller's mistake, told without his own text."""

    def parse(value: Any) -> T:
        try:
            found = read(value)
        except (TypeError, ValueError, ArithmeticError):
            found = None
        if found is None:
            raise GraphQLError(message_zh)
        return found

    return parse


SCALARS: Final[dict[object, Any]] = {
    date: strawberry.scalar(
        name="Date", description="Date (isoformat)", serialize=date.isoformat, parse_value=_reader(_day, DAY_ZH)
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="Date with time (isoformat)",
        serialize=datetime.isoformat,
        parse_value=_reader(_moment, MOMENT_ZH),
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="Decimal (fixed-point)",
        serialize=str,
        parse_value=_reader(_number, NUMBER_ZH),
    ),
}
