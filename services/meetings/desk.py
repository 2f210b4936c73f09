"""The desk as meetings reaches it: to-dos and notices of this service's own event types."""

from services.contracts.desk import Desk
from services.contracts.meetings import NoticeRaised, TaskClosed, TaskOpened

DESK = Desk(TaskOpened, TaskClosed, NoticeRaised)
