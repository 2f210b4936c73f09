"""All tables of the supervision service, gathered for the migrations."""

from services.supervision.base import Base
from services.supervision.bulletins import model as bulletins
from services.supervision.escalations import model as escalations
from services.supervision.extensions import model as extensions
from services.supervision.feedback import model as feedback
from services.supervision.followup import model as followup
from services.supervision.items import model as items
from services.supervision.ledger import model as ledger
from services.supervision.minutes import model as minutes
from services.supervision.papers import model as papers
from services.supervision.warnings import model as warnings

__all__ = [
    "Base",
    "bulletins",
    "escalations",
    "extensions",
    "feedback",
    "followup",
    "items",
    "ledger",
    "minutes",
    "papers",
    "warnings",
]
