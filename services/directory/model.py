"""All tables of the directory service, gathered for the migrations."""

from services.directory.absences import model as absences
from services.directory.base import Base
from services.directory.calendar import model as calendar
from services.directory.delegations import model as delegations
from services.directory.desk import model as desk
from services.directory.roster import model as roster

__all__ = ["Base", "absences", "calendar", "delegations", "desk", "roster"]
