"""The desk as documents reaches it."""

from services.contracts import documents
from services.contracts.desk import Desk

DESK = Desk(documents.TaskOpened, documents.TaskClosed, documents.NoticeRaised)
