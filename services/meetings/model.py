"""All tables of the meetings service, gathered for the migrations."""

from services.meetings.activities import model as activities
from services.meetings.attendance import model as attendance
from services.meetings.attendance.bulletin import model as bulletin
from services.meetings.base import Base
from services.meetings.calendars import model as calendars
from services.meetings.countywide import model as countywide
from services.meetings.decisions import model as decisions
from services.meetings.decisions.change import model as change
from services.meetings.minutes import model as minutes
from services.meetings.minutes.correction import model as correction
from services.meetings.minutes.scans import model as scans
from services.meetings.papers import model as papers
from services.meetings.press import model as press
from services.meetings.sittings import model as sittings
from services.meetings.sittings.agenda import model as agenda
from services.meetings.sittings.material import model as material
from services.meetings.statistics import model as statistics
from services.meetings.topics import model as topics
from services.meetings.topics.groundwork import model as groundwork
from services.meetings.topics.preparation import model as preparation
from services.meetings.topics.review import model as review

__all__ = [
    "Base",
    "activities",
    "agenda",
    "attendance",
    "bulletin",
    "calendars",
    "change",
    "correction",
    "countywide",
    "decisions",
    "groundwork",
    "material",
    "minutes",
    "papers",
    "preparation",
    "press",
    "review",
    "scans",
    "sittings",
    "statistics",
    "topics",
]
