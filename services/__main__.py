"""Run one service, bring its database up to date, or operate it: `python -m services [command] <name>`."""

import asyncio
import importlib
import logging
import sys
from pathlib import Path

import uvicorn

from services.contracts.policies import PoliciesWrong, read_policies
from services.kernel import migrations
from services.kernel.settings import ROOT, Settings

SERVICES = ("directory", "meetings", "supervision", "learning", "documents")
_NAMES = f"{{{'|'.join(SERVICES)}}}"
USAGE = f"""usage: python -m services [migrate|check|revise MESSAGE|sdl] {_NAMES}
       python -m services events list {_NAMES}
       python -m services events show SERVICE ID
       python -m services events retry SERVICE ID BY
       python -m services events discard SERVICE ID BY REASON
       python -m services audit verify SERVICE
       python -m services audit export SERVICE TYPE ID"""


def serve(service: str) -> None:
    settings = Settings.read(service)
    try:
        read_policies(settings.county)
    except PoliciesWrong as fault:
        sys.exit(str(fault))
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    create = importlib.import_module(f"services.{service}.app").create
    uvicorn.run(
        create(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=settings.max_body_bytes,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
        timeout_keep_alive=30,  # far longer than the gateway keeps one idle: it never meets one just being closed
    )


def operate(service: str, words: list[str]) -> int:
    """What operators do beside the running service; see the README of deploy."""
    from services.kernel import operating

    inbox = importlib.import_module(f"services.{service}.subscribers").inbox
    return asyncio.run(operating.run(Settings.read(service), inbox, words))


def sdl(service: str) -> str:
    """The subgraph's SDL as it is committed and composed."""
    schema = importlib.import_module(f"services.{service}.schema").schema
    answer = schema.execute_sync("{ _service { sdl } }")
    assert answer.data is not None, answer.errors
    return str(answer.data["_service"]["sdl"]) + "\n"


def main(arguments: list[str]) -> int:
    match arguments:
        case ["migrate", service] if service in (*SERVICES, migrations.KERNEL):
            migrations.upgrade(service, Settings.read(service).dsn)
        case ["check", service] if service in SERVICES:
            migrations.check(service, Settings.read(service).dsn)
        case ["revise", message, service] if service in (*SERVICES, migrations.KERNEL):
            migrations.revise(service, Settings.read(service).dsn, message)
        case ["sdl", service] if service in SERVICES:
            target = Path(ROOT) / "services" / service / "schema.graphql"
            target.write_text(sdl(service), encoding="utf-8")
        case ["events" | "audit", verb, service, *rest] if service in SERVICES:
            return operate(service, [arguments[0], verb, *rest])
        case [service] if service in SERVICES:
            serve(service)
        case _:
            sys.stderr.write(USAGE + "\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
