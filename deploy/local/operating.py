"""What an operator does to the running stack: dead events, the audit, backup and restore."""

import os
import subprocess
import sys
from pathlib import Path

import click

from deploy.local.attached import environment
from deploy.local.stack import SERVICES
from deploy.local.state import DEFAULT, ROOT, State

service_argument = click.argument("service", type=click.Choice(SERVICES), metavar="服务")
by_option = click.option("--by", required=True, metavar="姓名", help="由谁办理，记入审计。")
state_option = click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT,
    envvar="ZHENGBAN_STATE",
    show_default=".zhengban/up",
    help="系统所在的目录。",
)


@click.group()
def events() -> None:
    """查看、重试或作废死信（未能办理的事件）。"""


@events.command("list")
@click.argument("services", nargs=-1, type=click.Choice(SERVICES), metavar="[服务]…")
@state_option
def events_list(services: tuple[str, ...], state: Path) -> None:
    """待处理的死信：编号、时间、类型、所关对象、错误。"""
    _each(state, services, "events", "list")


@events.command("show")
@service_argument
@click.argument("event_id", metavar="编号")
@state_option
def events_show(service: str, event_id: str, state: Path) -> None:
    """一个死信的全部情况；限制知悉的内容不予显示。"""
    sys.exit(_operate(state, service, "events", "show", event_id))


@events.command("retry")
@service_argument
@click.argument("event_id", metavar="编号")
@by_option
@state_option
def events_retry(service: str, event_id: str, by: str, state: Path) -> None:
    """再办理一次；两人同时重试也只办理一次。"""
    sys.exit(_operate(state, service, "events", "retry", event_id, by))


@events.command("discard")
@service_argument
@click.argument("event_id", metavar="编号")
@click.argument("reason", metavar="理由")
@by_option
@state_option
def events_discard(service: str, event_id: str, reason: str, by: str, state: Path) -> None:
    """作废：说明理由，此后重放也不再办理。"""
    sys.exit(_operate(state, service, "events", "discard", event_id, by, reason))


@click.group()
def audit() -> None:
    """核验审计链，导出一个对象的审计。"""


@audit.command("verify")
@click.argument("services", nargs=-1, type=click.Choice(SERVICES), metavar="[服务]…")
@state_option
def audit_verify(services: tuple[str, ...], state: Path) -> None:
    """从第一条起核验各服务的审计链；有断开则以 1 退出。"""
    _each(state, services, "audit", "verify")


@audit.command("export")
@service_argument
@click.argument("object_type", metavar="对象类型")
@click.argument("object_id", metavar="对象编号")
@state_option
def audit_export(service: str, object_type: str, object_id: str, state: Path) -> None:
    """一个对象的全部审计条目，每行一条 JSON；理由与详情只在系统内供有权的人查看。"""
    sys.exit(_operate(state, service, "audit", "export", object_type, object_id))


def _each(state: Path, services: tuple[str, ...], *words: str) -> None:
    sys.exit(max(_operate(state, service, *words) for service in services or SERVICES))


def _operate(state: Path, service: str, *words: str) -> int:
    """`python -m services <words>` with the environment of the stack that runs on the directory."""
    subject, verb, *rest = words
    done = subprocess.run(
        [sys.executable, "-m", "services", subject, verb, service, *rest],
        cwd=ROOT,
        env=os.environ | environment(State(state), service),
        check=False,
    )
    return done.returncode


@click.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="目录")
@state_option
def backup(target: Path, state: Path) -> None:
    """备份正在运行的系统（数据库与文件取同一时刻）到一个新目录，不停机。"""
    from deploy.local.saving import save

    save(State(state), target)
    click.echo(f"已备份到 {target}")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="目录")
@state_option
def restore(source: Path, state: Path) -> None:
    """把备份恢复到一个尚未使用的目录，核对审计链与文件；随后用 up 启动。"""
    from deploy.local.saving import bring_back

    bring_back(source, State(state))
    click.echo(f"已恢复；启动：./zhengban up --state {state}")
