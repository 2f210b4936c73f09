"""One way to carry out a command: one transaction, once per idempotency key, refusals audited on their own."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from services.kernel import files, idempotency
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.authority import has_business
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Context, Info, Presented
from services.kernel.graphql.refusal import Refusal
from services.kernel.graphql.texts import check_text
from services.kernel.lifecycle import demand_order
from services.kernel.refusals import ACTOR_NOT_ALLOWED, VERSION_CONFLICT, Attempt, Refused, Unseen, violation

log = logging.getLogger(__name__)

T = TypeVar("T")


Command = Callable[..., Awaitable[Any]]


async def perform(
    info: Info, how: ActInput | None, shown: type[Presented[T]], command: Command, /, **arguments: Any
) -> T | Refusal:
    """Carry out `command(session, act, **arguments)` and show the row it returns as `shown`.

    Returns a `Refusal` with every broken rule; nothing is written then but the audit of the refusal. An object that
    the asker may not see is `NotFound` like one that does not exist; the audit knows that he tried. Whoever has no
    business (R22) may only change what is shown as `technical`.
    """
    context = info.context
    act = context.act(how)
    key = how.idempotency_key if how else None
    try:
        check_text({"act": how, **arguments})
        async with context.runtime.sessions.begin() as session:
            row = await _once(session, act, key, shown, command, arguments) if key else None
            if row is None:
                row = await command(session, act, **arguments)
                if not (has_business(act) or getattr(shown, "technical", False)):  # whatever the command thought
                    raise Refused([violation(ACTOR_NOT_ALLOWED)], Attempt(command.__name__, shown.__name__))
                await session.flush()
                await demand_order(session)
                await files.keep_evidence(session, act, row)
                if key:
                    await idempotency.settle(session, act, key, row.id)
    except Refused as refused:
        attempt = refused.attempt or Attempt(command.__name__, "")
        await _audit_refusal(context, act, attempt, [v.code for v in refused.violations], refused.clauses)
        return Refusal.of(refused, context.clause)
    except Unseen as unseen:
        attempt = Attempt(command.__name__, unseen.what, unseen.object_id)
        await _audit_refusal(context, act, attempt, ["NOT_FOUND"])
        raise
    except StaleDataError:
        stale = Refused([violation(VERSION_CONFLICT, "")])
        await _audit_refusal(context, act, Attempt(command.__name__, shown.__name__), [VERSION_CONFLICT.name])
        return Refusal.of(stale, context.clause)
    return shown.of(row)


async def _once(
    session: AsyncSession, act: Act, key: str, shown: Any, command: Command, arguments: Mapping[str, Any]
) -> Any | None:
    """Claim the key; the row answered before when this is a repetition."""
    print_ = idempotency.fingerprint(command.__name__, arguments)
    answered = await idempotency.claim(session, act, key, command.__name__, print_)
    return None if answered is None else await session.get_one(shown.table, answered)


async def _audit_refusal(
    context: Context, act: Act, attempt: Attempt, codes: list[str], clauses: Iterable[str] = ()
) -> None:
    async with context.runtime.sessions.begin() as session:
        record(
            session,
            Record(
                act,
                attempt.action,
                attempt.object_type,
                attempt.object_id,
                outcome="REFUSED",
                clauses=sorted(clauses),
                detail={"codes": codes},
            ),
        )
