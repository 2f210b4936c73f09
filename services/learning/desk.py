"""The desk as learning reaches it."""

from services.contracts.desk import Desk
from services.contracts.learning import NoticeRaised, TaskClosed, TaskOpened

desk = Desk(TaskOpened, TaskClosed, NoticeRaised)
