"""The way of a press release from the draft to the media: read this table first."""

from services.contracts.words.directory import PostCode
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.kernel.rules import Case
from services.meetings.press import rules
from services.meetings.press.model import PressRelease
from services.meetings.press.model import PressState as S
from services.meetings.rights import DIRECTOR, OFFICE

# Who reads it at which step: 办主任, then 常务副县长 or 县长 (CW-6.1).
READERS: dict[S, tuple[Right[PressRelease], ...]] = {
    S.DIRECTOR: (DIRECTOR,),
    S.LEADER: (Right(PostCode.EXECUTIVE_DEPUTY_HEAD), Right(PostCode.COUNTY_HEAD)),
}
ANY_READER = tuple(right for rights in READERS.values() for right in rights)
PUBLISHERS = (Right[PressRelease](PostCode.PUBLISHER), *OFFICE)
CONTENT = (
    rules.internal_minutes_make_no_news,
    rules.news_waits_for_the_party,
    rules.news_tells_only_what_may_be_published,
)
LIVE = states(S.DRAFTED, S.DIRECTOR, S.LEADER, S.APPROVED)


def _after_a_reading(case: Case[PressRelease]) -> S:
    return S.LEADER if case.subject.state is S.DIRECTOR else S.APPROVED


PRESS: dict[str, Step[PressRelease]] = {
    "edit_press_release": Step(
        label="修改新闻稿", after=states(S.DRAFTED), becomes=S.DRAFTED, by=OFFICE, clauses=("CW-6.1",)
    ),
    "submit_press_release": Step(
        label="新闻稿送审",
        after=states(S.DRAFTED),
        becomes=S.DIRECTOR,
        by=OFFICE,
        rules=CONTENT,
        clauses=("CW-6.1",),
    ),
    "sign_press_release": Step(
        label="审签新闻稿",
        after=states(S.DIRECTOR, S.LEADER),
        becomes=_after_a_reading,
        by=ANY_READER,
        rules=(rules.news_is_read_in_order, rules.nobody_reads_news_twice, *CONTENT),
        clauses=("CW-6.1",),
    ),
    "return_press_release": Step(
        label="退回新闻稿",
        after=states(S.DIRECTOR, S.LEADER),
        becomes=S.DRAFTED,
        by=ANY_READER,
        rules=(rules.news_is_read_in_order,),
        clauses=("CW-6.1",),
        needs_reason=True,
    ),
    "publish_press_release": Step(
        label="登记新闻发布",
        after=states(*LIVE, S.PUBLISHED),
        becomes=S.PUBLISHED,
        by=PUBLISHERS,
        rules=(rules.news_is_approved_before_it_is_published, *CONTENT),
        clauses=("CW-6.1", "GZ-24"),
    ),
    "withdraw_press_release": Step(
        label="撤回新闻稿",
        after=LIVE,
        becomes=S.WITHDRAWN,
        by=OFFICE,
        clauses=("CW-6.1",),
        needs_reason=True,
    ),
}
