"""The base of this service's own tables."""

from sqlalchemy.orm import DeclarativeBase

from services.kernel.model import TYPES


class Base(DeclarativeBase):
    type_annotation_map = TYPES
