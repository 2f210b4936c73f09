"""The unprivileged account that PostgreSQL runs under when the launcher is root."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from deploy.local.state import StackError

NAME = "zhengban"
OUTSIDE = Path("/var/lib/zhengban")


def database_account() -> tuple[int, int] | None:
    """Uid and gid for the database server; None when the launcher is an ordinary user and may run it itself."""
    if os.geteuid() != 0:
        return None
    for name in (NAME, "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            if name == NAME and shutil.which("useradd"):
                subprocess.run(
                    ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
                    check=False,
                    capture_output=True,
                )
                try:
                    entry = pwd.getpwnam(name)
                except KeyError:
                    continue
            else:
                continue
        return entry.pw_uid, entry.pw_gid
    raise StackError(f"PostgreSQL 不能以 root 身份运行，且无法建立系统用户；请执行：useradd --system {NAME}")


def is_open(path: Path) -> bool:
    """Whether any account can reach `path`: every directory above it may be passed through."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.absolute().parents)


def database_home(state: Path, account: tuple[int, int] | None) -> Path:
    """Where the server's own files live: in the state directory, or beside it when its account cannot get there."""
    home = state / "postgres"
    if account is not None and not is_open(home):
        mark = hashlib.sha256(os.fsencode(state)).hexdigest()[:12]
        outside = OUTSIDE / mark
        outside.mkdir(parents=True, exist_ok=True, mode=0o711)
        if not home.is_symlink():
            home.symlink_to(outside)
        home = outside
    home.mkdir(exist_ok=True)
    if account is not None:
        os.chown(home, *account)
    home.chmod(0o700)
    return home
