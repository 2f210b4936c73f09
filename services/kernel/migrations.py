"""Migrations: Alembic per service, over the service's own tables and the kernel's, under an advisory lock."""

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData

from services.kernel.settings import ROOT
from services.kernel.store import Base

LOCK = 0x5A42_A1E7

# The audit is append-only: nothing may change or remove an entry through the service's connection (AT-61).
# The kernel's first migration runs this after it has made the table.
APPEND_ONLY = (
    "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$",
    "CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
)
APPEND_ONLY_UNDO = ("DROP FUNCTION audit_is_append_only() CASCADE",)


KERNEL = "kernel"
KERNEL_VERSIONS = Path(__file__).parent / "alembic" / "versions"


def versions_of(service: str) -> Path:
    """Where the service's own migrations lie; the kernel's are a branch of their own beside them."""
    return KERNEL_VERSIONS if service == KERNEL else ROOT / "services" / service / "migrations"


def metadata_of(service: str) -> list[MetaData]:
    """The kernel's tables and the service's own."""
    if service == KERNEL:
        return [Base.metadata]
    model: Any = importlib.import_module(f"services.{service}.model")
    return [Base.metadata, model.Base.metadata]


def alembic_config(service: str, dsn: str) -> Config:
    """Alembic's settings without a file of their own: two branches of migrations and the service's DSN."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "alembic"))
    branches = dict.fromkeys([KERNEL_VERSIONS, versions_of(service)])
    config.set_main_option("version_locations", "\n".join(str(branch) for branch in branches))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("file_template", "%%(slug)s")
    config.attributes["service"] = service
    config.attributes["dsn"] = dsn
    return config


def upgrade(service: str, dsn: str) -> None:
    """Bring the service's database to its newest version."""
    command.upgrade(alembic_config(service, dsn), "heads")


def downgrade(service: str, dsn: str) -> None:
    """Take every table away again."""
    command.downgrade(alembic_config(service, dsn), "base")


def check(service: str, dsn: str) -> None:
    """Raise when the models and the migrations disagree."""
    command.check(alembic_config(service, dsn))


def revise(service: str, dsn: str, message: str) -> None:
    """Write the migration that leads from the database's tables to the models (development)."""
    folder = versions_of(service)
    number = 1 + len(list(folder.glob("[0-9]*.py")))
    revision = f"{service}_{number:04}"
    script: Any = command.revision(
        alembic_config(service, dsn),
        message,
        autogenerate=True,
        rev_id=revision,
        head="base" if number == 1 else f"{service}_{number - 1:04}",
        version_path=str(folder),
        branch_label=service if number == 1 else None,
    )
    written = Path(script.path)
    target = written.rename(folder / f"{number:04}_{written.name}")
    for words in (["check", "--fix", "-q"], ["format", "-q"]):
        subprocess.run([sys.executable, "-m", "ruff", *words, str(target)], check=True)
