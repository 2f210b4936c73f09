"""Take over the county's roster before anybody can log in: `python -m services.directory.import_county`.

Reads ZHENGBAN_DSN and ZHENGBAN_COUNTY. The same list again changes nothing; a changed one ends and adds rows from its
`valid_from` on and becomes the next version, which the running service publishes.
"""

import asyncio
import sys

from pydantic import ValidationError
from yaml import YAMLError

from services.contracts.county import read_roster
from services.directory.calendar.commands import seed_calendar
from services.directory.roster.commands import import_roster
from services.kernel.acts import SYSTEM, Act
from services.kernel.clock import SystemClock
from services.kernel.copies import Copies
from services.kernel.database import open_engine, open_sessions
from services.kernel.policies import Policies
from services.kernel.refusals import Refused
from services.kernel.settings import Settings


async def import_county(settings: Settings) -> str:
    """Import the roster and seed the calendar in one transaction; returns what was done, in Chinese."""
    file = read_roster(settings.county)
    engine = open_engine(settings.dsn, pool_size=2)
    sessions = open_sessions(engine)
    try:
        roster, calendar = await Copies(sessions).current()
        act = Act(SYSTEM, SystemClock().now(), roster, calendar, Policies.load(settings.county), system=True)
        async with sessions.begin() as session:
            years = await seed_calendar(session, act)
            release = await import_roster(session, act, file=file)
    finally:
        await engine.dispose()
    done = f"花名册第{release.version}版，{release.bytes}字节" if release else "花名册没有变化"
    return f"{done}；新增{years}年工作日历"


def main() -> int:
    try:
        sys.stdout.write(asyncio.run(import_county(Settings.read("directory"))) + "\n")
    except Refused as refused:
        why = "；".join(v.message_zh for v in refused.violations)
    except (ValidationError, YAMLError, FileNotFoundError) as fault:
        why = f"花名册文件有误：{fault}"
    else:
        return 0
    sys.stderr.write(why + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
