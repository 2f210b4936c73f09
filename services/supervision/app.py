"""The supervision service as a process."""

from starlette.applications import Starlette

from services.contracts.clauses import clause
from services.kernel.app import build
from services.kernel.settings import Settings
from services.supervision.schema import schema
from services.supervision.subscribers import inbox
from services.supervision.timers import timers


def create(settings: Settings) -> Starlette:
    return build(settings, schema, inbox, timers, clause)
