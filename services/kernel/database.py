"""The service's own database: engine, sessions, and what happens around every commit."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session

from services.kernel.audit import append_pending, discard_pending
from services.kernel.outbox import discard_published, has_written, write_published

Sessions = async_sessionmaker[AsyncSession]
GOING_OR_COMING = frozenset({"57P01", "57P02", "57P03"})  # the server shuts down, has crashed, or starts


def is_away(error: BaseException) -> bool:
    """Is the database not to be reached just now, so that the same may be tried again later?"""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in GOING_OR_COMING
    return isinstance(error, ConnectionError | PoolExhausted)


def open_engine(dsn: str, pool_size: int = 5) -> AsyncEngine:
    """An engine with a small pool; PostgreSQL only."""
    engine = create_async_engine(
        dsn,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_use_lifo=True,  # the connection used last has its statements prepared
        hide_parameters=True,  # errors end in logs and among the dead events: what was written stays out of them
        connect_args={"server_settings": {"timezone": "UTC", "jit": "off"}},
    )

    @event.listens_for(engine.sync_engine, "checkout")
    def _replace_closed(connection: Any, record: Any, proxy: Any) -> None:
        # A server that went away has closed the socket, which the driver has noticed: no need to ask over the wire.
        if connection.driver_connection.is_closed():
            raise DisconnectionError

    return engine


def open_reads(engine: AsyncEngine) -> Sessions:
    """Sessions for reading alone: no transaction around them, which saves two round trips a read.

    Several statements see what is committed at each of them, as they do in a READ COMMITTED transaction.
    """
    return async_sessionmaker(engine.execution_options(isolation_level="AUTOCOMMIT"), expire_on_commit=False)


def open_sessions(engine: AsyncEngine, on_published: Callable[[], None] = lambda: None) -> Sessions:
    """The session factory; the audit is chained and events are written before each commit, the relay woken after it."""

    class ServiceSession(Session):
        """A session class of this factory alone, so that its listeners are nobody else's."""

    @event.listens_for(ServiceSession, "before_commit")
    def _before_commit(session: Session) -> None:
        append_pending(session)
        write_published(session)

    @event.listens_for(ServiceSession, "after_commit")
    def _after_commit(session: Session) -> None:
        if has_written(session):
            on_published()

    @event.listens_for(ServiceSession, "after_rollback")
    def _after_rollback(session: Session) -> None:
        discard_pending(session)
        discard_published(session)

    sync_class: Any = ServiceSession
    return async_sessionmaker(engine, expire_on_commit=False, sync_session_class=sync_class)
