"""The directory service as a process."""

from starlette.applications import Starlette

from services.contracts.clauses import clause
from services.directory.desk.changes import changes
from services.directory.schema import schema
from services.directory.subscribers import inbox
from services.directory.timers import timers
from services.kernel.app import build
from services.kernel.settings import Settings


def create(settings: Settings) -> Starlette:
    return build(settings, schema, inbox, timers, clause, lifespans=[changes.listening])
