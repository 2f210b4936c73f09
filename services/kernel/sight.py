"""What exists for whom: for every kind of object the one query by which it is shown."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.refusals import Unseen

Loader = Callable[[AsyncSession, Act, list[UUID]], Awaitable[Mapping[UUID, Any]]]
L = TypeVar("L", bound=Loader)

_SHOWN_BY: dict[type, Loader] = {}


def shows(model: type) -> Callable[[L], L]:
    """Declare the loader by which objects of this kind are shown: it leaves out what the asker may not see.

    The same loader decides for reads by id, entity joins, files and the objects that commands are about.
    """

    def declare(loader: L) -> L:
        _SHOWN_BY[model] = loader
        return loader

    return declare


def shown_kinds() -> Iterable[type]:
    """Every kind of object whose sight has been declared."""
    return tuple(_SHOWN_BY)


def loader_of(model: type) -> Loader:
    """By what objects of this kind are shown; raises `KeyError` for a kind that nobody has declared."""
    return _SHOWN_BY[model]


async def seen(session: AsyncSession, act: Act, model: type, ids: list[UUID]) -> Mapping[UUID, Any]:
    """Those of the objects that exist for the asker, as he stands today even when he registers an earlier act.

    Raises `KeyError` for a kind of object that nobody has declared: sight is never taken for granted.
    """
    return await loader_of(model)(session, replace(act, late=None), ids)


async def seen_refs(
    session: AsyncSession, act: Act, kinds: Iterable[type], refs: Iterable[tuple[str | None, UUID | None]]
) -> set[tuple[str, UUID]]:
    """Of the objects that files, papers and the like name by type and id: those of these kinds that he sees."""
    refs, found = list(refs), set()
    for kind in kinds:
        ids = [object_id for name, object_id in refs if name == kind.__name__ and object_id is not None]
        if ids:
            found |= {(kind.__name__, object_id) for object_id in await seen(session, act, kind, ids)}
    return found


async def demand_seen(session: AsyncSession, act: Act, model: type, object_id: UUID) -> None:
    """Raises `Unseen` unless the object exists for the asker; for timers and other services' events everything does."""
    if not act.system and object_id not in await seen(session, act, model, [object_id]):
        raise Unseen(model.__name__, object_id)
