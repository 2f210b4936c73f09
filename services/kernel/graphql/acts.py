"""The one input that says how an act is done, the same for every mutation."""

from datetime import datetime

import strawberry


@strawberry.input(description="补登：线下已办理的行为，事后登记（须附依据，经办主任确认）")
class LateRegistrationInput:
    """补登 (AMB-47)."""

    occurred_at: datetime = strawberry.field(description="行为实际发生的时间")
    by_person_id: strawberry.ID = strawberry.field(description="实际办理人")
    note: str = strawberry.field(description="依据说明")
    evidence_file_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="依据材料（已上传文件）"
    )


@strawberry.input(description="办理方式：幂等标识、预期版本、理由、特许、补登等，均可选")
class ActInput:
    """How the act is done; every mutation takes it as `act`."""

    idempotency_key: str | None = strawberry.field(default=None, description="操作标识：重复提交只办理一次（保留7日）")
    expected_version: int | None = strawberry.field(
        default=None, description="预期版本：与当前版本不同则答复 VERSION_CONFLICT"
    )
    reason: str | None = strawberry.field(default=None, description="理由")
    dispensation: str | None = strawberry.field(
        default=None, description="特许理由：“原则上”的规定由有权人说明理由后可以变通，并记录在案"
    )
    acknowledge: list[str] | None = strawberry.field(default=None, description="已知悉的提示代码")
    post: str | None = strawberry.field(default=None, description="以何职务办理（一人多职时）")
    late_registration: LateRegistrationInput | None = strawberry.field(default=None, description="补登")
