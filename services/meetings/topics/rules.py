"""Rules of procedure for topics, in the order of the regulations."""

from services.contracts import refusals
from services.kernel.rules import Case, rule
from services.meetings.topics.model import Topic


@rule(refusals.SCOPE_REQUIRED, "CW-2.1", "研究提出贯彻落实意见", path=("scopeCode",))
def topic_names_its_scope(case: Case[Topic]) -> bool:
    """Every topic selects one of the scopes of its kind of meeting."""
    return bool(case.subject.scope_code)
