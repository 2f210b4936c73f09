"""The commands of `./zhengban`; a command stands here only when something stands behind it."""

import asyncio
import re
import signal
import sys
from collections.abc import Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from deploy.backup.installation import BackupError
from deploy.local.operating import audit, backup, events, restore, state_option
from deploy.local.state import DEFAULT, ROOT, StackError, State

DEMO_STATE = ROOT / ".zhengban" / "demo"
BENCH_STATE = ROOT / ".zhengban" / "bench"
SCALE_STATES = ROOT / ".zhengban" / "scale"
GATEWAY_PORT = 4000
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Instant(click.ParamType[datetime]):
    """`2022-02-25`, `2022-02-25T09:00` …; without a zone it is Beijing time."""

    name = "时刻"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from services.kernel.clock import SHANGHAI

        try:
            instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是时刻；请写作 2022-02-25T09:00。", param, ctx)
        return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def cli() -> None:
    """政办：县政府办公室的会议、督查督办、学习与公文。"""


@cli.command()
@state_option
@click.option("--port", type=int, help="网关端口；默认 4000，被占用时另选空闲端口。")
@click.option("--clock", type=click.Choice(["system", "steered"]), default="system", show_default=True)
@click.option("--at", "starts_at", type=Instant(), help="可拨动的办公时钟从何时开始（仅第一次启动时）。")
def up(state: Path, port: int | None, clock: str, starts_at: datetime | None) -> None:
    """启动整套系统并显示日志，按 Ctrl-C 停止。"""
    from deploy.local.stack import GATEWAY, Stack

    stack = Stack(state, clock=clock, starts_at=starts_at, gateway_port=GATEWAY_PORT, report=say)
    if port is not None:
        stack.state.create()
        stack.state.write("ports", stack.state.read("ports") | {GATEWAY: port})
    run(_up(stack))


async def _up(stack: Any) -> None:
    from deploy.local.follow import Follower

    stack.state.create()
    following = asyncio.create_task(Follower(stack.state.logs).run())
    try:
        async with stack:
            say(f"系统已就绪：{stack.gateway_url}    取令牌：./zhengban token <登录名>{_state_hint(stack.state)}")
            await asyncio.Event().wait()
    finally:
        following.cancel()
        say("已停止")


@cli.command()
@state_option
def migrate(state: Path) -> None:
    """把各服务的数据库更新到最新结构。"""
    from deploy.local.stack import SERVICES, Stack

    async def work() -> None:
        async with Stack(state, services=(), gateway=False, report=say) as stack:
            await stack.migrate(SERVICES)

    run(work())
    say("数据库结构已是最新")


@cli.command()
@click.argument("login", metavar="登录名")
@state_option
@click.option("--ttl", type=click.IntRange(1, 30 * 86_400), default=8 * 3600, show_default=True, help="有效秒数。")
def token(login: str, state: Path, ttl: int) -> None:
    """签发一个本机使用的登录令牌。"""
    from deploy.local.issuer import Issuer

    directory = State(state)
    directory.create()
    issuer = Issuer(directory)
    issuer.prepare()
    click.echo(issuer.token(login, ttl))


@cli.group()
def clock() -> None:
    """查看或向前拨动办公时钟（仅限演示与测试）。"""


@clock.command("show")
@state_option
def clock_show(state: Path) -> None:
    """办公时钟现在的时刻。"""
    from deploy.local.steering import Steering

    at = run(Steering.of(State(state)).show())
    click.echo(f"{at.now:%Y-%m-%d %H:%M:%S}（第 {at.version} 次）" if at else "办公时钟为系统时钟")


@clock.command("set")
@click.argument("to", type=Instant(), metavar="时刻")
@state_option
def clock_set(to: datetime, state: Path) -> None:
    """拨到某一时刻，例如 2022-02-25T09:00。"""
    run(_move(state, to))


@clock.command("advance")
@click.argument("by", metavar="时长")
@state_option
def clock_advance(by: str, state: Path) -> None:
    """向前拨一段时长，例如 3d、12h、30m、2w。"""
    match = re.fullmatch(r"(\d{1,4})([mhdw])", by)
    if match is None:
        raise StackError(f"“{by}”不是时长；请写作 30m、12h、3d 或 2w。")
    run(_move(state, timedelta(**{UNITS[match[2]]: int(match[1])})))


async def _move(state: Path, target: datetime | timedelta) -> None:
    from deploy.local.steering import Steering

    steering = Steering.of(State(state))
    at = await steering.show()
    if at is None:
        raise StackError("办公时钟为系统时钟，不能拨动；请用 up --clock steered --at 2022-01-24T09:00 启动。")
    moved = await steering.set(at.now + target if isinstance(target, timedelta) else target)
    click.echo(f"{moved.now:%Y-%m-%d %H:%M:%S}（第 {moved.version} 次）")


@cli.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[部分]… [pytest 参数]…")
def test(arguments: tuple[str, ...]) -> None:
    """运行全部检查与测试，或只运行其中几部分（static、unit、tests 下的目录名、demo）。"""
    from deploy.local.checks import STATIC_PART, UNIT_PART, run_checks

    if not arguments or set(arguments) - {STATIC_PART, UNIT_PART}:
        prepare_office()
    sys.exit(run_checks(arguments))


@cli.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("out"), show_default=True)
@click.option("--keep", is_flag=True, help="演示结束后保持系统运行，并给出地址、令牌与示例查询。")
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEMO_STATE,
    show_default=".zhengban/demo",
    help="演示系统所在的目录；另给的须为空目录，两场演示同时进行时各用一个。",
)
def demo(out: Path, keep: bool, state: Path) -> None:
    """用本县自己的制度把全部业务走一遍，文件写入 out/。"""
    from deploy.demo import run as play
    from deploy.local.stack import Stack

    if state == DEMO_STATE:
        State(state).discard()
    elif state.exists() and any(state.iterdir()):
        raise StackError(f"目录 {state} 不为空；请另给一个空目录。")
    prepare_office()
    folder = out.absolute()

    async def work() -> bool:
        stack = Stack(state, clock="steered", starts_at=play.STARTS_AT, gateway_port=GATEWAY_PORT, report=say)
        async with stack:
            passed: bool = await play.run(stack, folder, keep=keep)
            if keep:
                await asyncio.Event().wait()
            return passed

    sys.exit(0 if run(work()) else 1)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读取。")
@click.option("--scale", is_flag=True, help="改为比较一年与十年的数据：各页面用时之比。")
@click.option("--again", is_flag=True, help="与 --scale 同用：沿用上次写入的数据。")
@click.option("--only", default="", metavar="名称", help="与 --scale 同用：只测名称中含此字样的页面，如 topics。")
def bench(as_json: bool, scale: bool, again: bool, only: str) -> None:
    """测量启动、事件、公文与网关的用时和内存，或数据增多以后各页面的用时。"""
    from deploy.bench import run as measure
    from deploy.bench import scale as by_years

    if scale:
        sys.exit(0 if run(by_years.run(SCALE_STATES, as_json=as_json, again=again, only=only)) else 1)
    prepare_office()
    State(BENCH_STATE).discard()
    sys.exit(0 if run(measure.run(BENCH_STATE, as_json=as_json)) else 1)


for command in (events, audit, backup, restore):
    cli.add_command(command)


def prepare_office() -> None:
    """Bring LibreOffice and the fonts when they are missing; without them papers are previewed, not issued."""
    from deploy.local import office

    if office.missing(ROOT / office.STATE):
        try:
            office.install(say, ROOT / office.STATE)
        except office.OfficeNotInstalled as error:
            say(f"{error}")


def say(line: str) -> None:
    """One line of what is being done, beside the output proper."""
    click.secho(line, err=True, fg="bright_black" if line.startswith(" ") else None)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end; Ctrl-C and SIGTERM cancel once, and everything stops in order."""

    async def guarded() -> Any:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        stopping = False

        def stop() -> None:
            nonlocal stopping
            if not stopping:
                stopping = True
                say("正在停止……")
                task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, stop)
        try:
            return await task
        except asyncio.CancelledError:
            return None

    return asyncio.run(guarded())


def _state_hint(state: State) -> str:
    return "" if state.directory == DEFAULT else f" --state {state.directory}"


def main() -> None:
    try:
        cli.main(prog_name="./zhengban", standalone_mode=True)
    except (StackError, BackupError) as error:
        click.secho(f"{error}", err=True, fg="red")
        sys.exit(1)
