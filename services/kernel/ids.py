"""Identifiers: UUIDv7 everywhere, so that ids sort by the time they were given."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid7()
