"""The meetings service as a process."""

from starlette.applications import Starlette

from services.contracts.clauses import clause
from services.kernel.app import build
from services.kernel.settings import Settings
from services.meetings.calendars.feed_http import calendar_routes
from services.meetings.schema import schema
from services.meetings.sittings.clocks.follow import changes
from services.meetings.subscribers import inbox
from services.meetings.timers import timers


def create(settings: Settings) -> Starlette:
    return build(settings, schema, inbox, timers, clause, lifespans=[changes.listening], own_routes=calendar_routes)
