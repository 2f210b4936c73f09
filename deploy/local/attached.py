"""The way into a stack that somebody else is running: its servers' addresses, read from its state directory."""

import asyncio
import os

from deploy.local.postgres import admin_dsn, service_dsn
from deploy.local.stack import python_environment
from deploy.local.state import StackError, State
from deploy.local.steering import Steering


def environment(state: State, service: str) -> dict[str, str]:
    """What a process beside the running `service` is told; raises when no stack runs on the directory."""
    if not state.is_held:
        raise StackError(f"目录 {state.directory} 上没有正在运行的系统；请先执行 ./zhengban up。")
    steering = Steering.of(state)
    admin = os.environ.get("ZHENGBAN_PG_DSN") or admin_dsn(state, state.read("ports")["postgres"])
    return python_environment() | {
        "ZHENGBAN_DSN": service_dsn(state, admin, service),
        "ZHENGBAN_NATS_URL": steering.url,
        "ZHENGBAN_NATS_TOKEN": steering.token,
        "ZHENGBAN_CLOCK": "steered" if asyncio.run(steering.show()) else "system",
        "ZHENGBAN_FILES": str(state.files),
    }
