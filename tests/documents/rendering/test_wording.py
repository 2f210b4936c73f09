"""How dates, numbers and titles are worded."""

from datetime import UTC, date, datetime

import pytest

from services.documents.rendering import wording


def test_dates_are_not_padded() -> None:
    assert wording.day(date(2022, 1, 6)) == "2022年1月6日"


def test_moments_are_told_in_the_offices_time_zone() -> None:
    assert wording.moment(datetime(2022, 2, 25, 1, 30, tzinfo=UTC)) == "2022年2月25日（星期五）上午9时30分"


@pytest.mark.parametrize(("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_numerals(number: int, said: str) -> None:
    assert wording.numeral(number) == said


def test_a_title_breaks_where_the_sense_allows() -> None:
    lines = wording.title_lines("关于2022年第一季度县政府常务会议议定事项落实情况的通报")
    assert lines == ["关于2022年第一季度县政府", "常务会议议定事项落实情况的通报"]


def test_a_writers_line_break_is_kept() -> None:
    assert wording.title_lines("平利县人民政府关于\n印发制度的通知") == ["平利县人民政府关于", "印发制度的通知"]


def test_no_title_line_is_too_wide_and_no_word_is_lost() -> None:
    title = "平利县人民政府办公室关于进一步加强县政府常务会议议定事项督查督办工作确保各项决策部署落到实处的通知"
    lines = wording.title_lines(title)
    assert "".join(lines) == title
    assert all(wording.units(line) <= wording.TITLE_CHARS for line in lines)


def test_no_name_is_torn_over_two_lines() -> None:
    listed = [f"县住房和城乡建设局人员{at}" for at in range(9)]
    lines = wording.filled(listed, 23)
    assert "".join(lines) == "、".join(listed)
    assert all(wording.units(line) <= 23 for line in lines)
    assert all(line.rstrip("、").split("、")[-1] in listed for line in lines)
