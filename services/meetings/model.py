"""All tables of the meetings service, gathered for the migrations."""

from services.meetings.base import Base
from services.meetings.topics import model as topics

__all__ = ["Base", "topics"]
