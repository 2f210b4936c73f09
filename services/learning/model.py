"""All tables of the learning service, gathered for the migrations."""

import services.learning.lawstudy.model as lawstudy
from services.learning.base import Base
from services.learning.duties import model as duties
from services.learning.papers import model as papers
from services.learning.plans import model as plans
from services.learning.sessions import model as sessions

__all__ = ["Base", "duties", "lawstudy", "papers", "plans", "sessions"]
