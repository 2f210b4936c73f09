"""All tables of the documents service, gathered for the migrations."""

from services.documents.base import Base
from services.documents.issuing import model as issuing

__all__ = ["Base", "issuing"]
