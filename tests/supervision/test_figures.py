"""Figures of a bulletin reconcile, whatever the items are; percentages add to 100."""

from hypothesis import given
from hypothesis import strategies as st

from services.supervision.bulletins.figures import Row, Standing, figures, percentages, quarter_before, quarter_days

NAMES = st.sampled_from(["甲", "乙", "丙", "丁"])


@st.composite
def rows(draw: st.DrawFn) -> Row:
    meeting, unit = draw(NAMES), draw(NAMES)
    return Row(
        item_id="x",
        number="督〔2022〕1号",
        title="事项",
        unit_id=unit if unit != "丁" else None,
        unit=unit,
        meeting_id=meeting,
        meeting=f"{meeting}会议",
        standing=draw(st.sampled_from(list(Standing))),
        due=None,
        overdue_days=0,
        progress="",
    )


@given(st.lists(rows(), max_size=60))
def test_every_view_counts_every_item_once(snapshot: list[Row]) -> None:
    counted = figures(snapshot)
    assert counted.reconcile()
    for view in (counted.by_meeting, counted.by_unit):
        assert sum(each.total for each in view) == counted.overall.total == len(snapshot)
        for each in (*view, counted.overall):
            assert each.total == each.closed + each.running
            assert each.running == each.ongoing + each.overdue + each.extended + each.suspended
            assert sum(each.percentages) == (100 if each.total else 0)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=8))
def test_percentages_add_to_100_and_stay_within_one_of_the_truth(counts: list[int]) -> None:
    shares, total = percentages(counts), sum(counts)
    assert sum(shares) == (100 if total else 0)
    assert all(abs(share - count * 100 / total) < 1 for share, count in zip(shares, counts, strict=True) if total)


@given(st.lists(rows(), max_size=30))
def test_a_stored_snapshot_counts_alike(snapshot: list[Row]) -> None:
    assert figures([Row.read(each.stored()) for each in snapshot]) == figures(snapshot)


@given(st.dates())
def test_the_quarter_before_has_ended(day: object) -> None:
    from datetime import date, timedelta

    assert isinstance(day, date)
    year, quarter = quarter_before(day)
    if year < 1:
        return
    first, last = quarter_days(year, quarter)
    assert first < last < day <= last + timedelta(days=92)
