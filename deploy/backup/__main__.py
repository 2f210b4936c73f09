"""`python -m deploy.backup take|restore INSTALLATION.json FOLDER`, for an installation with servers of its own."""

import asyncio
import sys
from pathlib import Path

from deploy.backup.installation import BackupError, read_installation
from deploy.backup.restoring import restore
from deploy.backup.taking import take


def _report(line: str) -> None:
    sys.stderr.write(line + "\n")


def main(arguments: list[str]) -> int:
    try:
        match arguments:
            case ["take", installation, folder]:
                asyncio.run(take(read_installation(Path(installation)), Path(folder), _report))
            case ["restore", installation, folder]:
                asyncio.run(restore(Path(folder), read_installation(Path(installation)), _report))
            case _:
                _report("usage: python -m deploy.backup take|restore INSTALLATION.json FOLDER")
                return 2
    except BackupError as error:
        _report(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
