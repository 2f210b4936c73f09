"""A document's way from the request to the archive: read this table first.

`render`, `check`, `issue`, `register` and `fail` are taken by the worker alone; signatures were given in the service
that asked.
"""

from services.contracts.words.directory import PostCode
from services.documents.issuing import rules
from services.documents.issuing.model import Document
from services.documents.issuing.model import DocumentState as S
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states

DIRECTOR = Right[Document](PostCode.OFFICE_DIRECTOR)
CLERK = Right[Document](PostCode.OFFICE_CLERK)
PUBLISHER = Right[Document](PostCode.PUBLISHER)
REQUESTER = tuple(
    Right[Document](post, person=lambda document: document.requested_by)
    for post in (PostCode.OFFICE_CLERK, PostCode.UNIT_CLERK, PostCode.UNIT_HEAD, PostCode.SUPERVISION_CLERK)
)

# What a request is judged by before anything is made of it; a breach is told to the requester.
REQUEST = (
    rules.no_paper_is_signed_in_the_future,
    rules.internal_minutes_are_not_declared_public,
    rules.internal_minutes_stay_in_the_government,
)

DOCUMENT: dict[str, Step[Document]] = {
    "render_document": Step("成稿", after=states(S.REQUESTED), becomes=S.RENDERED, clauses=("GZ-21.1",)),
    "check_document": Step("核验版式", after=states(S.RENDERED), becomes=S.CHECKED, clauses=("GZ-21.1",)),
    "issue_document": Step("编号印发", after=states(S.CHECKED), becomes=S.ISSUED, clauses=("GZ-21.1",)),
    "register_document": Step("外部登记", after=states(S.REQUESTED), becomes=S.ISSUED, clauses=("GZ-21.1",)),
    "fail_document": Step("成文失败", after=states(S.REQUESTED, S.RENDERED), becomes=S.FAILED),
    "retry_document": Step("重新成文", after=states(S.FAILED), becomes=S.REQUESTED, by=(CLERK, DIRECTOR, *REQUESTER)),
    "publish_document": Step(
        "公开发布",
        after=states(S.ISSUED, S.ARCHIVED),
        becomes=lambda case: case.subject.state,
        by=(PUBLISHER, CLERK),
        rules=(rules.internal_minutes_are_not_published, rules.only_public_documents_are_published),
        clauses=("GZ-24",),
    ),
    "archive_document": Step(
        "归档", after=states(S.ISSUED), becomes=S.ARCHIVED, by=(CLERK,), clauses=("GZ-21.1",), registrable=True
    ),
    "void_document": Step(
        "作废",
        after=states(S.ISSUED),
        becomes=S.VOIDED,
        by=(DIRECTOR,),
        clauses=("GZ-21.1",),
        needs_reason=True,
    ),
}
