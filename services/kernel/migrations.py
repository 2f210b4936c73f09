"""Migrations: Alembic per service, over the service's own tables and the kernel's, under an advisory lock."""

import importlib
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData

from services.kernel.settings import ROOT
from services.kernel.store import Base

LOCK = 0x5A42_A1E7

# The audit is append-only: nothing may change or remove an entry through the service's connection (AT-61).
# Every service's first migration runs this after it has made the kernel's tables.
APPEND_ONLY = (
    "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$",
    "CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
)
APPEND_ONLY_UNDO = ("DROP FUNCTION audit_is_append_only() CASCADE",)


def metadata_of(service: str) -> list[MetaData]:
    """The kernel's tables and the service's own."""
    model: Any = importlib.import_module(f"services.{service}.model")
    return [Base.metadata, model.Base.metadata]


def alembic_config(service: str, dsn: str) -> Config:
    """Alembic's settings without a file of their own: the service's `migrations/` folder and its DSN."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "alembic"))
    config.set_main_option("version_locations", str(ROOT / "services" / service / "migrations"))
    config.set_main_option("path_separator", "newline")
    config.attributes["service"] = service
    config.attributes["dsn"] = dsn
    return config


def upgrade(service: str, dsn: str) -> None:
    """Bring the service's database to its newest version."""
    command.upgrade(alembic_config(service, dsn), "head")


def downgrade(service: str, dsn: str) -> None:
    """Take every table away again."""
    command.downgrade(alembic_config(service, dsn), "base")


def check(service: str, dsn: str) -> None:
    """Raise when the models and the migrations disagree."""
    command.check(alembic_config(service, dsn))


def revise(service: str, dsn: str, message: str) -> None:
    """Write the migration that leads from the database's tables to the models (development)."""
    command.revision(alembic_config(service, dsn), message, autogenerate=True)
