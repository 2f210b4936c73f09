"""The documents service as a process."""

from starlette.applications import Starlette

from services.contracts.clauses import clause
from services.documents.issuing.follow import changes
from services.documents.issuing.worker import making_documents
from services.documents.schema import schema
from services.documents.subscribers import inbox
from services.documents.timers import timers
from services.kernel.app import build
from services.kernel.settings import Settings


def create(settings: Settings) -> Starlette:
    return build(settings, schema, inbox, timers, clause, lifespans=(making_documents, changes.listening))
