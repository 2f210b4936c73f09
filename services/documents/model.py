"""All tables of the documents service, gathered for the migrations."""

from services.documents.base import Base
from services.documents.consultations import model as consultations
from services.documents.issuing import model as issuing
from services.documents.library import model as library
from services.documents.papers import model as papers
from services.documents.reviews import model as reviews

__all__ = ["Base", "consultations", "issuing", "library", "papers", "reviews"]
